// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/ensemble_text.hpp"

#include "scenarios/subjects/ensemble.hpp"

namespace tilscape::scenarios {

const Node::Entry* ensemble_in(const Node& scenario) {
  return scenario.entry(ensemble_name);
}

const Node* varied_in(const Node& scenario) {
  return node_at(scenario, {ensemble_name, EnsembleParams().vary.name()});
}

const Node* ends_in(const Node& factor) {
  const RangeParams keys;
  if (!factor.map()) return nullptr;
  const Node* range = factor.find(keys.range.name());
  return range != nullptr ? range : factor.find(keys.log_range.name());
}

std::vector<const Node*> levels_in(const Node& factor) {
  const Node* ends = ends_in(factor);
  std::vector<const Node*> levels;
  if (const Node& list = ends == nullptr ? factor : *ends; list.sequence())
    for (const Node& level : list.items)
      if (level.scalar()) levels.push_back(&level);
  return levels;
}

std::vector<const Node*> compared_columns(const Node& scenario) {
  const EnsembleParams section;
  std::vector<const Node*> out;
  for (const Node* column :
       {node_at(scenario, {ensemble_name, section.compare.name(), CompareParams().value.name()}),
        node_at(scenario, {ensemble_name, section.enough.name(), EnoughParams().value.name()})})
    if (column != nullptr) out.push_back(column);
  return out;
}

}  // namespace tilscape::scenarios
