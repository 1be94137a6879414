// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/params.hpp"
#include "engine/step/role.hpp"
#include "engine/step/world.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tilscape {

/// A number that a run reports: a column of the series, a term of an endpoint.
struct Observable {
  std::string name;     ///< the subject, a dot, what of it: "cancer.count", "oxygen.mean"
  std::string unit;     ///< canonical; empty: a pure number
  Role role;            ///< what it is of its subject
  std::string subject;  ///< an agent type, a substance, a process, an account of one
  std::function<double(const World&)> value;
};

/// Mean of a column over the living agents of a type, whatever their order; 0 when there are none.
Observable column_mean(const Params& params, TypeId type, ColumnId column);

}  // namespace tilscape
