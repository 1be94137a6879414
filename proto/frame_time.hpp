// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/reader.hpp"

#include <cstddef>
#include <stdexcept>
#include <vector>

namespace tilscape::snapshot {

/// A time was asked for that the frames of a file do not reach; `what()` says which they do.
struct NoFrameThere : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// The frame that is nearest to a time [min]; there is at least one.
std::size_t nearest_frame(const std::vector<FrameInfo>& frames, double time);

/// The same for a time that somebody has written, which must lie within the frames, or beyond them by no more
/// than half of what lies between two (or a thousandth, as times are told in four digits). Throws
/// NoFrameThere.
std::size_t frame_at(const Reader& reader, double time);

}  // namespace tilscape::snapshot
