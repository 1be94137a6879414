// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/merge.hpp"
#include "scenarios/read/scenario.hpp"
#include "scenarios/subjects/ensemble.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tilscape::scenarios {

/// What differs between the runs of an ensemble: a parameter or another value of the scenario.
struct Factor {
  std::string path;  ///< as an override names it: "dose", "agents.cancer.divide.every"
  Location where;
  int length = 1;
  std::vector<std::string> levels = {};           ///< as written; of a range with `points` made from it
  std::vector<Location> level_places = {};        ///< of the levels that are written
  std::optional<Distribution> distribution = {};  ///< of a range, of values drawn; canonical units
  std::string unit = {};                          ///< in which values of the distribution are written
  std::size_t points = 0;                         ///< of a range: so many levels are made from it
  bool whole = false;                             ///< what is drawn becomes the nearest whole number
};

/// What the groups of runs are compared with, and by what.
struct Comparison {
  std::string arm = {};                                          ///< empty: the same arm
  std::vector<std::pair<std::string, std::string>> levels = {};  ///< of factors; others stay as they are
  std::string endpoint = {};                                     ///< empty: each
  std::string value = {};  ///< a column of the series; empty: the first count
};

/// When a study ends before all its replicates: the 95 % interval of every group is narrow. Looked at after
/// `least` replicates of every group, then after each `batch` more.
struct Enough {
  std::string value = {};     ///< a column of the series; empty: the compared one
  std::string endpoint = {};  ///< the share of runs that reach it, instead
  double within = 0;          ///< half the interval's width, in the unit of the column
  std::size_t least = 10;
  std::size_t batch = 10;
};

/// The section `ensemble` of a scenario.
struct Ensemble {
  std::size_t replicates = 1;
  Design design = Design::full;
  std::size_t samples = 0;
  std::vector<Factor> factors = {};
  std::vector<std::string> arms = {};  ///< variants; `as_written` is the file as it stands
  SeedRule seeds = SeedRule::common;
  std::vector<std::string> stop = {};  ///< endpoints that end a run
  double every = 0;                    ///< [min] between the rows that are kept of a run
  std::optional<Enough> enough = {};
  std::optional<Comparison> compare = {};
  double limit = 0;  ///< [min] of wall time for a run; 0: none
};

/// Reads the section of a scenario that has been read with these options, and the scenario with each level,
/// and with values at the ends of each range and between them. Where that wants a whole number, drawn values
/// are rounded. nullopt when there is no such section, or when something stands against it or the scenario:
/// then the problems say what, each at its place.
std::optional<Ensemble> check_ensemble(const Scenario& scenario, const LoadOptions& options,
                                       Problems& problems);

/// The value of a factor at a coordinate in [0, 1]: its level, or the quantile of its distribution with six
/// digits, which is the same text on every machine.
std::string factor_value(const Factor& factor, double coordinate);

}  // namespace tilscape::scenarios
