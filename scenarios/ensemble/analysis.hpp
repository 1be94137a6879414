// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/ensemble/sensitivity.hpp"
#include "scenarios/ensemble/shard.hpp"
#include "scenarios/ensemble/statistics.hpp"
#include "scenarios/ensemble/survival.hpp"

#include <string>
#include <vector>

namespace tilscape::scenarios {

/// Runs that are looked at together: an arm at a point; a whole arm when the design draws its points.
struct Group {
  std::string label;
  std::size_t arm = 0;
  std::size_t point = 0;
  std::vector<std::size_t> runs;  ///< that have a result
  std::size_t planned = 0;
  Estimate value;  ///< of the compared column at the end
};

/// A column of the series over time, a band for each group and time.
struct Course {
  std::string column;  ///< "cancer.count"
  std::string unit;
  struct At {
    double time;  ///< [min]
    Band band;
  };
  std::vector<std::vector<At>> groups;
};

/// Two groups whose runs share their draws, replicate by replicate.
struct PairedDifference {
  std::size_t group = 0;
  std::size_t against = 0;
  Estimate value;
};

/// An endpoint as survival analysis sees it, group by group.
struct EndpointAnalysis {
  std::string name;
  std::string condition;
  struct OfGroup {
    std::size_t events = 0;
    Estimate share;
    std::vector<SurvivalStep> curve;
    double last = 0;  ///< end of the longest run [min]
  };
  std::vector<OfGroup> groups;
  LogRank test;  ///< over all groups
  struct Ratio {
    std::size_t group, against;
    HazardRatio hazard;
    double p;  ///< of the log-rank test of the two
  };
  std::vector<Ratio> ratios;
};

/// What a factor does, over its levels: all runs of an arm at a level, whatever the other factors.
struct DoseResponse {
  std::string factor;
  std::string unit;  ///< empty: levels are no quantities of one kind
  struct Level {
    std::string written;
    double number = 0;  ///< in canonical units; the level's place when there is no unit
    std::size_t arm = 0;
    Estimate value;
    std::vector<Estimate> reached;  ///< share of runs, by endpoint
  };
  std::vector<Level> levels;
};

struct Sensitivity {
  std::size_t arm = 0;
  std::vector<MorrisEffect> morris;  ///< by factor, or empty
  std::vector<SobolIndex> sobol;     ///< by factor, or empty
};

/// Everything that a report says of a study.
struct Analysis {
  std::string value_column, value_unit;  ///< what is compared at the end
  std::vector<Group> groups;
  std::vector<Course> courses;  ///< of the counts of cells, and of the compared column
  std::vector<PairedDifference> differences;
  std::vector<EndpointAnalysis> endpoints;
  std::vector<DoseResponse> responses;
  std::vector<Sensitivity> sensitivity;
};

/// Throws InputError when the compared column is not there, or two attempts at one run differ.
Analysis analyse(const Plan& plan, const Ensemble& ensemble, const ShardIndex& index);

/// A line for each group, for a terminal.
std::string analysis_text(const Analysis& analysis);

}  // namespace tilscape::scenarios
