// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The share of the lattice's room that cells take.
#include "engine/record/observable_kind.hpp"

namespace tilscape::observables {

namespace {

std::vector<Observable> of(const Params& params) {
  const double room = static_cast<double>(params.lattice.sites()) * params.capacity;
  return {{"tissue.filled", "", Role::amount, "tissue", [room, &params](const World& w) {
             double taken = 0;
             for (std::size_t t = 0; t < params.types.size(); ++t)
               taken += static_cast<double>(w.populations[t].size()) * params.types[t].takes;
             return taken / room;
           }}};
}

}  // namespace

ObservableKind filled() {
  return {of};
}

}  // namespace tilscape::observables
