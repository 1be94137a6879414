// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/part/part.hpp"
#include "engine/rule/program.hpp"
#include "scenarios/read/document.hpp"
#include "scenarios/read/language.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// A name and the unit of what it stands for.
struct NamedUnit {
  std::string name;
  std::string unit;      ///< "*": not known, for what says it was refused
  bool of_part = false;  ///< a level that a part brings (PartField)
};

struct TypeNames {
  std::string name;
  std::vector<std::string> states;
  std::vector<NamedUnit> columns;
  std::vector<std::string> made_columns;  ///< that its behaviours make
  bool states_lost = false;               ///< they are not written as what they are, which is told
  bool columns_lost = false;
};

/// The keys of a section of a part.
struct Defined {
  NameKind kind;
  std::vector<std::string> names;
  std::string no_field;  ///< why one may have no level in the tissue
};

/// What the parts of a scenario can call each other: collected before the values are read.
struct Names {
  std::vector<NamedUnit> substances;  ///< and the levels that parts bring
  std::vector<TypeNames> types;
  std::vector<Defined> defined;        ///< in the order of the parts
  std::vector<std::string> periods;    ///< of parts
  std::vector<std::string> processes;  ///< that parts may bring; `supply_*`: all that begin so
  std::vector<std::string> references;
  /// Of names in a section that is not written as a map, which is told: that one is unknown.
  std::set<Code> lost;
  [[nodiscard]] bool any_lost() const;

  [[nodiscard]] std::vector<std::string> substance_names() const;
  [[nodiscard]] std::vector<std::string> type_names() const;
  /// What `time.periods` can speak of: agent types, substances, and what of parts can have a period.
  [[nodiscard]] std::vector<std::string> with_period() const;
  [[nodiscard]] const TypeNames* type(std::string_view name) const;
  [[nodiscard]] const NamedUnit* substance(std::string_view name) const;
  /// That are defined of this kind ("drug").
  [[nodiscard]] const std::vector<std::string>& of(std::string_view kind) const;
  /// Why something that a part defines has no level in the tissue; empty: there is no such thing.
  [[nodiscard]] std::string why_no_field(const std::string& name) const;
  /// Does a text name what has a unit that is not known, or may it: of a type, or of none?
  [[nodiscard]] bool unknown_unit_in(std::string_view text, const TypeNames* type) const;
  /// Does a text name a number of a process (`body.marrow.circulating`)? Its unit is known when it is built.
  [[nodiscard]] bool of_process_in(std::string_view text) const;
};

/// What is written in a text.
class Keys final : public WrittenKeys {
 public:
  explicit Keys(const Node& root) : root_(root) {}
  [[nodiscard]] std::vector<std::string> at(const std::vector<std::string>& path) const override;
  [[nodiscard]] std::string text(const std::vector<std::string>& path) const override;

 private:
  const Node& root_;
};

Names collect_names(const Node& root, const Language& language);

/// What an expression under an agent type can name.
Symbols type_symbols(const Names& names, const TypeNames& type);
/// What an expression over the whole run can name: counts of the types, `baseline`, `time`.
Symbols run_symbols(const Names& names);

}  // namespace tilscape::scenarios
