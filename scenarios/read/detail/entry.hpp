// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameter.hpp"

#include <string>
#include <utility>
#include <vector>

/// Short ways to write the descriptors of the language (sections_*.cpp).
namespace tilscape::scenarios::entry {

using Kind = ParameterKind;
using List = std::vector<ParameterInfo>;
using Info = ParameterInfo;

/// Where a default is from, when it is not a measurement.
inline constexpr const char* by_definition = "by definition";

inline Info optional(Info info) {
  info.optional = true;
  return info;
}

inline Info text(std::string name, std::string about) {
  return {.name = std::move(name), .kind = Kind::text, .about = std::move(about), .optional = true};
}

inline Info record(std::string name, std::string about, List children) {
  return {.name = std::move(name),
          .kind = Kind::record,
          .about = std::move(about),
          .optional = true,
          .children = std::move(children)};
}

inline Info map(std::string name, std::string about, List children, std::string main = {},
                Kind key = Kind::text) {
  return {.name = std::move(name),
          .kind = Kind::map,
          .about = std::move(about),
          .optional = true,
          .key = key,
          .children = std::move(children),
          .main = std::move(main)};
}

inline Info raw(std::string name, std::string about) {
  return {.name = std::move(name), .kind = Kind::raw, .about = std::move(about), .optional = true};
}

}  // namespace tilscape::scenarios::entry
