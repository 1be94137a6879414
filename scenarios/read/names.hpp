// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/rule/program.hpp"
#include "engine/step/behaviour_info.hpp"
#include "scenarios/read/document.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// A name and the unit of what it stands for.
struct NamedUnit {
  std::string name;
  std::string unit;          ///< "*": not known, for what says it was refused
  bool of_medicine = false;  ///< the field of a drug or a particle, which goes with the body
};

struct TypeNames {
  std::string name;
  std::vector<std::string> states;
  std::vector<NamedUnit> columns;
  std::vector<std::string> made_columns;  ///< that its behaviours make
  bool states_lost = false;               ///< they are not written as what they are, which is told
  bool columns_lost = false;
};

/// What the parts of a scenario can call each other: collected before the values are read.
struct Names {
  std::vector<NamedUnit> substances;  ///< and the fields of drugs and particles that have a course in plasma
  std::vector<TypeNames> types;
  std::vector<std::string> drugs;
  std::vector<std::string> particles;
  std::vector<std::string> vaccines;
  std::vector<std::string> references;
  /// Of names in a section that is not written as a map, which is told: that one is unknown.
  std::set<Code> lost;
  [[nodiscard]] bool any_lost() const;

  [[nodiscard]] std::vector<std::string> substance_names() const;
  [[nodiscard]] std::vector<std::string> type_names() const;
  /// What `time.periods` can speak of: agent types, substances, `body`.
  [[nodiscard]] std::vector<std::string> with_period() const;
  [[nodiscard]] const TypeNames* type(std::string_view name) const;
  [[nodiscard]] const NamedUnit* substance(std::string_view name) const;
  /// A drug or a particle?
  [[nodiscard]] bool is_medicine(const std::string& name) const;
  /// Does a text name what has a unit that is not known, or may it: of a type, or of none?
  [[nodiscard]] bool unknown_unit_in(std::string_view text, const TypeNames* type) const;
};

/// The field of a drug in particles: called as they are, when they carry one drug only.
std::string loaded_field(const std::string& particle, const std::string& drug, std::size_t payloads);

Names collect_names(const Node& root, const std::vector<BehaviourInfo>& catalogue);

/// What an expression under an agent type can name.
Symbols type_symbols(const Names& names, const TypeNames& type);
/// What an expression over the whole run can name: counts of the types, `baseline`, `time`.
Symbols run_symbols(const Names& names);

}  // namespace tilscape::scenarios
