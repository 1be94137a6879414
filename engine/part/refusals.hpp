// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/error.hpp"
#include "engine/base/table.hpp"
#include "engine/base/values.hpp"
#include "engine/part/code.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilscape {

/// One thing that cannot be built, at the key that is to blame, or at its place in a table.
struct Refusal {
  Location where;
  std::string what;
  Code code = Code::cannot_build;
  friend bool operator==(const Refusal&, const Refusal&) = default;
};

/// Each once: a column that several ask for is missing once.
inline void join(std::vector<Refusal>& list, const std::vector<Refusal>& more) {
  for (const Refusal& r : more)
    if (std::find(list.begin(), list.end(), r) == list.end()) list.push_back(r);
}

/// A scenario that reads well and still cannot be built: all that stands in the way, `what()` the first of
/// it.
struct BuildError : std::runtime_error {
  BuildError(Location at, const std::string& what)
      : BuildError(std::vector<Refusal>{{std::move(at), what}}) {}
  explicit BuildError(std::vector<Refusal> list)
      : std::runtime_error(list.front().what), refusals(std::move(list)) {}
  std::vector<Refusal> refusals;  ///< at least one
};

/// What is wrong with a table, at its places there.
inline std::vector<Refusal> refusals_of(const TableError& table) {
  std::vector<Refusal> list;
  const auto add = [&](std::size_t line, std::size_t column, const std::string& what) {
    const Location where{table.file, static_cast<int>(line), static_cast<int>(column)};
    list.emplace_back(Refusal{where, what, Code::table});
  };
  for (const TableProblem& p : table.problems) add(p.line, p.column > 0 ? p.column : 1, p.what);
  if (table.count > table.problems.size())
    add(0, 0, std::to_string(table.count - table.problems.size()) + " more problems");
  return list;
}

/// How large the lattice is.
inline bool is_extent(std::string_view key) {
  return key == "size" || key == "sites" || key == "spacing";
}

/// Of what depends on how large the lattice is, and so hangs on guesses when that is one.
inline void ask_extents(const Values& root) {
  for (const auto& [name, value] : root.map("lattice").entries())
    if (is_extent(name)) value.asked = true;
}

/// What is refused while a run is built, so that building goes on to what comes after it. A part that asks
/// for a value which was refused when it was read, and for which nothing can stand, is not done
/// and says nothing.
class Refusals {
 public:
  Refusals() = default;  ///< of a scenario without errors
  /// Of one with errors: the values that were refused when it was read.
  explicit Refusals(std::vector<const Value*> refused) : refused_(std::move(refused)), guessed_(true) {}

  /// One more, at this path; who asks for it is forgotten.
  void refuse(const Value& value, std::string path) {
    refused_.push_back(&value);
    undone(std::move(path));
  }

  /// How large the lattice is, when that is a guess.
  void refuse_extents(const Values& root) {
    for (const auto& [name, value] : root.map("lattice").entries())
      if (is_extent(name)) refuse(value, "lattice." + name);
  }

  void add(Location where, std::string what, Code code = Code::cannot_build) {
    list_.push_back({std::move(where), std::move(what), code});
  }

  /// Does a part of the work; was it done? `where` is blamed for an error that does not say its place.
  /// `path`: of what nobody else has asked for, if the part is all that would.
  template <class Part>
  bool attempt(const Location& where, const Part& part, const std::string& path = {}) {
    forget();
    try {
      part();
      return true;
    } catch (const BuildError& e) {
      if (!cause_is_told()) join(list_, e.refusals);
    } catch (const TableError& e) {
      if (!cause_is_told()) join(list_, refusals_of(e));
    } catch (const UsageError& e) {
      if (!cause_is_told()) add(where, e.what());
    }
    undone(path);
    return false;
  }

  /// A part has not come to be.
  void undone(std::string path) { undone_.push_back(std::move(path)); }
  /// Empty: of one that would have asked for anything.
  [[nodiscard]] const std::vector<std::string>& undone() const { return undone_; }

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
  [[nodiscard]] bool none() const { return list_.empty() && !guessed_; }
  /// Was something refused when the scenario was read, so that it may be missing here?
  [[nodiscard]] bool guessed() const { return guessed_; }
  [[nodiscard]] const std::vector<Refusal>& list() const { return list_; }
  /// Throws BuildError when there are any.
  void stop_if_any() const {
    if (!list_.empty()) throw BuildError(list_);
  }

 private:
  std::vector<Refusal> list_;
  std::vector<const Value*> refused_;
  std::vector<std::string> undone_;
  bool guessed_ = false;
};

}  // namespace tilscape
