// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <fmt/format.h>
#include <string_view>

// The only place where a program prints. Nothing here throws: a stream that cannot be written is no reason to
// end what a program does. Text goes through terminal_text(), so that no name can steer a terminal.

namespace tilscape::console {

/// Before anything is opened: a standard stream that was closed gets a descriptor that takes nothing, so that
/// no file of ours gets its number, and a reader that has gone, or a file that has become as long as it may
/// (`ulimit -f`), is an error of the write, not a signal.
void begin();

/// Whether the stack that the system grants (`ulimit -s`) is enough for the programs and their threads; when
/// it is not, that is told. Nothing can be caught once it has run out.
bool stack_suffices();

/// To standard output: what was asked for.
void print_text(std::string_view text);
/// To standard error: progress and messages.
void tell_text(std::string_view text);
/// To standard error, with control sequences of our own.
void draw(std::string_view text);

template <class... Values>
void print(fmt::format_string<Values...> format, Values&&... values) {
  print_text(fmt::vformat(format, fmt::make_format_args(values...)));
}
template <class... Values>
void tell(fmt::format_string<Values...> format, Values&&... values) {
  tell_text(fmt::vformat(format, fmt::make_format_args(values...)));
}

/// What is left in buffers goes out. Gives the code, but `write_failed` instead of 0 when something of
/// standard output is lost, which is told unless the reader has gone on purpose.
int end(int code, int write_failed);

}  // namespace tilscape::console
