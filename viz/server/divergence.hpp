// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"

#include <string>

namespace tilscape::viz {

/// The first thing in which two frames of the same time differ, in words: an event when they hold some, else
/// a cell, else a substance; empty when all that they hold is the same.
std::string first_difference(const snapshot::RunHeader& header_a, const snapshot::Frame& a,
                             const snapshot::RunHeader& header_b, const snapshot::Frame& b);

}  // namespace tilscape::viz
