// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/error.hpp"
#include "engine/step/formula.hpp"
#include "engine/step/params.hpp"
#include "engine/step/touched.hpp"

#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilscape {

/// What a behaviour is built with: turns the names in its parameters into numbers, and is asked for all that
/// the behaviour touches. Names were checked when the scenario was read; a wrong one here throws UsageError.
class Setup {
 public:
  /// `given`: so many columns, the first ones, are the scenario's own.
  /// cause_is_told: is what was refused just now told elsewhere already?
  Setup(Params& params, TypeId type, std::size_t given = 0, std::function<bool()> cause_is_told = {})
      : params_(params), type_(type), given_(given), cause_is_told_(std::move(cause_is_told)) {}

  /// A part of the making. What stands against it is kept, and the making goes on to what comes after it, so
  /// that all is told at once; was it done? `parameter` is to blame for an error that does not say its own.
  template <class Part>
  bool attempt(const std::string& parameter, const Part& part) {
    try {
      part();
      return true;
    } catch (const ParameterError& e) {
      refuse({e.parameter, false, e.what()});
    } catch (const UsageError& e) {
      refuse({parameter, false, e.what()});
    }
    return false;
  }
  struct Refused {
    std::string name;
    bool column;  ///< a column of the scenario's, else a parameter
    std::string what;
  };
  [[nodiscard]] const std::vector<Refused>& refused() const { return refused_; }
  /// Was a part not done for a cause that is told elsewhere?
  [[nodiscard]] bool silent() const { return silent_; }

  [[nodiscard]] const Params& params() const { return params_; }
  [[nodiscard]] const AgentType& agent() const { return params_.types[type_.value]; }
  [[nodiscard]] TypeId self() const { return type_; }

  /// A column of the own type that is made; two behaviours may make the same one. What the scenario keeps in
  /// a column of this name would be overwritten: that is refused.
  template <class T, Access A>
  Column<T, A> make(ColumnSpec spec) {
    spec.number = number_type<T>;
    return touch<T, A>(declare(spec));
  }
  /// One that the scenario may have as well.
  template <class T, Access A>
  Column<T, A> share(ColumnSpec spec) {
    spec.number = number_type<T>;
    return touch<T, A>(declare_shared(spec));
  }
  /// One that is there, stored as T.
  template <class T, Access A>
  Column<T, A> column(std::string_view name) {
    return touch<T, A>(column_of(type_, name, number_type<T>));
  }
  /// And holds numbers of this unit, or of another of its kind.
  template <class T, Access A>
  Column<T, A> column(std::string_view name, std::string_view unit) {
    return touch<T, A>(column_of(type_, name, number_type<T>, unit));
  }
  /// The states of the own type.
  void state(Access access) { touched_.state.push_back(access); }
  /// Agents of this type are looked up by site: by View::index and View::seen.
  TypeId finds(TypeId type) {
    touched_.found.push_back(type);
    return type;
  }
  /// A column of theirs, in sense or decide: by View::seen.
  template <class T>
  SeenColumn<T> sees(TypeId type, std::string_view name, std::string_view unit) {
    return {look_at(finds(type), column_of(type, name, number_type<T>, unit))};
  }
  /// The living of this type are asked for: by View::living.
  TypeId counts(TypeId type) {
    params_.types[type.value].counted = true;
    touched_.counted.push_back(type);
    return type;
  }
  /// The number of a kind of event that the behaviour brings, for Proposals::notes.
  EventKind event(const EventInfo& own);
  [[nodiscard]] TypeId type(std::string_view name) const;
  [[nodiscard]] FieldId field(std::string_view name) const;
  /// One whose level is measured in this unit, or in another of its kind.
  [[nodiscard]] FieldId field(std::string_view name, std::string_view unit) const;
  [[nodiscard]] std::uint8_t state(std::string_view name) const { return state_of(type_, name); }
  [[nodiscard]] std::uint8_t state_of(TypeId type, std::string_view name) const;
  /// `name` is what messages call it: "die.rate". `access`: of the columns that it names. `most`: what the
  /// engine can count of it, if there is a limit.
  [[nodiscard]] Formula formula(const Value::Expression& expression, std::string name, Access access,
                                double most = std::numeric_limits<double>::infinity());
  [[nodiscard]] std::size_t process(std::string_view name) const;
  [[nodiscard]] std::size_t site_set(std::string_view name) const;

  /// All that it was asked for.
  [[nodiscard]] const Touched& touched() const { return touched_; }

 private:
  template <class T, Access A>
  Column<T, A> touch(ColumnId column) {
    touched_.columns.emplace_back(column, A);
    return {column};
  }
  ColumnId declare(const ColumnSpec& spec);
  ColumnId declare_shared(const ColumnSpec& spec);
  [[nodiscard]] ColumnId column_of(TypeId type, std::string_view name, NumberType stored) const;
  [[nodiscard]] ColumnId column_of(TypeId type, std::string_view name, NumberType stored,
                                   std::string_view unit) const;
  ColumnId look_at(TypeId type, ColumnId column);
  void refuse(Refused refused) {
    if (cause_is_told_ && cause_is_told_())
      silent_ = true;
    else
      refused_.push_back(std::move(refused));
  }

  Params& params_;
  TypeId type_;
  std::size_t given_;
  std::function<bool()> cause_is_told_;
  Touched touched_;
  std::vector<Refused> refused_;
  bool silent_ = false;
};

/// The names that an expression under an agent type can use, with their dimensions.
Symbols symbols_of(const Params& params, TypeId type);
/// Those that an expression over a site can use (SiteRule).
Symbols symbols_of_sites(const Params& params);

}  // namespace tilscape
