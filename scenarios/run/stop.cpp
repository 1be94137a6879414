// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/run/stop.hpp"

#include <atomic>
#include <charconv>
#include <csignal>
#include <system_error>
#include <unistd.h>

namespace tilscape::scenarios {

namespace {

constexpr int stopped_at_once = 130;

// The one thing that a signal can reach.
std::atomic<bool> stop_asked = false;
std::atomic<int> impatience = 0;

extern "C" void on_signal(int signal) {
  stop_asked = true;
  // A terminal that goes says so more than once, a limit of processor time each second.
  const bool of_a_person = signal == SIGINT || signal == SIGTERM;
  if (of_a_person && impatience.fetch_add(1) > 0) _exit(stopped_at_once);
}

double seconds_of(char unit) {
  switch (unit) {
    case 'd':
      return 86400;
    case 'h':
      return 3600;
    case 'm':
      return 60;
    case 's':
      return 1;
    default:
      return 0;
  }
}

}  // namespace

void Stop::listen() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  std::signal(SIGXCPU, on_signal);
  if (std::signal(SIGHUP, on_signal) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);  // nohup
}

bool Stop::asked(double reserve) const {
  if (stop_asked) return true;
  return limit_ && std::chrono::duration<double>(Clock::now() - start_).count() + reserve > *limit_;
}

std::optional<double> wall_time(std::string_view text) {
  double seconds = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  if (at == end) return std::nullopt;
  while (at != end) {
    double number = 0;
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc{} || next == end || !(number >= 0) || seconds_of(*next) == 0) return std::nullopt;
    seconds += number * seconds_of(*next);
    at = next + 1;
  }
  return seconds;
}

}  // namespace tilscape::scenarios
