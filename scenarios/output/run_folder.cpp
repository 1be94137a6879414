// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/run_folder.hpp"

#include "engine/base/error.hpp"
#include "proto/whole_file.hpp"

#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

namespace tilscape::scenarios {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const char* what, int error) {
  throw snapshot::WriteError(fmt::format("{}: cannot {} ({})", path.string(), what, std::strerror(error)));
}

bool make_folder(const fs::path& path) {
  std::error_code error;
  const bool made = fs::create_directory(path, error);
  if (error) fail(path, "make the folder", error.value());
  return made;
}

// Whether another program holds the lock, else it is ours. Where a file system has no locks, nobody is locked
// out. A viewer that looks whether somebody writes holds it for a moment, so one refusal is none.
bool taken(int descriptor) {
  for (int again = 0; again < 5; ++again) {
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

void make_parents(const fs::path& path) {
  std::error_code error;
  if (!path.empty()) fs::create_directories(path, error);
  if (error) fail(path, "make the folder", error.value());
}

}  // namespace

RunFolder::RunFolder(fs::path path)
    : path_(std::move(path)), lock_(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (lock_ >= 0 && taken(lock_)) {
    ::close(lock_);
    throw InputError(path_.string() + ": another program is running in this folder");
  }
}

RunFolder::RunFolder(RunFolder&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

RunFolder::~RunFolder() {
  if (lock_ >= 0) ::close(lock_);
}

RunFolder RunFolder::existing(const fs::path& path) {
  if (!fs::is_directory(path)) throw InputError(path.string() + ": there is no such folder");
  if (!fs::exists(path / "manifest.json"))
    throw InputError(path.string() + ": no run folder (it has no manifest.json)");
  RunFolder folder(path);
  for (const char* below : {"", "checkpoints", "inputs"}) snapshot::remove_leftovers(path / below);
  return folder;
}

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
    throw FolderTaken(
        fmt::format("{}: there is something in it already (a run never overwrites another). Choose another "
                    "folder with -o",
                    path.string()));
  return RunFolder(path);
}

void RunFolder::write(std::string_view name, std::string_view content) const {
  snapshot::WholeFile whole(file(name).string());
  whole.write({reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
  whole.commit();
}

void RunFolder::require(std::initializer_list<std::string_view> names) const {
  std::error_code error;
  for (const std::string_view name : names)
    if (!fs::exists(file(name), error))
      throw FolderGone(
          fmt::format("{}: it has been removed or moved while it was written. Nothing is kept from here on",
                      file(name).string()));
}

std::string folder_name(std::string_view name) {
  std::string result(name);
  for (char& c : result)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_' && c != '.') c = '-';
  if (result.empty() || result.front() == '.') result.insert(0, "run");
  return result;
}

}  // namespace tilscape::scenarios
