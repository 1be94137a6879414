// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameter.hpp"

#include <string>
#include <utility>

namespace tilscape::scenarios {

/// What `side` describes, for all sides.
inline ParameterInfo for_all(ParameterInfo side, std::string otherwise) {
  side.name = "all";
  side.default_value = std::move(otherwise);
  side.about = "all sides that are not named";
  side.source = "by definition";
  return side;
}

/// For the two of an axis.
inline ParameterInfo for_axis(ParameterInfo side, const std::string& axis) {
  side.name = axis;
  side.about = "both sides of " + axis;
  side.optional = true;
  return side;
}

/// For one: `x_low`.
inline ParameterInfo for_face(ParameterInfo side, const std::string& face) {
  side.name = face;
  side.about = "one side of " + face.substr(0, 1);
  side.optional = true;
  return side;
}

}  // namespace tilscape::scenarios
