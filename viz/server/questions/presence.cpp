// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// presence?runs=R,...&time=M&type=N&state=N&axis=A&at=I: in how many runs the sites of a layer hold such a
// cell (presence.hpp).
#include "viz/server/presence.hpp"

#include "viz/server/api.hpp"
#include "viz/server/question.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace tilscape::viz::questions {

namespace {

Answer answer(const Asked& asked) {
  PresenceChoice choice;
  for (const std::string& number : split(asked.query.text("runs"), ','))
    choice.runs.push_back(whole_number(number));
  if (choice.runs.size() > Api::most_runs) throw std::invalid_argument("too many runs");
  choice.time = real_number(asked.query.text("time"));
  choice.type = asked.query.text("type");
  choice.state = asked.query.text("state");
  choice.axis = asked.query.whole("axis");
  choice.layer = static_cast<std::uint32_t>(std::min<std::uint64_t>(asked.query.whole("at"), UINT32_MAX));
  const Presence found = presence_of(asked.runs, choice);
  Packed packed;
  packed.head["time_min"] = found.time;
  packed.head["n"] = found.n;
  packed.head["width"] = found.width;
  packed.head["height"] = found.height;
  packed.add<std::uint8_t>("count", "u8", found.count);
  return answer_of(packed);
}

}  // namespace

Question presence() {
  return {"presence", answer};
}

}  // namespace tilscape::viz::questions
