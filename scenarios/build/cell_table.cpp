// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Cells from a table, a line each: docs/formats/tables.md. The table is never in memory as a whole.
#include "scenarios/build/cell_table.hpp"

#include "engine/base/error.hpp"
#include "engine/base/table.hpp"
#include "engine/population/misfit.hpp"
#include "scenarios/build/placement.hpp"
#include "scenarios/build/row_filter.hpp"
#include "scenarios/read/problem.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <optional>

namespace tilscape::scenarios {

namespace {

constexpr double largest_share_left_out = 0.02;
constexpr std::size_t values_told = 12;
constexpr std::array<const char*, 3> axes = {"x", "y", "z"};

/// The lines of a table that are meant.
class Lines {
 public:
  /// `refused`: what stands against them, to be told with what stands against the rest.
  Lines(const StartParams& said, std::vector<Refusal>& refused) : table_(*said.cells, layout_of(said)) {
    if (said.type.given()) {
      const MeantLinesParams type = *said.type;
      const std::string column = *type.column;
      const std::vector<std::string> is = *type.is;
      filters_.emplace_back(column, is);
      for (const std::string& value : is) wanted_.push_back({value, RowFilter(column, {value})});
    }
    if (said.where.given()) {
      const std::string text = *said.where;
      try {
        filters_.emplace_back(text);
      } catch (const FilterError& e) {
        const std::string rest = e.offset < text.size() ? " before " + ticked(text.substr(e.offset)) : "";
        refused.push_back({said.where.where(), fmt::format("`where`: {}{}", e.what(), rest)});
      }
    }
    for (RowFilter& filter : filters_) filter.bind(table_);
    for (Wanted& w : wanted_) w.filter.bind(table_);
  }

  bool next() {
    while (table_.next()) {
      ++lines_;
      for (Wanted& w : wanted_) w.found = w.found || w.filter.holds(table_);
      if (std::all_of(filters_.begin(), filters_.end(),
                      [this](const RowFilter& f) { return f.holds(table_); }))
        return true;
    }
    return false;
  }
  TableReader& table() { return table_; }
  [[nodiscard]] std::size_t lines() const { return lines_; }
  [[nodiscard]] const std::vector<RowFilter>& filters() const { return filters_; }
  /// Values of `type.is` that no line had.
  [[nodiscard]] std::vector<std::string> never_met() const {
    std::vector<std::string> values;
    for (const Wanted& w : wanted_)
      if (!w.found) values.push_back(ticked(w.value));
    return values;
  }

 private:
  /// A first line that names the columns of x or y is a header.
  static TableLayout layout_of(const StartParams& said) {
    TableLayout layout;
    if (said.header.given()) layout.header = *said.header;
    layout.wanted = *said.x;
    for (const std::string& name : *said.y) layout.wanted.push_back(name);
    return layout;
  }

  struct Wanted {
    std::string value;
    RowFilter filter;
    bool found = false;
  };

