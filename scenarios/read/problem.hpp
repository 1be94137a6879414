// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/text.hpp"
#include "engine/base/values.hpp"
#include "engine/part/code.hpp"

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace tilscape::scenarios {

struct CodeInfo {
  Code code;
  std::string_view about;  ///< one sentence
};
/// Those of the language; parts bring others (Language::codes).
std::span<const CodeInfo> code_table();

struct Problem {
  Location where;
  int length = 1;  ///< characters that the carets mark
  Code code = Code::syntax;
  Severity severity = Severity::error;
  std::string problem;   ///< no full stop
  std::string why = {};  ///< stands behind it in brackets
  std::string suggestion = {};
  std::string via = {};  ///< how the file came in: "through `extends` in np.yaml:5"

  /// "E0214" or "W0701".
  [[nodiscard]] std::string name() const;
};

/// Everything that is wrong with a scenario, and the texts that it was read from.
class Problems {
 public:
  /// The text of a file, for the lines under the messages; via: how it came in, for a file that another
  /// extends.
  void add_source(const std::string& file, const std::string& text, std::string via = {});
  void add(Problem problem);
  void error(Code code, const Location& where, int length, std::string problem, std::string why = {},
             std::string suggestion = {});
  /// From now on, or no longer: what has no effect is not told (W0702).
  void leave_out_unused(bool out) { unused_left_out_ = out; }
  /// From now on only what is wrong by itself is told: a part of the scenario is not there, and the rest may
  /// be right with it.
  void tell_only_alone() { only_alone_ = true; }
  void warning(Code code, const Location& where, int length, std::string problem, std::string why = {},
               std::string suggestion = {});

  [[nodiscard]] bool ok() const { return errors() == 0; }
  [[nodiscard]] std::size_t errors() const;
  [[nodiscard]] std::size_t warnings() const;
  /// In the order in which the files came in, then by line and column; each once.
  [[nodiscard]] std::vector<Problem> sorted() const;
  /// Is it here already?
  [[nodiscard]] bool has(const Problem& problem) const;
  [[nodiscard]] bool has(Code code) const;
  /// Does an error stand here? Never where nothing is written (line 0).
  [[nodiscard]] bool error_at(const Location& where) const;
  /// Adds those of another reading that are not yet here, with its texts.
  void join(const Problems& other);

  /// As a person reads it: the first `most` in full, the rest counted.
  [[nodiscard]] std::string text(std::size_t most = 20) const;
  [[nodiscard]] std::string json() const;

 private:
  struct Source {
    std::vector<std::string> lines;
    std::string via;
    std::size_t order = 0;
  };
  [[nodiscard]] std::string excerpt(const Problem& problem) const;

  void keep(Problem problem);

  bool unused_left_out_ = false;
  bool only_alone_ = false;

  std::vector<Problem> all_;
  std::set<std::tuple<std::string, int, int>> places_;  ///< of errors
  std::map<std::string, Source> sources_;
};

}  // namespace tilscape::scenarios
