// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace tilscape::scenarios {

/// A run as survival analysis sees it: an endpoint that was reached, or an end without it (censored).
struct Subject {
  double time = 0;
  bool event = false;
};

/// A step of the curve: the share that is still without the event, with its 95 % interval (Greenwood's
/// variance, on the log scale, as R's survfit does).
struct SurvivalStep {
  double time = 0;
  std::size_t at_risk = 0;
  std::size_t events = 0;
  double survival = 1;
  double lower = 1;
  double upper = 1;
};
/// The estimate of Kaplan and Meier (1958, doi 10.1080/01621459.1958.10501452), a step for each time of an
/// event.
std::vector<SurvivalStep> kaplan_meier(std::vector<Subject> subjects);

/// First time at which at most half is left; nan when that is not reached.
double median_survival(std::span<const SurvivalStep> curve);

/// The log-rank test of two or more groups (Mantel 1966): is there one curve?
struct LogRank {
  std::vector<double> observed;  ///< events of each group
  std::vector<double> expected;  ///< if there were one curve
  double chi_squared = 0;
  std::size_t degrees = 0;
  double p = std::numeric_limits<double>::quiet_NaN();  ///< nan: nothing to compare
};
LogRank log_rank(const std::vector<std::vector<Subject>>& groups);

/// Hazard of `group` over that of `against` from the terms of their log-rank test (Peto's one-step estimate),
/// with its 95 % interval; nan without events.
struct HazardRatio {
  double value = 0;
  double lower = 0;
  double upper = 0;
};
HazardRatio hazard_ratio(const std::vector<Subject>& group, const std::vector<Subject>& against);

}  // namespace tilscape::scenarios
