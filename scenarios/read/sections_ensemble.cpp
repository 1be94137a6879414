// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What differs between the runs of an ensemble.
#include "scenarios/read/detail/entry.hpp"
#include "scenarios/read/detail/sections.hpp"
#include "scenarios/subjects/ensemble.hpp"

namespace tilscape::scenarios {

ParameterInfo ensemble_section() {
  ParameterInfo section = entry::raw(
      ensemble_name, "many runs of this scenario: what differs between them; a single run ignores it");
  section.children = describe<EnsembleParams>();
  return section;
}

}  // namespace tilscape::scenarios
