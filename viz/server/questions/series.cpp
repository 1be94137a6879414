// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// runs/R/series: its series.csv.
#include "viz/server/question.hpp"

namespace tilscape::viz::questions {

namespace {

Answer answer(const Asked& asked) {
  return Answer{200, "text/csv; charset=utf-8", asked.run().series()};
}

}  // namespace

Question series() {
  return {"runs/R/series", answer};
}

}  // namespace tilscape::viz::questions
