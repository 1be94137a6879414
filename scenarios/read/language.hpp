// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/part/part.hpp"
#include "engine/record/observable_kind.hpp"
#include "engine/step/behaviour.hpp"
#include "scenarios/read/problem.hpp"

#include <string_view>
#include <vector>

namespace tilscape::scenarios {

/// Is this the name of a process, or does it begin as one that ends in `*`?
inline bool is_process(std::string_view word, std::string_view name) {
  return name.ends_with('*') ? word.starts_with(name.substr(0, name.size() - 1)) : word == name;
}

/// What a scenario can say: the behaviours and the parts that there are, and so every key.
class Language {
 public:
  Language(std::vector<BehaviourKind> behaviours, std::vector<Part> parts,
           std::vector<ObservableKind> observables = observable_catalogue());

  [[nodiscard]] const std::vector<BehaviourKind>& behaviours() const { return behaviours_; }
  /// In the order of their sections.
  [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }
  /// Every key that a scenario can have, but for the behaviours under an agent type.
  [[nodiscard]] const std::vector<ParameterInfo>& sections() const { return sections_; }

  /// What a run can report.
  [[nodiscard]] const std::vector<ObservableKind>& observables() const { return observables_; }

  /// Of this name, or nullptr.
  [[nodiscard]] const BehaviourKind* kind(std::string_view verb) const;
  [[nodiscard]] const BehaviourInfo* behaviour(std::string_view verb) const;
  /// What the keys of some section are names of, by its word ("drug"), or nullptr.
  [[nodiscard]] const NameKind* names(std::string_view word) const;
  /// Is there a part that may bring a process of this name?
  [[nodiscard]] bool may_bring(std::string_view process) const;
  /// Everything that can be wrong, by its number.
  [[nodiscard]] std::vector<CodeInfo> codes() const;
  /// Kinds of events that there can be: the engine's, then those that behaviours bring, by their words.
  [[nodiscard]] std::vector<EventInfo> events() const;
  /// In the order of the parts.
  [[nodiscard]] std::vector<NameKind> all_names() const;

 private:
  std::vector<BehaviourKind> behaviours_;
  std::vector<Part> parts_;
  std::vector<ObservableKind> observables_;
  std::vector<ParameterInfo> sections_;
};

}  // namespace tilscape::scenarios
