// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/run_folder.hpp"

#include "proto/error.hpp"

#include <cctype>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <system_error>
#include <unistd.h>

namespace tilscape::scenarios {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const char* what, int error) {
  throw snapshot::WriteError(fmt::format("{}: cannot {} ({})", path.string(), what, std::strerror(error)));
}

/// An open file; close() tells of errors, which some file systems report only there.
class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : path_(path), fd_(::open(path.c_str(), flags, 0644)) {
    if (fd_ < 0) fail(path_, "open", errno);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t n = ::write(fd_, text.data(), text.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) fail(path_, "write", n < 0 ? errno : ENOSPC);
      text.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  void sync_and_close() {
    if (::fsync(fd_) != 0) fail(path_, "bring to the disk", errno);
    const int fd = fd_;
    fd_ = -1;
    if (::close(fd) != 0) fail(path_, "close", errno);
  }

 private:
  fs::path path_;
  int fd_;
};

bool make_folder(const fs::path& path) {
  std::error_code error;
  const bool made = fs::create_directory(path, error);
  if (error) fail(path, "make the folder", error.value());
  return made;
}

void make_parents(const fs::path& path) {
  std::error_code error;
  if (!path.empty()) fs::create_directories(path, error);
  if (error) fail(path, "make the folder", error.value());
}

}  // namespace

RunFolder RunFolder::next(const fs::path& parent, const std::string& name) {
  make_parents(parent);
  for (int number = 1;; ++number) {
    const fs::path path = parent / (number == 1 ? name : fmt::format("{}-{}", name, number));
    if (make_folder(path)) return RunFolder(path);
  }
}

RunFolder RunFolder::exactly(const fs::path& path) {
  make_parents(path.parent_path());
  std::error_code error;
  if (!make_folder(path) && !fs::is_empty(path, error))
    throw snapshot::WriteError(
        fmt::format("{}: there is something in it already (a run never overwrites another). Choose another "
                    "folder with -o",
                    path.string()));
  return RunFolder(path);
}

void RunFolder::write(std::string_view name, std::string_view content) const {
  const fs::path target = file(name);
  const fs::path beside = file(std::string(name) + ".part");
  Descriptor descriptor(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
  descriptor.write(content);
  descriptor.sync_and_close();
  std::error_code error;
  fs::rename(beside, target, error);
  if (error) fail(target, "rename", error.value());
  Descriptor(path_, O_RDONLY | O_DIRECTORY | O_CLOEXEC).sync_and_close();
}

std::string folder_name(std::string_view name) {
  std::string result(name);
  for (char& c : result)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_' && c != '.') c = '-';
  if (result.empty() || result.front() == '.') result.insert(0, "run");
  return result;
}

}  // namespace tilscape::scenarios
