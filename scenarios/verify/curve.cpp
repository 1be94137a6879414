// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/verify/curve.hpp"

#include "engine/base/table.hpp"

#include <cmath>
#include <limits>

namespace tilscape::scenarios {

Curve read_curve(const AgainstParams& against) {
  const Quantity time_unit = *parse_unit(*against.unit).unit;
  const Quantity unit = *parse_unit(against.in.value_or("")).unit;
  const std::string times = *against.time;
  const std::string values = *against.column;
  TableReader table(*against.file, {.wanted = {times, values}});
  const std::size_t time = table.column(times);
  const std::size_t column = table.column(values);
  Curve curve{.times = {}, .values = {}, .dimension = unit.dimension};
  while (table.next()) {
    if (table.missing(time) || table.missing(column)) continue;
    const std::optional<double> t = table.number(time);
    const std::optional<double> value = table.number(column);
    if (!t || !value) continue;
    if (!(*value > 0)) table.problem(column, "`fold` compares by factors, so that a value is above 0");
    curve.times.push_back(*t * time_unit.value - *against.begin);
    curve.values.push_back(*value * unit.value);
  }
  table.settle();
  return curve;
}

double fold(const Curve& curve, const std::vector<double>& values) {
  double squares = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!(values[i] > 0)) return std::numeric_limits<double>::quiet_NaN();
    const double off = std::log(values[i] / curve.values[i]);
    squares += off * off;
  }
  return std::exp(std::sqrt(squares / static_cast<double>(values.size())));
}

}  // namespace tilscape::scenarios
