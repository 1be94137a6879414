// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// runs/R/frames/F/cell?type=T&row=I: one cell (biography.hpp).
#include "viz/server/biography.hpp"
#include "viz/server/question.hpp"

namespace tilscape::viz::questions {

namespace {

Answer answer(const Asked& asked) {
  const auto frame = asked.run().frame(asked.frame());
  const auto type = asked.query.whole("type");
  const auto row = asked.query.whole("row");
  for (const auto& table : frame->agents)
    if (table.type == type && row < table.id.size())
      return answer_of(cell_in(asked.run().header(), *frame, table.id[row]));
  throw NotFound("no such cell");
}

}  // namespace

Question cell() {
  return {"runs/R/frames/F/cell", answer};
}

}  // namespace tilscape::viz::questions
