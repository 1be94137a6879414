// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/bytes.hpp"

#include "proto/error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace tilscape::snapshot {
namespace {

std::string because(const std::string& path, const char* what) {
  return path + ": cannot " + what + ": " + std::strerror(errno);
}

class FileSink final : public ByteSink {
 public:
  explicit FileSink(int descriptor) : descriptor_(descriptor) {}
  ~FileSink() override {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  std::ptrdiff_t write(const std::uint8_t* data, std::size_t size) override {
    return ::write(descriptor_, data, size);
  }
  int sync() override {
    // A terminal or /dev/null has nothing to keep; only a real failure counts.
    const int result = ::fdatasync(descriptor_);
    return result != 0 && (errno == EINVAL || errno == EROFS) ? 0 : result;
  }
  int close() override { return ::close(std::exchange(descriptor_, -1)); }

 private:
  int descriptor_;
};

class FileSource final : public ByteSource {
 public:
  FileSource(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  ~FileSource() override { ::close(descriptor_); }

  [[nodiscard]] std::uint64_t size() const override {
    struct stat status = {};
    if (::fstat(descriptor_, &status) != 0) throw ReadError(because(path_, "read"));
    return static_cast<std::uint64_t>(status.st_size);
  }

  void read(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    while (!into.empty()) {
      const auto got = ::pread(descriptor_, into.data(), into.size(), static_cast<off_t>(offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw ReadError(because(path_, "read"));
      if (got == 0) throw ReadError(path_ + ": the file ends at byte " + std::to_string(offset));
      into = into.subspan(static_cast<std::size_t>(got));
      offset += static_cast<std::uint64_t>(got);
    }
  }

 private:
  int descriptor_;
  std::string path_;
};

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(Bytes bytes) : bytes_(std::move(bytes)) {}

  [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }

  void read(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    if (offset > bytes_.size() || into.size() > bytes_.size() - offset)
      throw ReadError("the bytes end at " + std::to_string(bytes_.size()));
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), into.size(), into.begin());
  }

 private:
  Bytes bytes_;
};

}  // namespace

int write_all(ByteSink& sink, ByteView bytes) {
  while (!bytes.empty()) {
    const std::ptrdiff_t written = sink.write(bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (written == 0) return ENOSPC;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return 0;
}

std::unique_ptr<ByteSink> create_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (descriptor < 0) throw WriteError(because(path, "create"));
  return std::make_unique<FileSink>(descriptor);
}

std::unique_ptr<ByteSink> continue_file(const std::string& path, std::uint64_t keep) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) throw WriteError(because(path, "open"));
  auto sink = std::make_unique<FileSink>(descriptor);
  struct stat status = {};
  if (::fstat(descriptor, &status) != 0) throw WriteError(because(path, "open"));
  if (S_ISREG(status.st_mode) && ::ftruncate(descriptor, static_cast<off_t>(keep)) != 0)
    throw WriteError(because(path, "cut"));
  if (::lseek(descriptor, 0, SEEK_END) < 0) throw WriteError(because(path, "go on"));
  return sink;
}

std::unique_ptr<ByteSource> open_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw ReadError(because(path, "open"));
  struct stat status = {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    throw ReadError(path + ": not a regular file");
  }
  return std::make_unique<FileSource>(descriptor, path);
}

std::unique_ptr<ByteSource> open_memory(Bytes bytes) {
  return std::make_unique<MemorySource>(std::move(bytes));
}

std::string read_text(const std::string& path) {
  const auto source = open_file(path);
  std::string text(source->size(), '\0');
  source->read(0, {reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  return text;
}

}  // namespace tilscape::snapshot
