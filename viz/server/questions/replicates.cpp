// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// replicates: groups of runs that differ in their draws alone (replicates.hpp).
#include "viz/server/replicates.hpp"

#include "viz/server/question.hpp"

namespace tilscape::viz::questions {

namespace {

Answer answer(const Asked& asked) {
  return answer_of(viz::replicates(asked.study, asked.runs));
}

}  // namespace

Question replicates() {
  return {"replicates", answer};
}

}  // namespace tilscape::viz::questions
