// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/catalogue.hpp"
#include "engine/step/setup.hpp"
#include "engine/step/simulation.hpp"
#include "tests/support/values.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace tilscape::test {

/// A world in a few lines: agent types and behaviours of the catalogue without a scenario file.
class WorldBuilder {
 public:
  explicit WorldBuilder(const Lattice::Shape& shape, double step_length = 1, std::uint64_t seed = 1)
      : params_{.lattice = Lattice(shape), .step_length = step_length, .seed = seed} {}

  WorldBuilder& type(std::string name, std::uint8_t takes, std::vector<StateSpec> states = {{"alive", true}},
                     std::vector<ColumnSpec> columns = {}) {
    params_.types.push_back({.name = std::move(name),
                             .takes = takes,
                             .states = std::move(states),
                             .columns = std::move(columns)});
    return *this;
  }
  WorldBuilder& substance(FieldSpec spec) {
    params_.substances.push_back({std::move(spec), 1});
    return *this;
  }
  /// Gives the last type a behaviour; defaults of the catalogue are not filled in.
  WorldBuilder& does(const std::string& verb, const Values& values) {
    const auto kinds = catalogue();
    const auto kind =
        std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return k.info.name == verb; });
    Setup setup(params_, TypeId{static_cast<std::uint8_t>(params_.types.size() - 1)});
    auto made = kind->make(values, setup);
    if (!setup.refused().empty()) throw ParameterError(setup.refused()[0].name, setup.refused()[0].what);
    params_.types.back().behaviours.push_back(std::move(made));
    return *this;
  }
  Params& params() { return params_; }
  Simulation build(int threads = 1) { return {params_, threads}; }

 private:
  Params params_;
};

/// Values of `walk` and `divide` with their defaults.
inline Values walk_values(double speed, double persistence = 0) {
  return table({{"speed", number(speed)},
                {"persistence", number(persistence)},
                {"bias", number(0)},
                {"packed", number(1)}});
}
inline Values divide_values(Value every, const char* into = "free_neighbour", const char* rate = "1") {
  return table({{"every", std::move(every)},
                {"rate", expression(rate)},
                {"into", word(into)},
                {"limit", number(0)},
                {"crowding", number(1)},
                {"remaining", distribution(Distribution::Kind::uniform, 0, 1)}});
}
/// `kill` without antigen: `half` = 1 makes both ways equally likely.
inline Values kill_values(const char* target, double engage, double slow, double fast, double half = 1) {
  return table({{"target", word(target)},
                {"engage", number(engage)},
                {"slow", number(slow)},
                {"fast", number(fast)},
                {"half", number(half)},
                {"leaves", word("apoptotic")},
                {"searching", word("searching")},
                {"engaged", word("engaged")}});
}
inline Values die_values(const char* rate) {
  return table({{"rate", expression(rate, "1/min")}});
}

/// |x - expected| in standard errors.
inline double errors(double x, double expected, double standard_error) {
  return std::abs(x - expected) / standard_error;
}

}  // namespace tilscape::test
