// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/console.hpp"

#include "proto/quote.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace tilscape::console {
namespace {

int output_error = 0;  // the first of standard output; a program has one

void put(std::FILE* stream, std::string_view text) {
  const bool whole =
      std::fwrite(text.data(), 1, text.size(), stream) == text.size() && std::fflush(stream) == 0;
  if (!whole && stream == stdout && output_error == 0) output_error = errno;
}

}  // namespace

void begin() {
  for (int descriptor = 0; descriptor < 3; ++descriptor)
    if (::fcntl(descriptor, F_GETFD) < 0)  // the lowest free number is taken, which is this one
      static_cast<void>(::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY));
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file beyond `ulimit -f` is a write that fails, with a message
}

bool stack_suffices() {
  constexpr rlim_t kibibyte = 1024;
  constexpr rlim_t least = 256 * kibibyte;  // tried with every command (tests/faults/test_machine.py)
  rlimit stack{};
  if (::getrlimit(RLIMIT_STACK, &stack) != 0 || stack.rlim_cur >= least) return true;
  tell("the stack may have {} KiB (ulimit -s), and {} KiB are needed. Nothing was run.\n",
       stack.rlim_cur / kibibyte, least / kibibyte);
  return false;
}

void print_text(std::string_view text) {
  put(stdout, terminal_text(text));
}

void tell_text(std::string_view text) {
  put(stderr, terminal_text(text));
}

void draw(std::string_view text) {
  put(stderr, text);
}

int end(int code, int write_failed) {
  if (output_error == 0) return code;
  if (output_error != EPIPE) tell("cannot write to standard output: {}\n", std::strerror(output_error));
  return code == 0 ? write_failed : code;
}

}  // namespace tilscape::console
