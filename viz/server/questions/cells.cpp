// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// runs/R/frames/F/cells: the cells to draw, and how many there are. Words: shape=solid|flat, axis=0|1|2,
// hide=T,..., hide_states=T.S,..., value=NAME, where=NAME:LOW:HIGH;..., within= and
// without=X0,X1,Y0,Y1,Z0,Z1.
#include "viz/cells.hpp"

#include "viz/server/question.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace tilscape::viz::questions {

namespace {

SiteBox box_of(const std::vector<int>& sides) {
  if (sides.size() != 6) throw std::invalid_argument("a box has six sides: x, x, y, y, z, z");
  return {{sides[0], sides[2], sides[4]}, {sides[1], sides[3], sides[5]}};
}

CellChoice choice_of(const Query& query) {
  CellChoice choice;
  if (query.text("shape") == "flat") choice.shape = CellChoice::Shape::flat;
  if (query.has("axis")) choice.axis = std::min<std::uint64_t>(query.whole("axis"), 2);
  for (const int type : query.wholes("hide")) choice.hidden_types.push_back(static_cast<std::uint32_t>(type));
  for (const std::string& pair : split(query.text("hide_states"), ',')) {
    const auto parts = split(pair, '.');
    if (parts.size() != 2) throw std::invalid_argument("a state is TYPE.STATE");
    choice.hidden_states.emplace_back(whole_number(parts[0]), whole_number(parts[1]));
  }
  choice.value = query.text("value");
  for (const std::string& text : split(query.text("where"), ';')) {
    const auto parts = split(text, ':');
    if (parts.size() != 3) throw std::invalid_argument("a condition is NAME:LOW:HIGH");
    choice.where.push_back({parts[0], real_number(parts[1]), real_number(parts[2])});
  }
  if (query.has("within")) choice.within = box_of(query.wholes("within"));
  if (query.has("without")) choice.without = box_of(query.wholes("without"));
  return choice;
}

Answer answer(const Asked& asked) {
  const auto frame = asked.run().frame(asked.frame());
  const CellPicture picture = choose_cells(asked.run().header(), *frame, choice_of(asked.query));
  Packed packed;
  packed.head["time_min"] = frame->time;
  packed.head["scale"] = picture.scale;
  packed.head["counts"] = picture.counts;
  packed.head["matching"] = picture.matching;
  packed.add<std::uint16_t>("place", "u16", picture.place);
  packed.add<std::uint8_t>("kind", "u8", picture.kind);
  packed.add<std::uint32_t>("row", "u32", picture.row);
  if (!picture.value.empty()) packed.add<float>("value", "f32", picture.value);
  return answer_of(packed);
}

}  // namespace

Question cells() {
  return {"runs/R/frames/F/cells", answer};
}

}  // namespace tilscape::viz::questions
