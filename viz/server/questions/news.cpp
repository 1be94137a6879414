// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// runs/R/news: what the run is by now.
#include "viz/server/about.hpp"
#include "viz/server/question.hpp"

namespace tilscape::viz::questions {

namespace {

Answer answer(const Asked& asked) {
  asked.run().refresh();
  return answer_of(about(asked.run()));
}

}  // namespace

Question news() {
  return {"runs/R/news", answer};
}

}  // namespace tilscape::viz::questions
