// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/frame_time.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::snapshot {

std::size_t nearest_frame(const std::vector<FrameInfo>& frames, double time) {
  const auto nearer = [time](const FrameInfo& a, const FrameInfo& b) {
    return std::abs(a.time - time) < std::abs(b.time - time);
  };
  return static_cast<std::size_t>(std::min_element(frames.begin(), frames.end(), nearer) - frames.begin());
}

std::size_t frame_at(const Reader& reader, double time) {
  constexpr double minutes_per_day = 1440;
  constexpr double as_told = 1e-3;  // of a time with four digits
  const std::vector<FrameInfo>& frames = reader.frames();
  const std::size_t nearest = nearest_frame(frames, time);
  const double first = frames.front().time;
  const double last = frames.back().time;
  const bool many = frames.size() > 1;
  const double before = many ? (frames[1].time - first) / 2 : 0;
  const double behind = many ? (last - frames[frames.size() - 2].time) / 2 : 0;
  if (time >= first - std::max(before, as_told * first) && time <= last + std::max(behind, as_told * last))
    return nearest;
  const std::string there = many ? fmt::format("{} frames, from day {:.4g} to day {:.4g}", frames.size(),
                                               first / minutes_per_day, last / minutes_per_day)
                                 : fmt::format("one frame, of day {:.4g}", first / minutes_per_day);
  throw NoFrameThere(fmt::format("{}: there is no frame at day {:.4g}; it has {}", reader.name(),
                                 time / minutes_per_day, there));
}

}  // namespace tilscape::snapshot
