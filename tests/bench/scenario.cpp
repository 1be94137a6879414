// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Whole scenarios, with the seconds of each phase.
#include "tests/bench/benchmarks.hpp"
#include "tests/support/runs.hpp"

#include <array>
#include <cmath>

namespace tilscape::bench {

namespace {

void run_for(benchmark::State& state, const std::string& file, double hours) {
  const auto threads = static_cast<int>(state.range(0));
  const scenarios::Scenario scenario = test::checked(scenarios::validate(file, test::language()));
  std::array<double, phases> seconds{};
  double processor = 0;
  std::size_t agents = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const scenarios::Run built = scenarios::build_run(scenario, threads);
    Simulation& run = *built.simulation;
    run.start();
    const Costs at_start = run.costs();
    const auto steps = static_cast<int>(std::lround(hours * 60 / run.world().step_length));
    const double start = processor_time();
    state.ResumeTiming();
    for (int i = 0; i < steps; ++i) run.step();
    state.PauseTiming();
    processor += processor_time() - start;
    for (std::size_t p = 0; p < phases; ++p) seconds[p] += run.costs().seconds[p] - at_start.seconds[p];
    agents = 0;
    for (const Population& population : run.world().populations) agents += population.size();
    state.ResumeTiming();
  }
  const auto runs = static_cast<double>(state.iterations());
  for (std::size_t p = 0; p < phases; ++p)
    state.counters[std::string(name(static_cast<Phase>(p))) + "_s"] = seconds[p] / runs;
  state.counters["cpu_s_per_hour"] = processor / runs / hours;
  state.counters["agents"] = static_cast<double>(agents);
}

}  // namespace

void add_scenarios() {
  const auto add = [](const char* name, const std::string& file, double hours) {
    timed_by_the_wall(benchmark::RegisterBenchmark(
                          name, [file, hours](benchmark::State& state) { run_for(state, file, hours); }))
        ->ArgName("threads")
        ->ArgsProduct({one_and_two_threads})
        ->Unit(benchmark::kMillisecond);
  };
  add("scenario/tumour_immune_1h", test::source_file("tests/bench/tumour_immune.yaml"), 1);
  add("scenario/quickstart_6h", test::source_file("tests/bench/quickstart.yaml"), 6);
}

}  // namespace tilscape::bench
