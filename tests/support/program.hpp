// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "tests/support/temporary_folder.hpp"

#include <chrono>
#include <csignal>
#include <functional>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tilscape::test {

/// The program as its users meet it, in a folder of its own.
class Program {
 public:
  struct Ending {
    int code = -1;  ///< 128 + n when a signal ended it
    std::string out, err;
  };

  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }

  /// before: commands of the shell, such as a limit. The arguments are the shell's as well.
  Ending run(const std::string& arguments, const std::string& before = "true") const {
    return wait(start(arguments, before));
  }
  /// Stops it with a signal as soon as something is so.
  Ending stop_when(const std::string& arguments, const std::function<bool()>& now, int signal) const {
    const pid_t process = start_until(arguments, now);
    ::kill(process, signal);
    return wait(process);
  }
  /// The same by somebody who is impatient: signals follow until it has ended. (Two that are pending at once
  /// are one, so a second alone might be lost.)
  Ending stop_impatiently(const std::string& arguments, const std::function<bool()>& now, int signal) const {
    const pid_t process = start_until(arguments, now);
    siginfo_t ended{};
    while (::waitid(P_PID, static_cast<id_t>(process), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           ended.si_pid == 0) {
      ::kill(process, signal);
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return wait(process);
  }

 private:
  [[nodiscard]] pid_t start_until(const std::string& arguments, const std::function<bool()>& now) const {
    const pid_t process = start(arguments, "true");
    for (int i = 0; i < 3000 && !now(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return process;
  }
  [[nodiscard]] pid_t start(const std::string& arguments, const std::string& before) const {
    const std::string line = "cd '" + folder().string() + "' && " + before +
                             " && exec '" TILSCAPE_PROGRAM "' " + arguments + " >out 2>err </dev/null";
    std::string shell = "/bin/sh";
    std::string option = "-c";
    std::string command = line;
    char* argv[] = {shell.data(), option.data(), command.data(), nullptr};
    pid_t process = 0;
    if (posix_spawn(&process, "/bin/sh", nullptr, nullptr, argv, environ) != 0)
      throw std::runtime_error("the shell does not start");
    return process;
  }
  [[nodiscard]] Ending wait(pid_t process) const {
    int status = 0;
    if (::waitpid(process, &status, 0) != process) throw std::runtime_error("the program is lost");
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return {code, text_of(folder() / "out"), text_of(folder() / "err")};
  }

  TemporaryFolder folder_;
};

}  // namespace tilscape::test
