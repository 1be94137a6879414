// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/progress.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

constexpr double minutes_per_day = 1440;

std::string bar(double share, int width) {
  const int full = static_cast<int>(share * width);
  std::string text;
  for (int i = 0; i < width; ++i) text += i < full ? "█" : "·";
  return text;
}

}  // namespace

std::string duration(double seconds) {
  if (seconds < 10) return fmt::format("{:.1f} s", seconds);
  const auto s = static_cast<long>(std::lround(seconds));
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{}m{:02}s", s / 60, s % 60);
  return fmt::format("{}h{:02}m", s / 3600, s % 3600 / 60);
}

std::string thousands(double count) {
  std::string digits = fmt::format("{:.0f}", count);
  for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > (count < 0 ? 1 : 0); i -= 3)
    digits.insert(static_cast<std::size_t>(i), 1, ',');
  return digits;
}

Progress::Progress(Style style, bool colour, double total_minutes)
    : style_(style), colour_(colour), total_(total_minutes) {}

double Progress::elapsed() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

void Progress::update(double time, const std::string& what) {
  if (style_ == Style::none) return;
  const auto now = Clock::now();
  const auto pause = style_ == Style::bar ? std::chrono::milliseconds(100) : std::chrono::milliseconds(60000);
  if (now - last_ < pause) return;
  last_ = now;
  const double share = total_ > 0 ? std::clamp(time / total_, 0.0, 1.0) : 1;
  const double used = elapsed();
  const double speed = used > 0 ? time / minutes_per_day / (used / 60) : 0;
  const std::string left = share > 0 ? duration(used / share * (1 - share)) + " left" : "";
  const std::string text =
      fmt::format("day {:.1f}/{:.4g}  {}{:3.0f} %   {}   {:.3g} sim-d/min   {}", time / minutes_per_day,
                  total_ / minutes_per_day, style_ == Style::bar ? bar(share, 24) + " " : "", 100 * share,
                  what, speed, left);
  if (style_ == Style::lines) {
    fmt::print(stderr, "{}\n", text);
  } else {
    fmt::print(stderr, "\r\x1b[2K{}{}{}", colour_ ? "\x1b[36m" : "", text, colour_ ? "\x1b[0m" : "");
    drawn_ = true;
  }
  std::fflush(stderr);
}

void Progress::finish() {
  if (drawn_) fmt::print(stderr, "\r\x1b[2K");
  drawn_ = false;
}

}  // namespace tilscape::scenarios
