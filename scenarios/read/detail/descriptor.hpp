// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/detail/find.hpp"
#include "scenarios/read/scenario.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Which descriptor belongs to which values.
namespace tilscape::scenarios::detail {

inline ParameterInfo as_record(const std::vector<ParameterInfo>& children) {
  ParameterInfo out;
  out.kind = ParameterKind::record;
  out.children = children;
  return out;
}

/// Of an entry of a record or a map; nullptr: a record of the map's children.
inline const ParameterInfo* entry_info(const ParameterInfo& of, std::string_view name) {
  if (of.kind != ParameterKind::map) return find(of.children, name);
  return of.children.size() == 1 && of.children[0].name.empty() ? &of.children[0] : nullptr;
}

/// Of a behaviour's own map or record.
inline ParameterInfo behaviour_info(const Scenario& scenario, const std::string& name) {
  const BehaviourInfo* b = scenario.language->behaviour(name);
  if (b == nullptr) return as_record({});
  return b->parameters.size() == 1 && b->parameters[0].name == "*" ? b->parameters[0]
                                                                   : as_record(b->parameters);
}

}  // namespace tilscape::scenarios::detail
