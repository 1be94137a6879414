// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/cost.hpp"

#include "scenarios/build/build.hpp"
#include "scenarios/output/manifest.hpp"
#include "scenarios/output/progress.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

constexpr double longest_look = 1;  // [s]
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string counted(std::size_t n, const char* what) {
  return fmt::format("{} {}{}", thousands(static_cast<double>(n)), what, n == 1 ? "" : "s");
}

}  // namespace

RunCost measure_cost(const Scenario& scenario, const Ensemble& ensemble) {
  RunCost cost;
  const auto start = Clock::now();
  Run run = build_run(scenario, 1);
  run.simulation->start();
  const double built = seconds_since(start);
  const auto first_step = Clock::now();
  std::uint64_t steps = 0;
  while (steps < run.steps && seconds_since(first_step) < longest_look) {
    run.simulation->step();
    ++steps;
  }
  const double each = steps > 0 ? seconds_since(first_step) / static_cast<double>(steps) : 0;
  cost.seconds = built + each * static_cast<double>(run.steps);
  cost.memory = peak_memory();
  const double step = run.simulation->params().step_length;
  const double every = std::max(ensemble.every, static_cast<double>(run.series_every) * step);
  const double rows = std::ceil(static_cast<double>(run.steps) * step / every) + 1;
  cost.kept_bytes = static_cast<std::uint64_t>(rows) * 8 * (run.series.size() + 1);
  return cost;
}

std::string ensemble_sentences(const Ensemble& ensemble, const Plan& plan) {
  std::string text =
      fmt::format("{}: {} x {} ({}) x {}", counted(plan.size(), "run"), counted(plan.arms.size(), "arm"),
                  counted(plan.points.size(), "point"), plan.design, counted(plan.replicates, "replicate"));
  text += ensemble.seeds == SeedRule::common ? ", the same draws for a replicate in each arm and point.\n"
                                             : ", each run with draws of its own.\n";
  if (ensemble.enough)
    text += fmt::format(
        "  at most: from {} replicates on a look after each {} tells whether the intervals are narrow "
        "enough\n",
        ensemble.enough->least, ensemble.enough->batch);
  for (const Factor& f : ensemble.factors) {
    text += fmt::format("  {}: ", f.path);
    if (f.distribution && f.levels.empty())
      text += fmt::format("drawn, half of it from {} to {}\n", factor_value(f, 0.25), factor_value(f, 0.75));
    else
      text += listed(f.levels) + "\n";
  }
  return text;
}

std::string cost_sentences(const Plan& plan, const RunCost& cost, int cores) {
  const auto runs = static_cast<double>(plan.size());
  return fmt::format(
      "One run takes about {} on one core here and {:.0f} MB of memory; all about {} on {}.\n"
      "Results take up to {:.1f} MB in shards, and about three times that when collected.\n",
      duration(cost.seconds), static_cast<double>(cost.memory) / 1e6, duration(cost.seconds * runs / cores),
      counted(static_cast<std::size_t>(cores), "core"), static_cast<double>(cost.kept_bytes) * runs / 1e6);
}

}  // namespace tilscape::scenarios
