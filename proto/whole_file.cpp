// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/whole_file.hpp"

#include "proto/error.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <random>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace tilscape::snapshot {

namespace {

/// NAME.0123456789abcdef.part
bool is_beside(std::string_view name) {
  constexpr std::string_view end = ".part";
  constexpr std::size_t digits = 16;
  if (!name.ends_with(end) || name.size() < end.size() + digits + 2) return false;
  name.remove_suffix(end.size());
  const std::string_view number = name.substr(name.size() - digits);
  return name[name.size() - digits - 1] == '.' &&
         number.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

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

void remove_leftovers(const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<std::string> found;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    if (is_beside(entry->path().filename().string())) found.push_back(entry->path().string());
  for (const std::string& file : found) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0) continue;
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) ::unlink(file.c_str());
    ::close(descriptor);
  }
}

WholeFile::WholeFile(const std::string& path) : path_(path) {
  while (lock_ < 0) open_beside();
}

/// Who tidies up can see the file before it is locked; then it is made again.
void WholeFile::open_beside() {
  beside_ = path_ + "." + unique_digits() + ".part";
  sink_ = create_file(beside_);
  lock_ = ::open(beside_.c_str(), O_RDONLY | O_CLOEXEC);
  if (lock_ < 0 && errno == ENOENT) return;
  if (lock_ < 0) {
    const int error = errno;
    ::unlink(beside_.c_str());
    fail("create", error);
  }
  while (::flock(lock_, LOCK_SH) != 0 && errno == EINTR) {
  }
  struct stat status = {};
  if (::fstat(lock_, &status) == 0 && status.st_nlink == 0) ::close(std::exchange(lock_, -1));
}

WholeFile::~WholeFile() {
  sink_.reset();
  if (!committed_) ::unlink(beside_.c_str());
  if (lock_ >= 0) ::close(lock_);
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
  if (::close(std::exchange(lock_, -1)) != 0) fail("close", errno);
  if (const int synced = sync_folder_of(path_))
    throw SyncError(path_ + ": cannot bring to the disk (" + std::strerror(synced) + ")");
}

void WholeFile::fail(const char* what, int error) const {
  throw WriteError(path_ + ": cannot " + what + " (" + std::strerror(error) + ")");
}

}  // namespace tilscape::snapshot
