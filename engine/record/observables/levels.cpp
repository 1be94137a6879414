// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// For each substance its mean, least and largest level, in the order of the sites.
#include "engine/record/observable_kind.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace tilscape::observables {

namespace {

std::vector<Observable> of(const Params& params) {
  std::vector<Observable> list;
  for (std::size_t f = 0; f < params.substances.size(); ++f) {
    const FieldSpec& spec = params.substances[f].field;
    list.push_back({spec.name + ".mean", spec.unit, Role::level_mean, spec.name, [f](const World& w) {
                      const auto& v = w.fields[f].values;
                      return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
                    }});
    list.push_back({spec.name + ".min", spec.unit, Role::level_least, spec.name, [f](const World& w) {
                      return *std::min_element(w.fields[f].values.begin(), w.fields[f].values.end());
                    }});
    list.push_back({spec.name + ".max", spec.unit, Role::level_largest, spec.name, [f](const World& w) {
                      return *std::max_element(w.fields[f].values.begin(), w.fields[f].values.end());
                    }});
  }
  return list;
}

}  // namespace

ObservableKind levels() {
  return {of};
}

}  // namespace tilscape::observables
