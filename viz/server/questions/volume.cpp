// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// runs/R/frames/F/volume?name=N: a substance at points in space (volume.hpp).
#include "viz/server/volume.hpp"

#include "viz/server/field.hpp"
#include "viz/server/question.hpp"

#include <cstdint>

namespace tilscape::viz::questions {

namespace {

Answer answer(const Asked& asked) {
  constexpr std::uint32_t most = 128;  // points along a side, so that a page keeps up
  const auto frame = asked.run().frame(asked.frame());
  const snapshot::LatticeInfo& lattice = asked.run().header().lattice;
  const Volume points =
      volume_of(lattice, field_of(asked.run().header(), *frame, asked.query.text("name")), most);
  Packed packed;
  packed.head["sites"] = {lattice.nx, lattice.ny, lattice.nz};
  packed.head["size"] = points.size;
  packed.head["block"] = points.block;
  packed.add<float>("value", "f32", points.values);
  return answer_of(packed);
}

}  // namespace

Question volume() {
  return {"runs/R/frames/F/volume", answer};
}

}  // namespace tilscape::viz::questions
