// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/priming.hpp"

#include <algorithm>

namespace tilscape::body {

ProcessState Priming::initial() const {
  ProcessState state{"lymph_node", node_.labels(), node_.initial()};
  state.labels.insert(state.labels.end(), {"arriving [cells/min]", "arriving_irrelevant [cells/min]"});
  state.values.insert(state.values.end(), {0, 0});
  return state;
}

void Priming::inject(World& world, const Params&, std::size_t self, double dt) const {
  auto& values = world.processes[self].values;
  LymphNode::State state(values.begin(), values.end() - 2);
  const Interval now = interval(world);
  for (const Dose& dose : doses_)
    if (now.has(dose.at)) LymphNode::give(state, dose.antigen, dose.adjuvant);
  node_.advance(state, dt);
  const LymphNode::Arrivals arrivals = node_.arrivals(state);
  std::copy(state.begin(), state.end(), values.begin());
  values[state.size()] = arrivals.recognising * share_;
  values[state.size() + 1] = arrivals.blind * share_;
}

}  // namespace tilscape::body