  TableReader table_;
  std::vector<RowFilter> filters_;
  std::vector<Wanted> wanted_;
  std::size_t lines_ = 0;
};

/// From a line to a place on the lattice.
class Places {
 public:
  Places(const StartParams& said, TableReader& table, const Lattice& lattice, std::vector<Refusal>& refused)
      : dimensions_(static_cast<std::size_t>(lattice.dimensions())) {
    const std::array<double, 3> sites = {static_cast<double>(lattice.nx()), static_cast<double>(lattice.ny()),
                                         static_cast<double>(lattice.nz())};
    const std::array<Parameter<std::vector<std::string>>, 3> columns = {said.x, said.y, said.z};
    for (std::size_t axis = 0; axis < dimensions_; ++axis) {
      length_[axis] = sites[axis] * lattice.spacing();
      if (!columns[axis].given()) continue;  // z alone can be left out
      for (const std::string& name : *columns[axis]) columns_[axis].push_back(table.column(name));
      if (columns_[axis].size() > 2)
        refused.push_back(
            {columns[axis].where(), fmt::format("`{}` is one column, or two: from and to", axes[axis])});
    }
    if (said.scale.given()) {
      const std::vector<double> scale = *said.scale;
      if (scale.size() != 1 && scale.size() != dimensions_)
        refused.push_back(
            {said.scale.where(), fmt::format("`scale` is one length, or {}: one of each axis", dimensions_)});
      else
        for (std::size_t axis = 0; axis < dimensions_; ++axis)
          scale_[axis] = scale[scale.size() == 1 ? 0 : axis];
    }
    if (said.origin.given()) {
      const std::vector<double> origin = *said.origin;
      if (origin.size() != dimensions_)
        refused.push_back({said.origin.where(), fmt::format("`origin` has {} lengths here", dimensions_)});
      else
        std::copy_n(origin.begin(), dimensions_, origin_.begin());
    }
    if (said.flip.given())
      for (const std::string& axis : *said.flip) {
        const auto which = static_cast<std::size_t>(axis[0] - 'x');
        if (which >= dimensions_)
          refused.push_back({said.flip.where(), "the lattice has two axes, no z"});
        else
          flipped_[which] = true;
      }
  }

  /// [um] from the lattice's lower corner; nothing when the line does not say it.
  [[nodiscard]] std::optional<std::array<double, 3>> of(TableReader& table) const {
    std::array<double, 3> place{};
    bool known = true;
    for (std::size_t axis = 0; axis < dimensions_; ++axis) {
      double sum = 0;
      for (const std::size_t column : columns_[axis]) {
        const std::optional<double> value = table.number(column);
        known = known && value;
        sum += value.value_or(0) / static_cast<double>(columns_[axis].size());
      }
      place[axis] = origin_[axis] + scale_[axis] * sum;
      if (flipped_[axis]) place[axis] = length_[axis] - place[axis];
    }
    return known ? std::optional(place) : std::nullopt;
  }

 private:
  std::size_t dimensions_;
  std::array<std::vector<std::size_t>, 3> columns_;
  std::array<double, 3> length_{};  ///< [um] of the lattice
  std::array<double, 3> scale_ = {1, 1, 1};
  std::array<double, 3> origin_{};
  std::array<bool, 3> flipped_{};
};

/// From a line to the state of its cell.
class States {
 public:
  States(const StartParams& said, TableReader& table, const AgentType& type, std::vector<Refusal>& refused) {
    if (said.state.given()) others_ = state_of(type, *said.state);
    if (!said.states.given()) {
      if (!others_) others_ = 0;
      return;
    }
    const TableStatesParams states = *said.states;
    column_ = table.column(*states.column);
    for (const auto& [name, values] : states.is.all())
      for (const std::string& text : *values)
        if (!by_value_.emplace(text, Meant{state_of(type, name)}).second)
          refused.push_back({values.where(), fmt::format("{} stands for two states", ticked(text))});
  }

  [[nodiscard]] std::optional<std::uint8_t> of(TableReader& table) {
    if (column_) {
      const auto it = by_value_.find(std::string(table.text(*column_)));
      if (it != by_value_.end()) {
        it->second.found = true;
        return it->second.state;
      }
      if (!others_)
        table.problem(
            *column_,
            fmt::format("{} stands for no state in `states`, and `state` does not say that of others",
                        ticked(table.text(*column_))));
    }
    return others_;
  }
  /// Values that stand for a state and that no cell had.
  [[nodiscard]] std::vector<std::string> never_met() const {
    std::vector<std::string> values;
    for (const auto& [value, meant] : by_value_)
      if (!meant.found) values.push_back(ticked(value));
    return values;
  }

 private:
  struct Meant {
    std::uint8_t state;
    bool found = false;
  };
  std::optional<std::size_t> column_;
  std::map<std::string, Meant> by_value_;
  std::optional<std::uint8_t> others_;
};

/// Columns of the cells that are filled from the table.
class Filled {
 public:
  Filled(const StartParams& said, TableReader& table, const AgentType& type) {
    for (const auto& [name, entry] : said.columns.all()) {
      const TableColumnParams from = *entry;
      const ColumnId id = column_of(type, name);
      list_.push_back({id, type.columns[id.value].number, table.column(*from.column), *from.times, name});
    }
  }

