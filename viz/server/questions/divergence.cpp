// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// divergence?a=R&b=S: where two runs part, and in what (divergence.hpp).
#include "viz/server/divergence.hpp"

#include "viz/server/question.hpp"

#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace tilscape::viz::questions {

using nlohmann::json;

namespace {

// Hashes of the state tell where two runs part; only that frame is read.
Answer answer(const Asked& asked) {
  Run& a = asked.run(asked.query.whole("a"));
  Run& b = asked.run(asked.query.whole("b"));
  std::map<double, std::size_t> of_b;
  for (std::size_t i = 0; const auto& frame : b.frames()) of_b[frame.time] = i++;
  std::size_t compared = 0;
  for (std::size_t i = 0; const auto& info : a.frames()) {
    const std::size_t number = i++;
    const auto other = of_b.find(info.time);
    if (other == of_b.end()) continue;
    ++compared;
    if (a.opening(number).state_hash == b.opening(other->second).state_hash) continue;
    const std::string what =
        first_difference(a.header(), *a.frame(number), b.header(), *b.frame(other->second));
    return answer_of(json{{"time_min", info.time}, {"what", what}, {"compared", compared}});
  }
  return answer_of(json{{"time_min", nullptr}, {"compared", compared}});
}

}  // namespace

Question divergence() {
  return {"divergence", answer};
}

}  // namespace tilscape::viz::questions
