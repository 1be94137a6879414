// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Agents without fields: what a step of one agent costs, by what it does and how full the lattice is.
#include "tests/bench/benchmarks.hpp"
#include "tests/support/runs.hpp"
#include "tests/support/world.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace tilscape::bench {

namespace {

using namespace test;

constexpr int rebuilt_after = 50;  // steps, before births and deaths have changed how full it is
constexpr int run_in = 2;          // steps, until the work space has its size

struct Size {
  std::int32_t side;
  int percent;  // of the sites
  int threads;
  [[nodiscard]] double agents() const { return 0.01 * percent * side * side * side; }
};

Size size_of(const benchmark::State& state) {
  return {static_cast<std::int32_t>(state.range(0)), static_cast<int>(state.range(1)),
          static_cast<int>(state.range(2))};
}

// A site to an agent.
WorldBuilder cube(const Size& size) {
  WorldBuilder builder({.nx = size.side, .ny = size.side, .nz = size.side});
  builder.params().capacity = 1;
  return builder;
}

std::size_t agents(const Simulation& run) {
  const auto& populations = run.world().populations;
  return std::accumulate(populations.begin(), populations.end(), std::size_t{0},
                         [](std::size_t sum, const Population& p) { return sum + p.size(); });
}

// Fills this share of the sites, the types in turn.
void fill(Simulation& run, const Size& size) {
  const std::size_t types = run.params().types.size();
  for (Site s = 0; s < run.params().lattice.sites(); ++s) {
    const std::uint32_t word = scattered(s);
    if (word % 100 < static_cast<std::uint32_t>(size.percent))
      run.place(TypeId{static_cast<std::uint8_t>(word / 100 % types)}, s);
  }
  run.start();
}

Simulation walkers(const Size& size) {
  WorldBuilder builder = cube(size);
  builder.type("walker", 1).does("walk", walk_values(11.5));  // a hop in three steps
  Simulation run = builder.build(size.threads);
  fill(run, size);
  return run;
}

Simulation growers(const Size& size) {
  WorldBuilder builder = cube(size);
  builder.type("cell", 1)
      .does("divide", divide_values(exponential(20)))
      .does("die", die_values("0.05 1/min"));
  Simulation run = builder.build(size.threads);
  fill(run, size);
  return run;
}

Simulation hunters(const Size& size) {
  WorldBuilder builder = cube(size);
  builder.type("cancer", 1, {{"cycling", true}, {"apoptotic", false}})
      .does("divide", divide_values(exponential(1389)))
      .does("clear", table({{"apoptotic", map({{"after", number(60)}})}}));
  builder.type("cd8", 1, {{"searching", true}, {"engaged", true}})
      .does("walk", table({{"speed", number(5)},
                           {"persistence", number(10)},
                           {"bias", number(0)},
                           {"half", number(0.01)},
                           {"in", words({"searching"})}}))
      .does("kill", kill_values("cancer", 0.1, 0.01, 0.1));
  Simulation run = builder.build(size.threads);
  fill(run, size);
  return run;
}

// Births, deaths and kills of an agent in a step: that a benchmark does what its name says.
double events(const Simulation& run) {
  double sum = 0;
  for (const auto& kinds : run.world().totals) sum = std::accumulate(kinds.begin(), kinds.end(), sum);
  return sum / static_cast<double>(run.world().step) /
         static_cast<double>(std::max<std::size_t>(1, agents(run)));
}

using Build = Simulation (*)(const Size&);

void steps(benchmark::State& state, Build build) {
  const Size size = size_of(state);
  std::unique_ptr<Simulation> run;
  int done = rebuilt_after;
  double agent_steps = 0;
  for (auto _ : state) {
    if (done == rebuilt_after) {
      state.PauseTiming();
      run = std::make_unique<Simulation>(build(size));
      for (int i = 0; i < run_in; ++i) run->step();
      done = 0;
      state.ResumeTiming();
    }
    agent_steps += static_cast<double>(agents(*run));
    run->step();
    ++done;
  }
  state.counters["agent_steps"] = rate(agent_steps);
  state.counters["events"] = events(*run);
}

// Cancer and T cells as the parts beside this file have them, all acting in every step of a minute. The
// fields are solved once, at the start.
scenarios::Scenario full_rules(const Size& size) {
  const auto cancer = static_cast<long>(size.agents());
  const std::string side = std::to_string(size.side * 20) + " um";
  const std::string text =
      "tilscape: 1\nname: full_rules\nseed: 5\n"
      "extends: [parts/tissue_3d.yaml, parts/vessels.yaml, parts/cancer.yaml, parts/cd8.yaml]\n"
      "time: { end: 4 h, periods: { cancer: 1 min, oxygen: 4 h, ifn_g: 4 h, chemokine: 4 h } }\n"
      "lattice: { size: [" +
      side + ", " + side + ", " + side +
      "] }\n"
      "vessels: { spacing: 200 um }\n"
      "agents:\n"
      "  cancer: { start: { count: " +
      std::to_string(cancer) +
      ", shape: everywhere } }\n"
      "  cd8: { start: { count: " +
      std::to_string(cancer / 10) + ", shape: everywhere } }\n";
  return checked(scenarios::validate_text(text, source_file("tests/bench/full_rules.yaml"), language()));
}

double seconds_of_agents(const Simulation& run) {
  const auto& seconds = run.costs().seconds;
  return std::accumulate(seconds.begin(), seconds.begin() + static_cast<int>(Phase::commit) + 1, 0.0);
}

void full_steps(benchmark::State& state) {
  const Size size = size_of(state);
  const scenarios::Scenario scenario = full_rules(size);
  const scenarios::Run built = scenarios::build_run(scenario, size.threads);
  Simulation& run = *built.simulation;
  run.start();
  for (int i = 0; i < run_in; ++i) run.step();
  double agent_steps = 0;
  for (auto _ : state) {
    const double before = seconds_of_agents(run);
    agent_steps += static_cast<double>(agents(run));
    run.step();
    state.SetIterationTime(seconds_of_agents(run) - before);
  }
  state.counters["agent_steps"] = rate(agent_steps);
  state.counters["events"] = events(run);
}

}  // namespace

void add_agents() {
  // So many steps that each size does a few million agent-steps, whatever the clock says.
  const auto for_sizes = [](int most_steps, const auto& add) {
    for (const std::int32_t side : {32, 64, 128})
      for (const int percent : {1, 5, 50})
        for (const int threads : {1, 2})
          add(std::vector<std::int64_t>{side, percent, threads})
              ->ArgNames({"side", "percent", "threads"})
              ->Unit(benchmark::kMicrosecond)
              ->Iterations(
                  std::clamp(static_cast<int>(1e7 / Size{side, percent, 1}.agents()), 10, most_steps));
  };
  const std::pair<const char*, Build> kinds[] = {
      {"agents/walk", walkers}, {"agents/grow", growers}, {"agents/hunt", hunters}};
  for (const auto& [name, build] : kinds)
    for_sizes(2000, [name = name, build = build](const std::vector<std::int64_t>& args) {
      return timed_by_the_wall(benchmark::RegisterBenchmark(
                                   name, [build](benchmark::State& state) { steps(state, build); }))
          ->Args(args);
    });
  for_sizes(200, [](const std::vector<std::int64_t>& args) {
    return benchmark::RegisterBenchmark("agents/full", full_steps)
        ->Args(args)
        ->MeasureProcessCPUTime()
        ->UseManualTime();
  });
}

}  // namespace tilscape::bench
