// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/text.hpp"
#include "engine/population/misfit.hpp"
#include "scenarios/read/checks.hpp"
#include "scenarios/read/distribution.hpp"

#include <exception>

namespace tilscape::scenarios {

namespace {

/// Why a column cannot keep what the distribution gives; of one without ends, its mean and width.
std::string misfit(const Distribution& d, NumberType type) {
  using Kind = Distribution::Kind;
  if (d.kind == Kind::constant) return tilscape::misfit(d.a, type);
  const NumberRange range = range_of(type);
  const auto beyond = [&](double x) { return !(x >= range.least && x <= range.largest); };
  const bool ends = d.kind == Kind::uniform || d.kind == Kind::log_uniform;
  const double last = ends ? d.b : d.kind == Kind::delayed_exponential ? d.a + d.b : d.a;
  if (beyond(d.a)) return tilscape::misfit(d.a, type);
  if (beyond(last)) return tilscape::misfit(last, type);
  return type == NumberType::f32 && beyond(d.b) ? tilscape::misfit(d.b, type) : std::string();
}

/// Of distributions without ends some values lie beyond any range; above all they have to be rare.
constexpr double rare = 0.02;

std::string tail_misfit(const Distribution& d, NumberType type) {
  using Kind = Distribution::Kind;
  if (d.kind == Kind::constant || d.kind == Kind::uniform || d.kind == Kind::log_uniform) return {};
  const NumberRange range = range_of(type);
  try {
    const bool fits = quantile(d, rare) >= range.least && quantile(d, 1 - rare) <= range.largest;
    if (fits) return {};
  } catch (const std::exception&) {  // a quantile that is no number
  }
  return type == NumberType::f32  ? "f32 (-3.4e38 to 3.4e38)"
         : type == NumberType::u8 ? "u8 (0 to 255)"
                                  : "u32 (0 to 4294967295)";
}

/// What the numbers of a table are multiplied with gives the unit of the column that they fill; a pure factor
/// leaves them in it.
void check_factors(const AgentSpec& type, const Values& columns, Problems& problems) {
  const auto* starts = type.values.has("start")
                           ? std::get_if<std::vector<Value::Record>>(&type.values.at("start").data)
                           : nullptr;
  if (starts == nullptr) return;
  for (const Value::Record& start : *starts) {
    if (!start->has("columns")) continue;
    for (const auto& [name, entry] : start->map("columns").entries()) {
      const auto* filled = std::get_if<Value::Record>(&entry.data);
      if (filled == nullptr || !(*filled)->has("times") || !columns.has(name)) continue;
      const Value& times = (*filled)->at("times");
      const Values& column = columns.map(name);
      if (!column.has("initial") || times.dimension.none() || !std::holds_alternative<double>(times.data) ||
          times.dimension == column.at("initial").dimension)
        continue;
      problems.error(Code::wrong_dimension, times.where, characters(times.written),
                     joined({ticked(times.written), " is ", dimension_name(times.dimension), ", the column ",
                             ticked(name), " is ", dimension_name(column.at("initial").dimension)}));
    }
  }
}

}  // namespace

void check_columns(const Scenario& scenario, Problems& problems) {
  for (const AgentSpec& type : scenario.types) {
    if (!type.values.has("columns")) continue;
    const Values& columns = type.values.map("columns");
    check_factors(type, columns, problems);
    for (const auto& [name, entry] : columns.entries()) {
      const auto* column = std::get_if<Value::Record>(&entry.data);
      if (column == nullptr || !(*column)->has("initial") || !(*column)->has("stored")) continue;
      const Value& initial = (*column)->at("initial");
      const auto* d = std::get_if<Distribution>(&initial.data);
      const auto* stored = std::get_if<std::string>(&(*column)->at("stored").data);
      if (d == nullptr || stored == nullptr || problems.error_at(initial.where)) continue;
      const NumberType number = *stored == "u8"    ? NumberType::u8
                                : *stored == "u32" ? NumberType::u32
                                                   : NumberType::f32;
      const std::string wrong = misfit(*d, number);
      if (!wrong.empty())
        problems.error(Code::out_of_range, initial.where, characters(initial.written),
                       joined({ticked(initial.written), " ", wrong}), "as the column is stored");
      else if (const std::string beyond = tail_misfit(*d, number); !beyond.empty())
        problems.warning(
            Code::implausible, initial.where, characters(initial.written),
            joined({"more than 2 % of the values of ", ticked(initial.written), " are beyond ", beyond}),
            "they become the nearest that the column can hold");
    }
  }
}

}  // namespace tilscape::scenarios
