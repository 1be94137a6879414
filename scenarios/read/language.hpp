// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/part/part.hpp"
#include "engine/step/behaviour.hpp"
#include "scenarios/read/problem.hpp"

#include <string_view>
#include <vector>

namespace tilscape::scenarios {

/// What a scenario can say: the behaviours and the parts that there are, and so every key.
class Language {
 public:
  Language(std::vector<BehaviourKind> behaviours, std::vector<Part> parts);

  [[nodiscard]] const std::vector<BehaviourKind>& behaviours() const { return behaviours_; }
  /// In the order of their sections.
  [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }
  /// Every key that a scenario can have, but for the behaviours under an agent type.
  [[nodiscard]] const std::vector<ParameterInfo>& sections() const { return sections_; }

  /// Of this name, or nullptr.
  [[nodiscard]] const BehaviourKind* kind(std::string_view verb) const;
  [[nodiscard]] const BehaviourInfo* behaviour(std::string_view verb) const;
  /// What the keys of some section are names of, by its word ("drug"), or nullptr.
  [[nodiscard]] const NameKind* names(std::string_view word) const;
  /// Everything that can be wrong, by its number.
  [[nodiscard]] std::vector<CodeInfo> codes() const;
  /// In the order of the parts.
  [[nodiscard]] std::vector<NameKind> all_names() const;

 private:
  std::vector<BehaviourKind> behaviours_;
  std::vector<Part> parts_;
  std::vector<ParameterInfo> sections_;
};

}  // namespace tilscape::scenarios
