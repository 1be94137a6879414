// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/text.hpp"
#include "scenarios/read/reader.hpp"

#include <string>
#include <string_view>

namespace tilscape::scenarios::detail {

/// The unit of a value: its descriptor's, or that of what it belongs to; "*": any.
inline std::string unit_of(const ParameterInfo& info, const Context& context) {
  if (!is_own_unit(info.unit)) return info.unit;
  return context.unit == "*" ? "*" : context.unit + info.unit.substr(std::string_view("=unit").size());
}

/// 0 is 0 in every unit, so it needs none where its entry says one.
inline std::string with_unit(std::string text, const ParameterInfo& info, const Context& context) {
  if (text == "0" && is_own_unit(info.unit) && context.unit != "*") text += " " + unit_of(info, context);
  return text;
}

}  // namespace tilscape::scenarios::detail
