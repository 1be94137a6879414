// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/endpoints.hpp"

#include <algorithm>
#include <cmath>

namespace tilscape::scenarios {

namespace {

// Places of the names in an endpoint's symbols: baseline, time, then the observables (build/outputs.cpp).
constexpr std::size_t baseline = 0;
constexpr std::size_t time = 1;
constexpr std::size_t first_observable = 2;

bool holds(const Endpoint& endpoint, const std::vector<SeriesRecorder::Row>& rows,
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
  return result != 0 && !std::isnan(result);
}

}  // namespace

std::vector<EndpointResult> reached_endpoints(const std::vector<Endpoint>& endpoints,
                                              const std::vector<SeriesRecorder::Row>& rows) {
  std::vector<EndpointResult> results;
  for (const Endpoint& endpoint : endpoints) {
    EndpointResult result{endpoint.name, endpoint.text, -1};
    double since = -1;
    for (const auto& row : rows) {
      if (!holds(endpoint, rows, row)) {
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

}  // namespace tilscape::scenarios
