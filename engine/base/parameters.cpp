// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/parameters.hpp"

#include "engine/base/quantity.hpp"

#include <algorithm>

namespace tilscape {

double Parameters::number(ParameterInfo info) {
  return Parameter<double>(this, std::move(info)).value_or(0);
}

int Parameters::whole(ParameterInfo info) {
  return Parameter<int>(this, std::move(info)).value_or(0);
}

double number_of_default(const ParameterInfo& info) {
  if (!info.default_value) return 0;
  const QuantityParse parsed = parse_quantity(*info.default_value);
  if (!parsed.quantity) throw UsageError("the default of " + info.name + " is no number");
  return parsed.quantity->value;
}

const Value* find(const Values& values, std::string_view name) {
  const auto& entries = values.entries();
  const auto it =
      std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.first == name; });
  return it == entries.end() ? nullptr : &it->second;
}

}  // namespace tilscape
