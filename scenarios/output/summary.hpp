// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/output/manifest.hpp"
#include "scenarios/output/series.hpp"

#include <string>
#include <vector>

namespace tilscape::scenarios {

/// An endpoint that a scenario asks for: when its condition first held.
struct EndpointResult {
  std::string name;
  std::string condition;
  double reached = -1;   ///< [min]; negative: not within the run
  double no_value = -1;  ///< [min] when its condition came out as no finite number; negative: never
  double came_out = 0;   ///< what it was then
};

/// What a run came to, for a person: the first, a few middle and the last values of each count, with the
/// course as a line.
std::string summary_text(const Manifest& manifest, const SeriesRecorder& series,
                         const std::vector<EndpointResult>& endpoints, const std::string& folder);

/// The same for programs: every column at the start and the end, least and largest value.
std::string summary_json(const Manifest& manifest, const SeriesRecorder& series,
                         const std::vector<EndpointResult>& endpoints, const std::string& folder);

/// ▁▂▃▄▅▆▇█ of a course, at most `width` characters.
std::string sparkline(const std::vector<double>& values, std::size_t width);

}  // namespace tilscape::scenarios
