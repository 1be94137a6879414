// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/endpoints.hpp"

#include "engine/base/error.hpp"
#include "engine/base/quantity.hpp"
#include "engine/step/faults.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

// Places of the names in an endpoint's symbols: baseline, time, then the observables (build/outputs.cpp).
constexpr std::size_t baseline = 0;
constexpr std::size_t time = 1;
constexpr std::size_t first_observable = 2;

/// 0 when it does not hold; no finite number when it has no value.
double value_of(const Endpoint& endpoint, const std::vector<SeriesRecorder::Row>& rows,
                const SeriesRecorder::Row& row) {
  const auto named = std::find_if(endpoint.inputs.begin(), endpoint.inputs.end(),
                                  [](std::size_t i) { return i >= first_observable; });
  std::vector<double> values;
  for (const std::size_t input : endpoint.inputs) {
    if (input == baseline)
      values.push_back(named == endpoint.inputs.end() ? 0 : rows.front().values[*named - first_observable]);
    else
      values.push_back(input == time ? row.time : row.values[input - first_observable]);
  }
  std::vector<const double*> pointers;
  for (const double& v : values) pointers.push_back(&v);
  std::vector<double> scratch(endpoint.condition.scratch_size(1));
  double result = 0;
  endpoint.condition.evaluate(pointers, 1, &result, scratch);
  return result;
}

}  // namespace

std::vector<EndpointResult> reached_endpoints(const std::vector<Endpoint>& endpoints,
                                              const std::vector<SeriesRecorder::Row>& rows) {
  std::vector<EndpointResult> results;
  for (const Endpoint& endpoint : endpoints) {
    EndpointResult result{endpoint.name, endpoint.text};
    double since = -1;
    for (const auto& row : rows) {
      const double value = value_of(endpoint, rows, row);
      if (!std::isfinite(value)) {
        result.no_value = row.time;
        result.came_out = value;
        break;
      }
      if (value == 0) {
        since = -1;
        continue;
      }
      if (since < 0) since = row.time;
      if (row.time - since < endpoint.lasting) continue;
      result.reached = since;
      break;
    }
    results.push_back(std::move(result));
  }
  return results;
}

void require_numbers(const std::vector<EndpointResult>& endpoints) {
  for (const EndpointResult& e : endpoints)
    if (e.no_value >= 0)
      throw SimulationError(
          fmt::format("outputs.endpoints.{} is {} on day {:.4g}: `{}`. A condition behind a guard, "
                      "as in `cells.count > 0 and ...`, has a value",
                      e.name, fault_number(e.came_out), e.no_value / minutes_per_day, e.condition));
}

}  // namespace tilscape::scenarios
