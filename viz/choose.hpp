// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/reader.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tilscape::viz {

/// The snapshot file: the path itself, or the one .tsnap file of a run folder. Throws snapshot::ReadError.
std::string find_snapshots(const std::string& path);

/// Throws snapshot::ReadError when there is none.
void require_frames(const snapshot::Reader& reader);

/// "30 s", "90 min", "6h", "7d", "2wk" -> minutes; throws std::invalid_argument.
double parse_time(const std::string& text);

/// "first", "last", or a time: the frame that is nearest to it. Throws snapshot::NoFrameThere beyond the
/// frames; there is at least one.
std::size_t choose_frame(const snapshot::Reader& reader, const std::string& at);

/// The frames nearest to 0, every, 2 every, ..., each once.
std::vector<std::size_t> choose_frames(const snapshot::Reader& reader, double every);

}  // namespace tilscape::viz
