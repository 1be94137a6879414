// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/progress.hpp"

#include "engine/base/quantity.hpp"
#include "proto/console.hpp"
#include "proto/quote.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

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
  const std::string digits = fmt::format("{:.0f}", std::abs(count));
  std::string text(count < 0 ? 1 : 0, '-');
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text.push_back(',');
    text.push_back(digits[i]);
  }
  return text;
}

Progress::Progress(Style style, bool colour, double begin_minutes, double total_minutes)
    : style_(style), colour_(colour), begin_(begin_minutes), total_(total_minutes) {}

double Progress::elapsed() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

std::string Progress::text(const ProgressState& state, Style style) {
  const double share = state.total > 0 ? std::clamp(state.time / state.total, 0.0, 1.0) : 1;
  const double days = state.time / minutes_per_day;
  const double done = state.time - state.begin;
  const double speed = state.elapsed > 0 ? done / minutes_per_day / (state.elapsed / 60) : 0;
  const std::string left =
      done > 0 ? duration(state.elapsed / done * std::max(0.0, state.total - state.time)) + " left" : "";
  return fmt::format("day {:.1f}/{:.4g}  {}{:4.0f} %   {}   {:.3g} sim-d/min   {}", days,
                     state.total / minutes_per_day, style == Style::bar ? bar(share, 24) : "", 100 * share,
                     state.what, speed, left);
}

void Progress::update(double time, const std::string& what) {
  if (style_ == Style::none) return;
  const auto now = Clock::now();
  const auto pause = style_ == Style::bar ? std::chrono::milliseconds(100) : std::chrono::milliseconds(60000);
  if (now - last_ < pause) return;
  last_ = now;
  const std::string line = text({time, begin_, total_, elapsed(), what}, style_);
  if (style_ == Style::lines) {
    console::tell("{}\n", line);
  } else {
    console::draw(fmt::format("\r\x1b[2K{}{}{}", colour_ ? "\x1b[36m" : "", terminal_text(line),
                              colour_ ? "\x1b[0m" : ""));
    drawn_ = true;
  }
}

void Progress::finish() {
  if (drawn_) console::draw("\r\x1b[2K");
  drawn_ = false;
}

}  // namespace tilscape::scenarios