  /// What the line says of the columns of its cell.
  [[nodiscard]] const std::vector<ColumnValue>& of(TableReader& table) {
    values_.clear();
    for (const Column& c : list_) {
      const std::optional<double> number = table.number(c.from);
      if (!number) {
        if (table.missing(c.from)) ++missing_;
        continue;
      }
      const double value = *number * c.times;
      const std::string wrong = misfit(value, c.number);
      if (wrong.empty())
        values_.push_back({c.id, value});
      else
        table.problem(c.from,
                      fmt::format("{:g}, for the column `{}` of the cells, {}", value, c.name, wrong));
    }
    return values_;
  }
  [[nodiscard]] std::size_t missing() const { return missing_; }

 private:
  struct Column {
    ColumnId id;
    NumberType number;
    std::size_t from;
    double times;
    std::string name;
  };
  std::vector<Column> list_;
  std::vector<ColumnValue> values_;
  std::size_t missing_ = 0;
};

/// What the columns hold that the lines were chosen by: for a choice that chose none.
std::string values_there(const StartParams& said) {
  std::vector<Refusal> before;  // it has been read
  Lines lines(said, before);
  TableReader& table = lines.table();
  std::string told;
  std::vector<std::string> names;
  for (const RowFilter& filter : lines.filters())
    for (const std::string& name : filter.columns())
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  std::vector<std::vector<std::string>> values(names.size());
  std::vector<std::size_t> places;
  for (const std::string& name : names) places.push_back(table.column(name));
  while (table.next())
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string text(table.text(places[i]));
      std::vector<std::string>& known = values[i];
      if (known.size() <= values_told && std::find(known.begin(), known.end(), text) == known.end())
        known.push_back(text);
    }
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::vector<std::string> shown;
    for (const std::string& value : values[i]) shown.push_back(value.empty() ? "(nothing)" : ticked(value));
    const bool more = shown.size() > values_told;
    if (more) shown.pop_back();
    told += fmt::format("{}{} holds {}{}", told.empty() ? "" : "; ", ticked(names[i]), listed(shown),
                        more ? " and more" : "");
  }
  return told;
}

std::string span_text(const Fitted& fitted, const Lattice& lattice) {
  std::string cells;
  std::string box;
  const std::array<std::int32_t, 3> sites = {lattice.nx(), lattice.ny(), lattice.nz()};
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(lattice.dimensions()); ++axis) {
    cells += fmt::format("{}{} from {:.4g} to {:.4g}", axis == 0 ? "" : ", ", axes[axis], fitted.low[axis],
                         fitted.high[axis]);
    box += fmt::format("{}{:.4g}", axis == 0 ? "" : " x ", sites[axis] * lattice.spacing());
  }
  return fmt::format("{} um; the lattice has {} um", cells, box);
}

void require_fit(const Fitted& fitted, const StartParams& start, const AgentSpec& spec,
                 const Lattice& lattice) {
  const std::size_t cells = fitted.placed + fitted.left_out;
  if (static_cast<double>(fitted.left_out) <= largest_share_left_out * static_cast<double>(cells)) return;
  std::string what;
  if (fitted.outside > 0)
    what = fmt::format(
        "{} of {} cells of `{}` lie outside of the lattice ({}). `scale`, `origin` and `flip` "
        "say where they are meant",
        fitted.outside, cells, spec.name, span_text(fitted, lattice));
  if (fitted.left_out > fitted.outside)
    what += fmt::format(
        "{}{} of {} cells of `{}` find no free site within two spacings (more than 2 %). A "
        "smaller spacing, or cells that take less, helps",
        what.empty() ? "" : ". ", fitted.left_out - fitted.outside, cells, spec.name);
  throw BuildError(start.cells.where(), what);
}

