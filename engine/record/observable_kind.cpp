// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/record/observable_kind.hpp"

#include <utility>

namespace tilscape {

std::vector<Observable> standard_observables(const Params& params, const std::vector<ObservableKind>& kinds) {
  std::vector<Observable> list;
  for (const ObservableKind& kind : kinds)
    for (Observable& one : kind.of(params)) list.push_back(std::move(one));
  return list;
}

}  // namespace tilscape
