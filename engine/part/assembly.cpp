// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/part/assembly.hpp"

#include "engine/part/time.hpp"

#include <algorithm>
#include <cmath>

namespace tilscape {

std::uint32_t period_of(const Values& root, const std::string& name) {
  const TimeParams time(root.map("time"));
  if (!time.periods.has(name)) return 1;
  return static_cast<std::uint32_t>(std::llround(*time.periods[name] / *time.step));
}

Substance* Assembly::substance(std::string_view name) const {
  const auto found = std::find_if(params.substances.begin(), params.substances.end(),
                                  [name](const Substance& s) { return s.field.name == name; });
  return found == params.substances.end() ? nullptr : &*found;
}

std::uint32_t Assembly::period(const std::string& name) const {
  return period_of(root, name);
}

}  // namespace tilscape
