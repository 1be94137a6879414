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
