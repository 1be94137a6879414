// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// runs/R/columns: what the columns of its series.csv are.
#include "viz/server/question.hpp"
#include "viz/server/replicates.hpp"

namespace tilscape::viz::questions {

namespace {

Answer answer(const Asked& asked) {
  return answer_of(viz::series_columns(asked.run()));
}

}  // namespace

Question columns() {
  return {"runs/R/columns", answer};
}

}  // namespace tilscape::viz::questions
