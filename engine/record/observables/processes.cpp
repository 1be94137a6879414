// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Every number of what is no agent: plasma, lymph node, supply by vessels.
#include "engine/record/observable_kind.hpp"
#include "engine/step/process.hpp"

#include <cstddef>
#include <string>

namespace tilscape::observables {

namespace {

std::vector<Observable> of(const Params& params) {
  std::vector<Observable> list;
  for (std::size_t p = 0; p < params.processes.size(); ++p) {
    const Process& process = *params.processes[p];
    const ProcessState state = process.initial();
    for (std::size_t i = 0; i < state.labels.size(); ++i) {
      if (process.role(i) == Role::internal) continue;
      const auto [name, unit] = Label::of(state.labels[i]);
      const std::string account = process.account(i);
      list.push_back({state.name + "." + name, unit, process.role(i),
                      account.empty() ? state.name : state.name + "." + account,
                      [p, i](const World& w) { return w.processes[p].values[i]; }});
    }
  }
  return list;
}

}  // namespace

ObservableKind processes() {
  return {of};
}

}  // namespace tilscape::observables
