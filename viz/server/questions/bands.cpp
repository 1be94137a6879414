// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// bands?columns=N,...: columns of series.csv over time, what the runs of each group come to (replicates.hpp).
#include "viz/server/question.hpp"
#include "viz/server/replicates.hpp"

namespace tilscape::viz::questions {

namespace {

Answer answer(const Asked& asked) {
  return answer_of(viz::bands(asked.study, asked.runs, split(asked.query.text("columns"), ',')));
}

}  // namespace

Question bands() {
  return {"bands", answer};
}

}  // namespace tilscape::viz::questions
