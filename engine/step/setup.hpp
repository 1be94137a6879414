// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/error.hpp"
#include "engine/step/formula.hpp"
#include "engine/step/params.hpp"

#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilscape {

/// A behaviour keeps a column of its own under the name of one of the scenario's.
struct ColumnError : UsageError {
  ColumnError(std::string name, const std::string& what) : UsageError(what), column(std::move(name)) {}
  std::string column;
};

/// What a behaviour is built with: turns the names in its parameters into numbers, and declares its columns.
/// Names were checked when the scenario was read; a wrong one here throws UsageError.
class Setup {
 public:
  /// `given`: so many columns, the first ones, are the scenario's own.
  Setup(Params& params, TypeId type, std::size_t given = 0) : params_(params), type_(type), given_(given) {}

  [[nodiscard]] const Params& params() const { return params_; }
  [[nodiscard]] const AgentType& agent() const { return params_.types[type_.value]; }
  [[nodiscard]] TypeId self() const { return type_; }

  /// A column of the own type; declared by name, so that two behaviours may share one. What the scenario
  /// keeps in a column of this name would be overwritten: throws ColumnError.
  ColumnId declare(const ColumnSpec& spec);
  /// One that the scenario may have as well.
  ColumnId share(const ColumnSpec& spec);
  [[nodiscard]] ColumnId column(std::string_view name) const { return column_of(type_, name); }
  [[nodiscard]] ColumnId column_of(TypeId type, std::string_view name) const;
  /// One that is stored so, and no other.
  [[nodiscard]] ColumnId column_of(TypeId type, std::string_view name, NumberType stored) const;
  /// And holds numbers of this unit, or of another of its kind.
  [[nodiscard]] ColumnId column_of(TypeId type, std::string_view name, NumberType stored,
                                   std::string_view unit) const;
  /// A column of other agents that is looked at in sense or decide: by View::seen.
  ColumnId sees(TypeId type, std::string_view name, NumberType stored, std::string_view unit);
  /// The living of this type are asked for: by View::living.
  void counts(TypeId type) { params_.types[type.value].counted = true; }
  [[nodiscard]] TypeId type(std::string_view name) const;
  [[nodiscard]] FieldId field(std::string_view name) const;
  /// One whose level is measured in this unit, or in another of its kind.
  [[nodiscard]] FieldId field(std::string_view name, std::string_view unit) const;
  [[nodiscard]] std::uint8_t state(std::string_view name) const { return state_of(type_, name); }
  [[nodiscard]] std::uint8_t state_of(TypeId type, std::string_view name) const;
  /// The states of a list parameter; all living states when it is not given.
  [[nodiscard]] StateMask states(const Values& values, std::string_view name) const;
  /// `name` is what messages call it: "die.rate". `most`: what the engine can count of it, if there is a
  /// limit.
  [[nodiscard]] Formula formula(const Value::Expression& expression, std::string name,
                                double most = std::numeric_limits<double>::infinity());
  [[nodiscard]] std::size_t process(std::string_view name) const;
  [[nodiscard]] std::size_t site_set(std::string_view name) const;

 private:
  Params& params_;
  TypeId type_;
  std::size_t given_;
};

/// The names that an expression under an agent type can use, with their dimensions.
Symbols symbols_of(const Params& params, TypeId type);

}  // namespace tilscape
