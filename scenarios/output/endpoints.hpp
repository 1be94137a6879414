// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/build/build.hpp"
#include "scenarios/output/summary.hpp"

#include <vector>

namespace tilscape::scenarios {

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
