// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/whole_file.hpp"

#include "proto/error.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <random>
#include <string_view>
#include <unistd.h>

namespace tilscape::snapshot {

int sync_folder_of(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  const int folder = ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return errno;
  // Some file systems do not sync folders, and say so by EINVAL.
  const int error = ::fsync(folder) != 0 && errno != EINVAL ? errno : 0;
  ::close(folder);
  return error;
}

std::string unique_digits() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::random_device random;
  std::string out;
  for (int word = 0; word < 2; ++word)
    for (std::uint32_t left = random(), i = 0; i < 8; ++i, left >>= 4U) out += digits[left & 15U];
  return out;
}

WholeFile::WholeFile(const std::string& path)
    : path_(path), beside_(path + "." + unique_digits() + ".part"), sink_(create_file(beside_)) {}

WholeFile::~WholeFile() {
  sink_.reset();
  if (!committed_) ::unlink(beside_.c_str());
}

void WholeFile::write(ByteView bytes) {
  if (const int error = write_all(*sink_, bytes)) fail("write", error);
  bytes_ += bytes.size();
}

void WholeFile::commit() {
  if (sink_->sync() != 0) fail("bring to the disk", errno);
  const int closed = sink_->close();
  const int error = errno;
  sink_.reset();
  if (closed != 0) fail("close", error);
  if (::rename(beside_.c_str(), path_.c_str()) != 0) fail("put in place", errno);
  committed_ = true;
  if (const int synced = sync_folder_of(path_)) fail("bring to the disk", synced);
}

void WholeFile::fail(const char* what, int error) const {
  throw WriteError(path_ + ": cannot " + what + " (" + std::strerror(error) + ")");
}

}  // namespace tilscape::snapshot
