// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/costs.hpp"
#include "scenarios/output/build_info.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tilscape::scenarios {

/// What is needed to say where a run's numbers come from, and to make them again.
struct Manifest {
  std::string scenario;       ///< name
  std::string file;           ///< as given
  std::string variant;        ///< empty: the file as it stands
  std::string scenario_hash;  ///< XXH3-128 of the canonical scenario, hexadecimal
  std::uint64_t seed = 0;
  int threads = 1;
  std::string started, finished;  ///< ISO 8601, UTC
  double seconds = 0;             ///< wall time
  Costs costs = {};               ///< by phase and field
  std::vector<std::string> substances = {};
  std::uint64_t peak_memory = 0;  ///< [bytes]
  std::uint64_t steps = 0;
  double step_length = 0;  ///< [min]
  std::string state_hash;  ///< of the last state, hexadecimal; empty while it runs
  std::string ending;      ///< "running", "finished", "stopped", "failed"
};

std::string manifest_json(const Manifest& manifest, const BuildInfo& build);

std::string now_utc();
std::uint64_t peak_memory();

/// XXH3-128 as 32 hexadecimal digits.
std::string hash128(std::string_view bytes);

}  // namespace tilscape::scenarios
