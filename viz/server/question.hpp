// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "viz/server/answer.hpp"
#include "viz/server/query.hpp"
#include "viz/server/run.hpp"
#include "viz/server/study.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string_view>
#include <vector>

namespace tilscape::viz {

/// What a question has been put about. Runs are known by their number in the list that was given at the
/// start, so no path ever comes from a page.
struct Asked {
  const Study* study;  ///< null: none
  std::deque<Run>& runs;
  const Query& query;
  std::vector<std::uint64_t> numbers = {};  ///< in the path, in its order

  /// Of the path, or by their numbers; throw NotFound.
  [[nodiscard]] Run& run() const { return run(run_number()); }
  [[nodiscard]] Run& run(std::uint64_t number) const;
  [[nodiscard]] std::size_t frame() const;
  [[nodiscard]] std::size_t run_number() const { return numbers.at(0); }
};

/// A question is one file of viz/server/questions: a function of its name that returns this. What the answer
/// throws becomes a refusal: NotFound 404, std::invalid_argument 400, snapshot::ReadError 422.
struct Question {
  std::string_view path;  ///< "runs/R/frames/F/cells", where R and F stand for numbers
  std::function<Answer(const Asked&)> answer;
};

/// All questions, in the order of their files' names.
std::vector<Question> all_questions();

}  // namespace tilscape::viz