/// Values that are written for cells of the table, and of which it has none.
void tell_never_met(const StartParams& start, const std::vector<std::string>& types,
                    const std::vector<std::string>& states, Run& run) {
  if (!types.empty())
    run.warnings.push_back(
        {(*start.type).is.where(), fmt::format("no line of {} has {} in the column {}", ticked(*start.cells),
                                               listed(types), ticked(*(*start.type).column))});
  if (!states.empty())
    run.warnings.push_back({(*start.states).is.where(),
                            fmt::format("no cell from {} has {} in the column {}", ticked(*start.cells),
                                        listed(states), ticked(*(*start.states).column))});
}

/// With what else stands against it.
void settle(TableReader& table, std::vector<Refusal>& refused) {
  try {
    table.settle();
  } catch (const TableError& e) {
    join(refused, refusals_of(e));
  }
  if (!refused.empty()) throw BuildError(std::move(refused));
}

}  // namespace

void check_lines(const StartParams& start) {
  std::vector<Refusal> refused;
  Lines lines(start, refused);
  settle(lines.table(), refused);
}

std::size_t count_cells(const StartParams& start) {
  std::vector<Refusal> refused;
  Lines lines(start, refused);
  if (!refused.empty()) throw BuildError(std::move(refused));
  std::size_t cells = 0;
  while (lines.next()) ++cells;
  return cells;
}

void place_table(const StartParams& start, const AgentSpec& spec, TypeId type, Run& run) {
  Simulation& simulation = *run.simulation;
  const AgentType& agent = simulation.params().types[type.value];
  const Lattice& lattice = simulation.params().lattice;
  std::vector<Refusal> refused;
  Lines lines(start, refused);
  TableReader& table = lines.table();
  const Places places(start, table, lattice, refused);
  States states(start, table, agent, refused);
  Filled filled(start, table, agent);
  settle(table, refused);

  Fitter fitter(simulation, type);
  std::size_t without_place = 0;
  while (lines.next()) {
    const auto place = places.of(table);
    const auto state = states.of(table);
    if (!place) ++without_place;
    const std::vector<ColumnValue>& columns = filled.of(table);
    if (place && state) fitter.place(*place, *state, columns);
  }
  table.settle();

  const std::string file = *start.cells;
  const Location where = start.cells.where();
  const Fitted& fitted = fitter.fitted();
  if (lattice.dimensions() == 3 && !start.z.given())
    run.warnings.push_back(
        {where, "the lattice has three axes and `z` is not said: all cells lie in one layer"});
  if (lines.lines() == 0)
    run.warnings.push_back({where, fmt::format("{} has no line with a cell", ticked(file))});
  else if (fitted.placed + fitted.left_out + without_place == 0)
    run.warnings.push_back({where, fmt::format("no line of {} is meant for `{}`: {}", ticked(file), spec.name,
                                               values_there(start))});
  else
    tell_never_met(start, lines.never_met(), states.never_met(), run);
  if (without_place > 0)
    run.warnings.push_back({where, fmt::format("{} lines of {} say no place: their cells are left out",
                                               without_place, ticked(file))});
  if (filled.missing() > 0)
    run.warnings.push_back(
        {where, fmt::format("{} values of the `columns` of `{}` are missing in {}: those cells begin with "
                            "their `initial`",
                            filled.missing(), spec.name, ticked(file))});
  require_fit(fitted, start, spec, lattice);
  if (fitted.outside > 0)
    run.warnings.push_back(
        {where, fmt::format("{} of {} cells of `{}` lie outside of the lattice and are left out",
                            fitted.outside, fitted.placed + fitted.left_out, spec.name)});
  std::string note =
      fmt::format("{}: {} cells from {}, {} of them moved to a site beside theirs, {} left out", spec.name,
                  fitted.placed, file, fitted.moved, fitted.left_out);
  if (fitted.outside > 0) note += fmt::format(" ({} outside of the lattice)", fitted.outside);
  if (table.short_lines() > 0)
    note += fmt::format("; {} lines have fewer fields than the first", table.short_lines());
  run.notes.push_back(std::move(note));
}

}  // namespace tilscape::scenarios
