// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/rule/program.hpp"
#include "scenarios/output/summary.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// A condition of the scenario, over what the run reports.
struct Endpoint {
  std::string name;
  std::string text;
  Program condition;
  std::vector<std::size_t> inputs;  ///< observables that it reads; baseline stands for the start of the first
  double lasting = 0;               ///< [min]
};

/// When each condition first held for as long as it must, row by row of the series. `baseline` is the first
/// value of the first quantity that the condition names. Where a condition comes out as no number before it
/// held, it is not looked at any further.
std::vector<EndpointResult> reached_endpoints(const std::vector<Endpoint>& endpoints,
                                              const std::vector<SeriesRecorder::Row>& rows);
inline std::vector<EndpointResult> reached_endpoints(const std::vector<Endpoint>& endpoints,
                                                     const SeriesRecorder& series) {
  return reached_endpoints(endpoints, series.rows());
}

/// Throws SimulationError when a condition came out as no number.
void require_numbers(const std::vector<EndpointResult>& endpoints);

}  // namespace tilscape::scenarios
