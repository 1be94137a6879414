// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/error.hpp"
#include "engine/base/table.hpp"
#include "engine/base/values.hpp"
#include "scenarios/read/problem.hpp"
#include "scenarios/read/refused.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// One thing that cannot be built, at the key that is to blame, or at its place in a table.
struct Refusal {
  Location where;
  std::string what;
  Code code = Code::cannot_build;
};

/// A scenario that reads well and still cannot be built: all that stands in the way, `what()` the first of
/// it.
struct BuildError : std::runtime_error {
  BuildError(Location at, const std::string& what)
      : BuildError(std::vector<Refusal>{{std::move(at), what}}) {}
  explicit BuildError(std::vector<Refusal> list)
      : std::runtime_error(list.front().what), refusals(std::move(list)) {}
  std::vector<Refusal> refusals;  ///< at least one
};

/// What is refused while a run is built, so that building goes on to what comes after it. A part that asks
/// for a value which was refused when it was read (refused.hpp) is not done and says nothing.
class Refusals {
 public:
  Refusals() = default;  ///< of a scenario without errors
  explicit Refusals(const Scenario& scenario) : refused_(refused_values(scenario)) {}

  void add(Location where, std::string what) {
    list_.push_back({std::move(where), std::move(what), Code::cannot_build});
  }

  /// Does a part of the work; was it done? `where` is blamed for an error that does not say its place.
  template <class Part>
  bool attempt(const Location& where, const Part& part) {
    forget();
    try {
      part();
      return true;
    } catch (const BuildError& e) {
      if (!cause_is_told()) list_.insert(list_.end(), e.refusals.begin(), e.refusals.end());
    } catch (const TableError& e) {
      if (!cause_is_told()) add_table(e);
    } catch (const UsageError& e) {
      if (!cause_is_told()) add(where, e.what());
    }
    return false;
  }

  void forget() {
    for (const Value* v : refused_) v->asked = false;
  }
  /// Has a refused value been asked for, since it was forgotten? Forgets it.
  bool cause_is_told() {
    const bool told = std::any_of(refused_.begin(), refused_.end(), [](const Value* v) { return v->asked; });
    forget();
    return told;
  }

  /// Neither here nor when the scenario was read.
  [[nodiscard]] bool none() const { return list_.empty() && refused_.empty(); }
  [[nodiscard]] const std::vector<Refusal>& list() const { return list_; }
  /// Throws BuildError when there are any.
  void stop_if_any() const {
    if (!list_.empty()) throw BuildError(list_);
  }

 private:
  void add_table(const TableError& table) {
    for (const TableProblem& p : table.problems)
      list_.push_back({{table.file, static_cast<int>(p.line), static_cast<int>(p.column > 0 ? p.column : 1)},
                       p.what,
                       Code::table});
    if (table.count > table.problems.size())
      list_.push_back({{table.file, 0, 0},
                       std::to_string(table.count - table.problems.size()) + " more problems",
                       Code::table});
  }

  std::vector<Refusal> list_;
  std::vector<const Value*> refused_;
};

}  // namespace tilscape::scenarios
