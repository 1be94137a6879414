// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameter.hpp"
#include "engine/base/values.hpp"
#include "engine/part/code.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tilscape {

class Review;
struct Assembly;

/// What the keys of a section are names of: other keys can name them (ParameterInfo::of).
struct NameKind {
  std::string word;           ///< "drug", as messages call one
  std::string section;        ///< whose keys they are
  Code code;                  ///< of an error at a name that there is not
  std::string about;          ///< one sentence on that error
  std::string no_field = {};  ///< why one has no level in the tissue, if they can have one
};

/// A level in the tissue that comes with a part, and that expressions can name as they name substances.
struct PartField {
  std::string name;
  std::string unit;
};

/// What is written in a scenario, before its values are read.
class WrittenKeys {
 public:
  WrittenKeys() = default;
  WrittenKeys(const WrittenKeys&) = delete;
  WrittenKeys& operator=(const WrittenKeys&) = delete;
  virtual ~WrittenKeys() = default;
  /// The keys of the map at a path; none when there is no map.
  [[nodiscard]] virtual std::vector<std::string> at(const std::vector<std::string>& path) const = 0;
  /// The text at a path; empty when there is none.
  [[nodiscard]] virtual std::string text(const std::vector<std::string>& path) const = 0;
};

/// A subject that a scenario speaks of at its top: all that the language knows of it. The files of a folder
/// of parts are listed by CMake, as behaviours are.
struct Part {
  std::vector<ParameterInfo> sections;    ///< keys at the top of a scenario
  std::string after;                      ///< the key behind which they come, in the reference and when built
  std::vector<NameKind> names = {};       ///< that the sections define
  std::vector<std::string> periods = {};  ///< what of it can have a period of its own (`time.periods`)
  /// Names of the processes that it may bring; `supply_*`: all that begin so. Their columns may be in the
  /// series.
  std::vector<std::string> processes = {};
  /// Levels in the tissue that it brings.
  std::function<std::vector<PartField>(const WrittenKeys&)> fields = nullptr;
  /// What cannot be, or does nothing, beyond what the descriptors say of one value each.
  void (*check)(Review&) = nullptr;
  /// Makes its fields and processes. What cannot be is refused at its place.
  std::function<void(Assembly&)> assemble = nullptr;
  /// Lines for `describe FILE`, under a title of their own; empty: nothing to say.
  std::string title = {};
  std::function<std::string(const Values& root)> describe = nullptr;
  /// Its share of the scenario's diagram: statements in the language of Graphviz; empty: nothing to draw.
  std::function<std::string(const Values& root)> diagram = nullptr;
};

}  // namespace tilscape
