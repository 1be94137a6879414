// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// runs/R/frames/F/slice?name=N&axis=A&at=I: a layer of a substance (slice.hpp).
#include "viz/server/slice.hpp"

#include "viz/server/field.hpp"
#include "viz/server/question.hpp"

#include <cstdint>

namespace tilscape::viz::questions {

namespace {

Answer answer(const Asked& asked) {
  const auto frame = asked.run().frame(asked.frame());
  const snapshot::FieldTable& field = field_of(asked.run().header(), *frame, asked.query.text("name"));
  const Slice layer = slice_of(asked.run().header().lattice, field, asked.query.whole("axis"),
                               static_cast<std::uint32_t>(asked.query.whole("at")));
  Packed packed;
  packed.head["width"] = layer.width;
  packed.head["height"] = layer.height;
  packed.add<float>("value", "f32", layer.values);
  return answer_of(packed);
}

}  // namespace

Question slice() {
  return {"runs/R/frames/F/slice", answer};
}

}  // namespace tilscape::viz::questions
