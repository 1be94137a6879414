// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// runs/R/kinds: the names of its agent types.
#include "viz/server/question.hpp"

#include <nlohmann/json.hpp>

namespace tilscape::viz::questions {

namespace {

Answer answer(const Asked& asked) {
  nlohmann::json names = nlohmann::json::array();
  for (const snapshot::AgentInfo& type : asked.run().header().agents) names.push_back(type.name);
  return answer_of(names);
}

}  // namespace

Question kinds() {
  return {"runs/R/kinds", answer};
}

}  // namespace tilscape::viz::questions
