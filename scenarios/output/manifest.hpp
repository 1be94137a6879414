// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/costs.hpp"
#include "scenarios/output/build_info.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// What is needed to say where a run's numbers come from, and to make them again.
struct Manifest {
  std::string scenario;               ///< name
  std::string file;                   ///< as given
  std::string variant;                ///< empty: the file as it stands
  std::vector<std::string> set = {};  ///< changes of the command line
  std::string scenario_hash;          ///< XXH3-128 of the canonical scenario, hexadecimal
  std::uint64_t seed = 0;
  int threads = 1;
  std::string started, finished;  ///< ISO 8601, UTC
  double seconds = 0;             ///< wall time
  Costs costs = {};               ///< by phase and field
  std::vector<std::string> substances = {};
  std::uint64_t peak_memory = 0;  ///< [bytes]
  std::uint64_t steps = 0;        ///< done
  std::uint64_t end_step = 0;     ///< where the run is to end
  double step_length = 0;         ///< [min]
  std::string state_hash;         ///< of the last state, hexadecimal; empty while it runs
  std::string ending;             ///< "running", "finished", "stopped", "failed", "cut_off"
  std::string reason = {};        ///< why it failed or was cut off
  struct Branch {
    std::string run;  ///< folder that it branched off
    std::uint64_t step = 0;
    std::string state_hash;
  };
  std::optional<Branch> branch = {};
  std::vector<std::uint64_t> resumed = {};         ///< steps at which it was taken up again
  std::map<std::string, std::string> inputs = {};  ///< hash of each file in the folder `inputs`
  std::vector<std::string> notes = {};             ///< what a person should know of its start
};

std::string manifest_json(const Manifest& manifest, const BuildInfo& build);

/// What the manifest of a folder says of the run, without what has been measured. Throws InputError, which
/// names the file.
Manifest read_manifest(const std::filesystem::path& path);

std::string now_utc();
std::uint64_t peak_memory();

}  // namespace tilscape::scenarios
