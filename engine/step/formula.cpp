// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/formula.hpp"

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/step/process.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace tilscape {

namespace {

void gather_column(const ColumnData& data, std::size_t begin, std::span<double> out) {
  std::visit(
      [&](const auto& values) {
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<double>(values[begin + i]);
      },
      data);
}

std::span<const std::uint8_t> states_of(const Batch& batch) {
  return std::span(batch.population.state).subspan(batch.begin, batch.size());
}

/// Agents of a type on the sites around a site.
int neighbours(const View& view, TypeId type, Site site) {
  int sum = 0;
  view.lattice().for_neighbours(site, [&](int, Site n) {
    if (n != no_site) sum += view.occupancy().count(type, n);
    return true;
  });
  return sum;
}

/// Share of the neighbouring sites that hold nothing; a wall counts as full.
double room(const View& view, Site site) {
  int free = 0;
  view.lattice().for_neighbours(site, [&](int, Site n) {
    if (n != no_site && view.occupancy().load(n) == 0) ++free;
    return true;
  });
  return static_cast<double>(free) / view.lattice().directions();
}

/// The time, or how many of a type are alive.
double scalar(const View& view, std::uint32_t index) {
  return index == 0 ? view.world.time() : static_cast<double>(view.living[index - 1]);
}

void gather(const Symbol& symbol, const Batch& batch, const View& view, std::span<double> out) {
  const auto sites = batch.sites();
  const auto state = states_of(batch);
  switch (symbol.kind) {
    case Symbol::Kind::column:
      gather_column(batch.population.data(symbol.index), batch.begin, out);
      break;
    case Symbol::Kind::field: {
      const auto& values = view.world.fields[symbol.index].values;
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = values[sites[i]];
      break;
    }
    case Symbol::Kind::open: {
      const auto& values = view.world.fields[symbol.index].values;
      const double available = view.params.substances[symbol.index].available;
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = values[sites[i]] / available;
      break;
    }
    case Symbol::Kind::neighbours:
      for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = neighbours(view, TypeId{static_cast<std::uint8_t>(symbol.index)}, sites[i]);
      break;
    case Symbol::Kind::here:
      for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = view.occupancy().count(TypeId{static_cast<std::uint8_t>(symbol.index)}, sites[i]);
      break;
    case Symbol::Kind::room:
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = room(view, sites[i]);
      break;
    case Symbol::Kind::state:
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = state[i] == symbol.index ? 1 : 0;
      break;
    case Symbol::Kind::scalar:
      std::fill(out.begin(), out.end(), scalar(view, symbol.index));
      break;
    case Symbol::Kind::process: {
      const ProcessNumber number = ProcessNumber::of(symbol.index);
      std::fill(out.begin(), out.end(), view.world.processes[number.process].values[number.place]);
      break;
    }
  }
}

}  // namespace

Formula::Formula(Program program, std::vector<std::string> columns, Meaning meaning)
    : program_(std::move(program)), meaning_(std::move(meaning)) {
  constexpr double largest = std::numeric_limits<double>::max();
  meaning_.least = std::max(meaning_.least, -largest);  // finite, so that one comparison tells the infinite
  meaning_.most = std::min(meaning_.most, largest);
  if (const auto value = program_.constant(); value && !in_range(*value)) throw UsageError(complaint(*value));
  if (program_.inputs().size() > max_inputs || program_.scratch_size(Batch::max_rows) > max_scratch)
    throw UsageError("the expression is too large: " + program_.text());
  for (const Symbol& s : program_.inputs()) {
    if (s.kind == Symbol::Kind::column) reads_.push_back(columns.at(s.index));
    if (s.kind == Symbol::Kind::state) reads_.emplace_back("state");
  }
}

void Formula::evaluate(const Batch& batch, const View& view, StateMask states, std::span<double> out,
                       std::span<const double> when) const {
  const auto rows = out.first(batch.size());
  if (const auto value = program_.constant())
    std::fill(rows.begin(), rows.end(), *value);
  else
    compute(batch, view, rows);
  const auto state = states_of(batch);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = in(states, state[i]) ? rows[i] : 0;
  if (!when.empty())
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = when[i] != 0 ? rows[i] : 0;
  if (program_.constant()) return;
  unsigned wrong = 0;
  for (const double v : rows) wrong |= in_range(v) ? 0U : 1U;
  if (wrong != 0) tell(batch, view, rows);
}

void Formula::tell(const Batch& batch, const View& view, std::span<double> rows) const {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (in_range(rows[i]) || rows[i] == 0) continue;  // 0: it does not apply
    view.faults.add({batch.type, batch.ids()[i], batch.sites()[i], complaint(rows[i])});
    rows[i] = 0;
  }
}

std::string Formula::complaint(double value) const {
  const std::string unit = meaning_.unit.empty() ? "" : " " + meaning_.unit;
  std::string text = joined({meaning_.name, " is ", fault_number(value), std::isfinite(value) ? unit : ""});
  if (value < meaning_.least && std::isfinite(value))
    text += joined({", below ", fault_number(meaning_.least), unit});
  if (value > meaning_.most && std::isfinite(value))
    text += joined({", above ", fault_number(meaning_.most), unit});
  return joined({text, ": ", quoted(meaning_.text)});
}

void Formula::compute(const Batch& batch, const View& view, std::span<double> rows) const {
  // Too much for the stack of a thread that has been given little; every thread makes its own once.
  thread_local std::vector<double> buffer(max_inputs * Batch::max_rows + max_scratch);
  std::array<const double*, max_inputs> pointers;
  for (std::size_t k = 0; k < program_.inputs().size(); ++k) {
    const auto input = std::span(buffer).subspan(k * Batch::max_rows, rows.size());
    gather(program_.inputs()[k], batch, view, input);
    pointers[k] = input.data();
  }
  program_.evaluate(std::span(pointers).first(program_.inputs().size()), rows.size(), rows.data(),
                    std::span(buffer).subspan(max_inputs * Batch::max_rows));
}

}  // namespace tilscape
