// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/setup.hpp"

#include "engine/base/error.hpp"
#include "engine/step/process.hpp"

#include <algorithm>
#include <array>

namespace tilscape {

namespace {

template <class Table, class Name>
std::size_t position(const Table& table, std::string_view wanted, const Name& name_of, const char* kind) {
  const auto it =
      std::find_if(table.begin(), table.end(), [&](const auto& e) { return name_of(e) == wanted; });
  if (it == table.end())
    throw UsageError("there is no " + std::string(kind) + " `" + std::string(wanted) + "`");
  return static_cast<std::size_t>(it - table.begin());
}

void require_unit(const std::string& what, const std::string& own, std::string_view wanted) {
  const auto told = [](std::string_view unit) {
    return unit.empty() ? std::string("no unit") : std::string(unit);
  };
  if (!(dimension_of(own) == dimension_of(wanted)))
    throw UsageError(what + " is in " + told(own) + ", and what is said of it here in " + told(wanted));
}

}  // namespace

ColumnId column_of(const AgentType& type, std::string_view name) {
  return ColumnId{static_cast<std::uint16_t>(position(
      type.columns, name, [](const auto& c) { return std::string_view(c.name); }, "column"))};
}

std::uint8_t state_of(const AgentType& type, std::string_view name) {
  return static_cast<std::uint8_t>(position(
      type.states, name, [](const auto& s) { return std::string_view(s.name); }, "state"));
}

std::vector<EventInfo> all_events(const Params& params) {
  std::vector<EventInfo> all(event_table.begin(), event_table.end());
  all.insert(all.end(), params.own_events.begin(), params.own_events.end());
  return all;
}

EventKind Setup::event(const EventInfo& own) {
  auto& list = params_.own_events;
  const auto known = std::find_if(list.begin(), list.end(),
                                  [&](const EventInfo& e) { return e.word == std::string_view(own.word); });
  if (known != list.end()) return known->kind;
  list.push_back(own);
  return list.back().kind = static_cast<EventKind>(event_kinds + list.size() - 1);
}

ColumnId Setup::declare(const ColumnSpec& spec) {
  const auto own = agent().columns.begin();
  const auto scenarios_end = own + static_cast<std::ptrdiff_t>(given_);
  const auto taken =
      std::find_if(own, scenarios_end, [&](const ColumnSpec& c) { return c.name == spec.name; });
  if (taken == scenarios_end) return declare_shared(spec);
  refuse({spec.name, true,
          "it keeps a column `" + spec.name + "` itself (" + spec.about +
              "), and would overwrite the scenario's"});
  return ColumnId{static_cast<std::uint16_t>(taken - own)};
}

ColumnId Setup::declare_shared(const ColumnSpec& spec) {
  auto& columns = params_.types[type_.value].columns;
  const auto it =
      std::find_if(columns.begin(), columns.end(), [&](const ColumnSpec& c) { return c.name == spec.name; });
  if (it == columns.end()) {
    columns.push_back(spec);
    return ColumnId{static_cast<std::uint16_t>(columns.size() - 1)};
  }
  if (it->number != spec.number)
    throw UsageError("column `" + spec.name + "` is declared with two number types");
  return ColumnId{static_cast<std::uint16_t>(it - columns.begin())};
}

ColumnId Setup::column_of(TypeId type, std::string_view name, NumberType stored) const {
  static constexpr std::array<const char*, 4> words = {"f32", "u8", "u32", "u64"};
  const ColumnId column = tilscape::column_of(params_.types[type.value], name);
  const NumberType is = params_.types[type.value].columns[column.value].number;
  if (is != stored)
    throw UsageError("the column `" + std::string(name) + "` is stored as " +
                     words[static_cast<std::size_t>(is)] + ", which has to be " +
                     words[static_cast<std::size_t>(stored)]);
  return column;
}

ColumnId Setup::column_of(TypeId type, std::string_view name, NumberType stored,
                          std::string_view unit) const {
  const ColumnId column = column_of(type, name, stored);
  require_unit("the column `" + std::string(name) + "`", params_.types[type.value].columns[column.value].unit,
               unit);
  return column;
}

ColumnId Setup::look_at(TypeId type, ColumnId column) {
  auto& seen = params_.types[type.value].seen;
  if (std::find(seen.begin(), seen.end(), column) == seen.end()) seen.push_back(column);
  return column;
}

TypeId Setup::type(std::string_view name) const {
  return TypeId{static_cast<std::uint8_t>(position(
      params_.types, name, [](const auto& t) { return std::string_view(t.name); }, "agent type"))};
}

FieldId Setup::field(std::string_view name) const {
  return FieldId{static_cast<std::uint16_t>(position(
      params_.substances, name, [](const auto& s) { return std::string_view(s.field.name); }, "substance"))};
}

FieldId Setup::field(std::string_view name, std::string_view unit) const {
  const FieldId id = field(name);
  require_unit("the level of `" + std::string(name) + "`", params_.substances[id.value].field.unit, unit);
  return id;
}

std::uint8_t Setup::state_of(TypeId type, std::string_view name) const {
  return tilscape::state_of(params_.types[type.value], name);
}

std::size_t Setup::process(std::string_view name) const {
  return position(
      params_.processes, name, [](const auto& p) { return p->initial().name; }, "process");
}

std::size_t Setup::site_set(std::string_view name) const {
  return position(
      params_.site_sets, name, [](const auto& s) { return std::string_view(s.name); }, "set of sites");
}

Formula Setup::formula(const Value::Expression& expression, std::string name, Access access, double most) {
  auto compiled = compile(expression.text, symbols_of(params_, type_), expression.dimension);
  if (const auto* error = std::get_if<ExpressionError>(&compiled))
    throw UsageError(error->problem + " in `" + expression.text + "`" +
                     (error->suggestion.empty() ? "" : " (" + error->suggestion + ")"));
  std::vector<std::string> names;
  for (const ColumnSpec& c : agent().columns) names.push_back(c.name);
  state(Access::recalls);  // who is in none of its states has 0
  for (const Symbol& s : std::get<Program>(compiled).inputs()) {
    if (s.kind == Symbol::Kind::column)
      touched_.columns.emplace_back(static_cast<std::uint16_t>(s.index), access);
    if (s.kind == Symbol::Kind::state) state(access);
    if (s.kind == Symbol::Kind::scalar && s.index > 0) counts(TypeId{static_cast<std::uint8_t>(s.index - 1)});
  }
  return {std::get<Program>(std::move(compiled)),
          std::move(names),
          {std::move(name), expression.text, canonical_unit(expression.dimension), expression.least,
           std::min(expression.most, most)}};
}

namespace {

/// What is the same for cells and sites: levels, counts, numbers of what is no agent, the time.
void add_shared(Symbols& symbols, const Params& params) {
  using Kind = Symbol::Kind;
  for (std::uint32_t i = 0; i < params.substances.size(); ++i)
    symbols.add(params.substances[i].field.name,
                {Kind::field, i, dimension_of(params.substances[i].field.unit)});
  for (std::uint32_t i = 0; i < params.types.size(); ++i) {
    symbols.add_call("here", params.types[i].name, {Kind::here, i, {}});
    symbols.add(params.types[i].name + ".count", {Kind::scalar, i + 1, {}});
  }
  for (std::uint32_t p = 0; p < params.processes.size(); ++p) {
    const Process& process = *params.processes[p];
    const ProcessState state = process.initial();
    const auto numbers = static_cast<std::uint32_t>(state.labels.size());
    for (std::uint32_t i = 0; i < std::min(numbers, ProcessNumber::most); ++i) {
      if (process.role(i) == Role::internal) continue;
      const auto [name, unit] = Label::of(state.labels[i]);
      if (!unit.empty() && !is_unit(unit)) continue;
      symbols.add(state.name + "." + name, {Kind::process, ProcessNumber{p, i}.index(), dimension_of(unit)});
    }
  }
  symbols.add("time", {Kind::scalar, 0, dimension_of("min")});
}

}  // namespace

Symbols symbols_of(const Params& params, TypeId type) {
  using Kind = Symbol::Kind;
  Symbols symbols;
  const AgentType& self = params.types[type.value];
  for (std::uint32_t i = 0; i < self.columns.size(); ++i)
    symbols.add(self.columns[i].name, {Kind::column, i, dimension_of(self.columns[i].unit)});
  for (std::uint32_t i = 0; i < self.states.size(); ++i)
    symbols.add("state." + self.states[i].name, {Kind::state, i, {}});
  for (std::uint32_t i = 0; i < params.types.size(); ++i)
    symbols.add_call("neighbours", params.types[i].name, {Kind::neighbours, i, {}});
  symbols.add("room", {Kind::room, 0, {}});
  add_shared(symbols, params);
  return symbols;
}

Symbols symbols_of_sites(const Params& params) {
  Symbols symbols;
  for (std::uint32_t i = 0; i < params.substances.size(); ++i)
    symbols.add_call("open", params.substances[i].field.name,
                     {Symbol::Kind::open, i, dimension_of(params.substances[i].field.unit)});
  add_shared(symbols, params);
  return symbols;
}

}  // namespace tilscape
