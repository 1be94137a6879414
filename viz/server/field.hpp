// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"

#include <string>

namespace tilscape::viz {

/// The field of a substance. Throws std::invalid_argument when there is no such substance, and NotFound when
/// the frame has no field of it.
const snapshot::FieldTable& field_of(const snapshot::RunHeader& header, const snapshot::Frame& frame,
                                     const std::string& name);

}  // namespace tilscape::viz
