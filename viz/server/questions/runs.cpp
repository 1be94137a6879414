// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// runs: what is there. Of each run what about.hpp says, and the colours that all share.
#include "viz/palette.hpp"
#include "viz/server/about.hpp"
#include "viz/server/question.hpp"

#include <nlohmann/json.hpp>
#include <utility>

namespace tilscape::viz::questions {

using nlohmann::json;

namespace {

json colour_map() {
  json map = json::array();
  for (int i = 0; i < 256; ++i) {
    const Rgb colour = cividis(static_cast<float>(i) / 255);
    map.insert(map.end(), {colour.r, colour.g, colour.b});
  }
  return map;
}

json categories() {
  json colours = json::array();
  for (std::size_t i = 0; i < distinct_colours; ++i) colours.push_back(hex(categorical(i)));
  return colours;
}

Answer answer(const Asked& asked) {
  json runs = json::array();
  for (const Run& each : asked.runs) runs.push_back(about(each));
  return answer_of(json{{"runs", std::move(runs)},
                        {"colour_map", colour_map()},
                        {"categories", categories()},
                        {"surface_colour", hex(surface_colour)}});
}

}  // namespace

Question runs() {
  return {"runs", answer};
}

}  // namespace tilscape::viz::questions
