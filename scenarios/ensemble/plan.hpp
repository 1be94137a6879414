// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/record/result_version.hpp"
#include "scenarios/ensemble/design.hpp"
#include "scenarios/read/ensemble.hpp"
#include "scenarios/read/inputs.hpp"

#include <compare>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilscape::scenarios {

/// XXH3-128 of what decides the result of a unit.
struct Key {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend auto operator<=>(const Key&, const Key&) = default;

  [[nodiscard]] std::string text() const;   ///< 32 hexadecimal digits
  [[nodiscard]] std::string bytes() const;  ///< 16 bytes, big-endian
  static Key of(std::string_view content);
  static Key from_bytes(std::string_view bytes);
};

/// One run of a study: an arm, a point of the design, a replicate.
struct Unit {
  std::size_t number = 0;
  std::size_t arm = 0;
  std::size_t point = 0;
  std::size_t replicate = 0;
  std::uint64_t seed = 0;
};

/// All runs of a study in their order. A pure function of the scenario file and the changes of the command
/// line.
class Plan {
 public:
  struct Arm {
    std::string name;
    std::string canonical;  ///< canonical_bytes() of its scenario
  };
  std::string name;
  std::string file;  ///< of the scenario, absolute
  std::vector<std::string> overrides;
  std::vector<Arm> arms;
  std::vector<std::string> factors;  ///< paths
  std::string design;
  std::vector<std::vector<std::string>> points;  ///< a value for each factor; "": what the scenario says
  std::size_t replicates = 1;
  std::uint64_t seed = 1;
  SeedRule seeds = SeedRule::common;
  std::vector<std::string> stop;
  double every = 0;  ///< [min]
  std::optional<Enough> enough;
  double limit = 0;  ///< [min] of wall time for a run; 0: none
  std::size_t block = 1;
  std::vector<Key> keys;
  std::shared_ptr<const Inputs> inputs;  ///< that it is read from; in a study's folder copies, null: gone

  [[nodiscard]] std::size_t size() const { return arms.size() * points.size() * replicates; }
  [[nodiscard]] std::size_t blocks() const { return (size() + block - 1) / block; }
  /// Units of a block, from `first` up to but without `last`.
  struct Range {
    std::size_t first, last;
  };
  [[nodiscard]] Range units_of_block(std::size_t number) const;
  [[nodiscard]] Unit unit(std::size_t number) const;
  /// What the scenario of an arm is read with.
  [[nodiscard]] LoadOptions arm_options(std::size_t arm) const;
  /// What the scenario is read with for a unit, but for its seed.
  [[nodiscard]] LoadOptions options(std::size_t arm, std::size_t point) const;
  /// "free, dose=3 mg/kg".
  [[nodiscard]] std::string label(std::size_t arm, std::size_t point) const;
};

/// block: units of a block; 0: so many that there are at most 1,000 blocks.
Plan make_plan(const Scenario& scenario, const Ensemble& ensemble, const LoadOptions& options,
               std::size_t block);

/// Coordinates of the points in the unit cube, for designs that draw: make_plan() took the values there.
std::vector<UnitPoint> unit_points(const Ensemble& ensemble, std::uint64_t seed);

/// Writes `study.plan` in a folder. Throws snapshot::WriteError.
void write_plan(const Plan& plan, const std::filesystem::path& folder);
/// Reads it; throws InputError when there is none or it is damaged.
Plan read_plan(const std::filesystem::path& folder);
/// What its runs are read from. Throws InputError when that is gone from the folder: results can be collected
/// then, but none be made.
const Inputs& inputs_of(const Plan& plan);

/// What has changed from one plan to another: "dose: 3 mg/kg was 1 mg/kg", a line each; empty: they are the
/// same.
std::vector<std::string> changes(const Plan& before, const Plan& after);
/// Throws InputError that names them, when there are any.
void refuse_changes(const Plan& before, const Plan& after);

}  // namespace tilscape::scenarios
