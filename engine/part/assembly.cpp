// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/part/assembly.hpp"

#include "engine/part/time.hpp"

#include <cmath>

namespace tilscape {

std::uint32_t period_of(const Values& root, const std::string& name) {
  const TimeParams time(root.map("time"));
  if (!time.periods.has(name)) return 1;
  return static_cast<std::uint32_t>(std::llround(*time.periods[name] / *time.step));
}

std::uint32_t Assembly::period(const std::string& name) const {
  return period_of(root, name);
}

}  // namespace tilscape
