// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// runs/R/vessels: straight pieces of vessels, with start, end and radius [um].
#include "viz/server/question.hpp"

#include <vector>

namespace tilscape::viz::questions {

namespace {

Answer answer(const Asked& asked) {
  std::vector<float> start, end, radius;
  for (const snapshot::VesselPiece& piece : asked.run().header().vessels) {
    start.insert(start.end(), piece.start.begin(), piece.start.end());
    end.insert(end.end(), piece.end.begin(), piece.end.end());
    radius.push_back(piece.radius);
  }
  Packed packed;
  packed.add<float>("start", "f32", start);
  packed.add<float>("end", "f32", end);
  packed.add<float>("radius", "f32", radius);
  return answer_of(packed);
}

}  // namespace

Question vessels() {
  return {"runs/R/vessels", answer};
}

}  // namespace tilscape::viz::questions
