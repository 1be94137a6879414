// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/rule/program.hpp"
#include "scenarios/build/build.hpp"
#include "scenarios/ensemble/shard.hpp"
#include "scenarios/verify/curve.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tilscape::scenarios {

/// A number of one run, from its series or its endpoints: `at(cancer.count, 7 d)`, `time_of(clearance)`.
struct Measure {
  enum class Kind : std::uint8_t {
    at,
    first,
    last,
    highest,
    lowest,
    mean,
    area,
    slope,
    fold,
    reached,
    time_of
  };
  Kind kind = Kind::at;
  std::string name;      ///< a column of the series, or an endpoint
  std::string arm = {};  ///< `at(cancer.count in free, 7 d)`; empty: the scenario as it is looked at
  double from = 0;       ///< [min]
  double to = 0;         ///< [min]
  Curve against = {};    ///< of `fold`: its rows within the run
};

/// Its value, in canonical units; not a number where the run has none, because its end came before; infinite:
/// the time of an endpoint that was not reached.
double value_of(const Measure& measure, const Result& result);

/// Why a run of another arm cannot have it; empty when it can.
std::string why_not_in(const Measure& measure, const Run& run);

/// An expression over measures.
struct Observation {
  Program program;
  std::vector<Measure> measures;  ///< by the index of its inputs

  /// `results`: of each measure the run that it is taken from.
  [[nodiscard]] double value(const std::vector<const Result*>& results) const;
};

/// Compiles it for the series and the endpoints that a run of the scenario has. `arms`: that a measure may
/// name; against: what `fold` holds a column against, null: nothing; expected: its dimension, where that is
/// known. The error's offset is in characters of the text; nothing is said, by an error without words, where
/// a column or an endpoint is missing that is `doubtful`, or the dimension alone may be wrong.
using Doubtful = std::function<bool(const std::string&)>;
std::variant<Observation, ExpressionError> observe(std::string_view text, const Run& run,
                                                   const std::vector<std::string>& arms, const Curve* against,
                                                   const std::optional<Dimension>& expected,
                                                   const Doubtful& doubtful = {});

}  // namespace tilscape::scenarios
