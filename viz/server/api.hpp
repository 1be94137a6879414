// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "viz/server/question.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilscape::viz {

/// What the page can ask, without the network: a target as it stands in a request's first line, below /api/.
/// The questions are the files of viz/server/questions.
class Api {
 public:
  /// What the pages of a browser and the memory of a small machine bear.
  static constexpr std::size_t most_runs = 64;

  /// Runs, and one study at most among them; throws std::invalid_argument when there are more, and
  /// snapshot::ReadError when the study cannot be read.
  explicit Api(const std::vector<std::string>& paths, std::vector<Question> questions = all_questions());

  Answer answer(std::string_view target);
  [[nodiscard]] std::deque<Run>& runs() { return runs_; }

 private:
  std::optional<Study> study_;
  std::deque<Run> runs_;
  std::vector<Question> questions_;
};

}  // namespace tilscape::viz
