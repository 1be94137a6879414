// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/values.hpp"

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace tilscape::scenarios {

/// Stable numbers of what can be wrong with a scenario or, from 801, with a view file, which the viewer
/// tells; `describe --code` explains them. A new problem gets a new number, an old one is never reused.
enum class Code : int {
  cannot_read = 101,
  too_large = 102,
  not_text = 103,
  syntax = 104,
  too_deep = 105,
  too_many_values = 106,
  anchor = 107,
  tag = 108,
  merge_key = 109,
  several_documents = 110,
  duplicate_key = 111,
  no_map = 112,
  complex_key = 113,
  format_version = 201,
  missing_key = 202,
  wants_map = 203,
  wants_list = 204,
  wants_value = 205,
  empty_value = 206,
  one_of = 207,
  unknown_key = 214,
  quantity = 301,
  unit_missing = 302,
  out_of_range = 305,
  wrong_dimension = 307,
  unknown_word = 308,
  boolean = 309,
  distribution = 310,
  whole_number = 311,
  unknown_reference = 312,
  share = 313,
  bad_name = 314,
  too_many_entries = 315,
  unknown_substance = 401,
  unknown_type = 402,
  unknown_state = 403,
  unknown_column = 404,
  unknown_drug = 405,
  unknown_particle = 406,
  no_such_file = 407,
  unknown_name = 408,
  period = 409,
  expression = 501,
  sentence = 502,
  extends_missing = 601,
  extends_cycle = 602,
  extends_path = 603,
  unknown_parameter = 604,
  arithmetic = 605,
  unknown_path = 606,
  bad_override = 607,
  unknown_variant = 608,
  nothing_there = 609,
  cannot_build = 610,
  ensemble = 611,
  level = 612,
  table = 621,
  implausible = 701,
  unused = 702,
  start_table = 721,
  view = 801,
};

struct CodeInfo {
  Code code;
  std::string_view about;  ///< one sentence
};
std::span<const CodeInfo> code_table();

enum class Severity { error, warning };

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

/// Characters (not bytes) of a UTF-8 text.
int characters(std::string_view text);

/// What the user wrote, between backquotes; a long text is cut.
std::string ticked(std::string_view text);

/// "did you mean `x`?" or "".
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

/// "a, b, c", at most `most` of them, then how many more.
std::string listed(std::span<const std::string> names, std::size_t most = 12);

}  // namespace tilscape::scenarios
