// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// runs/R/range?name=N: the least and the greatest number of a column or substance.
#include "viz/colouring.hpp"
#include "viz/server/question.hpp"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

namespace tilscape::viz::questions {

using nlohmann::json;

namespace {

// A range that is the same for all times has to come from all frames. Of a long run some must do: the first,
// the last, and others evenly between.
Answer answer(const Asked& asked) {
  Run& run = asked.run();
  constexpr std::size_t looked_at = 7;
  const Colouring by = colouring(run.header(), asked.query.text("name"), {});
  std::optional<Range> whole;
  const std::size_t count = run.frames().size();
  std::set<std::size_t> chosen;
  for (std::size_t i = 0; i < looked_at && count > 0; ++i) chosen.insert(i * (count - 1) / (looked_at - 1));
  for (const std::size_t number : chosen)
    if (const auto here = range_of(*run.frame(number), by)) whole = join(whole, here);
  if (!whole) return answer_of(json{{"low", 0}, {"high", 1}, {"frames", 0}});
  return answer_of(json{{"low", whole->low}, {"high", whole->high}, {"frames", chosen.size()}});
}

}  // namespace

Question range() {
  return {"runs/R/range", answer};
}

}  // namespace tilscape::viz::questions
