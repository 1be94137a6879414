// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// runs/R/story?id=I&from=F&to=G: one cell in these frames, with its events.
#include "viz/server/biography.hpp"
#include "viz/server/question.hpp"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>

namespace tilscape::viz::questions {

using nlohmann::json;

namespace {

Answer answer(const Asked& asked) {
  Run& run = asked.run();
  constexpr std::size_t most_frames = 16;  // a question; the page asks on
  const std::size_t from = asked.query.whole("from");
  const std::size_t to = std::min({asked.query.whole("to"), run.frames().size(), from + most_frames});
  const std::uint64_t id = asked.query.whole("id");
  json moments = json::array(), events = json::array();
  for (std::size_t number = from; number < to; ++number) {
    const auto frame = run.frame(number);
    json here = cell_in(run.header(), *frame, id);
    if (!here.is_null()) {
      here["frame"] = number;
      here["time_min"] = frame->time;
      moments.push_back(std::move(here));
    }
    for (json& event : events_of(run.header(), *frame, id)) events.push_back(std::move(event));
  }
  return answer_of(json{{"moments", std::move(moments)}, {"events", std::move(events)}, {"to", to}});
}

}  // namespace

Question story() {
  return {"runs/R/story", answer};
}

}  // namespace tilscape::viz::questions
