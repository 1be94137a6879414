// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/run/filter.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tilscape::scenarios {

namespace {

/// A file in memory. Unlike a pipe it takes everything at once, so nobody waits for the other to read.
class Scratch {
 public:
  Scratch() : file_(::memfd_create("text", MFD_CLOEXEC)) {}
  ~Scratch() {
    if (file_ >= 0) ::close(file_);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  [[nodiscard]] int file() const { return file_; }
  [[nodiscard]] bool write(const std::string& text) const {
    for (std::size_t at = 0; at < text.size();) {
      const ssize_t written = ::write(file_, text.data() + at, text.size() - at);
      if (written < 0 && errno != EINTR) return false;
      if (written > 0) at += static_cast<std::size_t>(written);
    }
    return ::lseek(file_, 0, SEEK_SET) == 0;
  }
  [[nodiscard]] std::string read() const {
    std::string text;
    std::array<char, 65536> piece{};
    for (;;) {
      const ssize_t n = ::pread(file_, piece.data(), piece.size(), static_cast<off_t>(text.size()));
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return text;
      text.append(piece.data(), static_cast<std::size_t>(n));
    }
  }

 private:
  int file_;
};

/// Waits, at most so long; whether it ended well.
bool ended_well(pid_t process, std::chrono::milliseconds most) {
  const auto end = std::chrono::steady_clock::now() + most;
  int status = 0;
  for (;;) {
    const pid_t ended = ::waitpid(process, &status, WNOHANG);
    if (ended == process) return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (ended < 0 && errno != EINTR) return false;
    if (std::chrono::steady_clock::now() >= end) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  ::kill(-process, SIGKILL);  // its whole group: it may be a script
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return false;
}

}  // namespace

std::optional<std::string> filtered(const std::vector<std::string>& words, const std::string& text,
                                    std::chrono::milliseconds most) {
  const Scratch in, out;
  if (in.file() < 0 || out.file() < 0 || !in.write(text)) return std::nullopt;
  std::vector<std::string> copies = words;
  std::vector<char*> arguments;
  for (std::string& word : copies) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_adddup2(&files, in.file(), 0);
  ::posix_spawn_file_actions_adddup2(&files, out.file(), 1);
  ::posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t group;
  ::posix_spawnattr_init(&group);
  ::posix_spawnattr_setflags(&group, POSIX_SPAWN_SETPGROUP);  // a group of its own
  pid_t process = 0;
  const int error = ::posix_spawnp(&process, arguments[0], &files, &group, arguments.data(), environ);
  ::posix_spawnattr_destroy(&group);
  ::posix_spawn_file_actions_destroy(&files);
  if (error != 0 || !ended_well(process, most)) return std::nullopt;
  return out.read();
}

}  // namespace tilscape::scenarios
