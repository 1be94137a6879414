// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Time of a step against the number of agents and of sites; tools/scaling.py runs and draws these. They take
// minutes and most of a machine's memory, so they are there only when they are asked for.
#include "tests/bench/benchmarks.hpp"
#include "tests/support/fields.hpp"
#include "tests/support/world.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <numeric>

namespace tilscape::bench {

namespace {

using namespace test;

constexpr int tumour_cells = 2000;
constexpr double agents_per_site = 0.05;
// What a step needs at most [bytes], with headroom: bench_tilscape --benchmark_filter=memory measures it.
constexpr double bytes_per_site = 64;
constexpr double bytes_per_site_of_field = 80;
constexpr double bytes_per_agent = 256;
constexpr double most_of_free = 0.8;  // others need some too

double free_memory() {  // [bytes]
  std::ifstream file("/proc/meminfo");
  std::string key;
  double kilobytes = 0;
  while (file >> key >> kilobytes) {
    if (key == "MemAvailable:") return kilobytes * 1024;
    file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return std::numeric_limits<double>::infinity();
}

bool too_large(benchmark::State& state, double bytes) {
  const double free = free_memory();
  if (bytes < most_of_free * free) return false;
  const auto gigabytes = [](double b) { return std::to_string(static_cast<int>(std::ceil(b / 1e9))); };
  state.SkipWithError(
      ("skipped: needs " + gigabytes(bytes) + " GB, " + gigabytes(free) + " GB are free").c_str());
  return true;
}

WorldBuilder cube(double sites) {
  const auto side = static_cast<std::int32_t>(std::lround(std::cbrt(sites)));
  WorldBuilder builder({.nx = side, .ny = side, .nz = side});
  builder.params().capacity = 1;
  return builder;
}

// Walk, divide and die, so that every phase of the agents has something to do.
void add_cells(WorldBuilder& builder, Values consume = {}) {
  builder.type("cell", 1)
      .does("walk", walk_values(5, 10))
      .does("divide", divide_values(exponential(1000)))
      .does("die", die_values("0.001 1/min"));
  if (!consume.entries().empty()) builder.does("consume", consume);
}

// The seconds of these phases of each step.
void time_steps(benchmark::State& state, Simulation& run, Phase from, Phase to) {
  run.start();
  run.step();  // the work space gets its size
  const auto spent = [&] {
    const auto& seconds = run.costs().seconds;
    return std::accumulate(seconds.begin() + static_cast<int>(from),
                           seconds.begin() + static_cast<int>(to) + 1, 0.0);
  };
  for (auto _ : state) {
    const double before = spent();
    run.step();
    state.SetIterationTime(spent() - before);
  }
  state.counters["sites"] = static_cast<double>(run.params().lattice.sites());
  state.counters["agents"] = static_cast<double>(run.world().populations[0].size());
}

void place_tumour(Simulation& run) {
  const Lattice& lattice = run.params().lattice;
  const int half = static_cast<int>(std::ceil(std::cbrt(tumour_cells) / 2));
  const int middle = lattice.nx() / 2;
  int placed = 0;
  for (int z = -half; z < half; ++z)
    for (int y = -half; y < half; ++y)
      for (int x = -half; x < half && placed < tumour_cells; ++x)
        placed += run.place(TypeId{0}, lattice.site({middle + x, middle + y, middle + z})).done ? 1 : 0;
}

void agents_at_fixed_density(benchmark::State& state) {
  const auto agents = static_cast<double>(state.range(0));
  const double sites = agents / agents_per_site;
  if (too_large(state, sites * bytes_per_site + agents * bytes_per_agent)) return;
  WorldBuilder builder = cube(sites);
  add_cells(builder);
  Simulation run = builder.build(static_cast<int>(state.range(1)));
  for (Site s = 0; s < run.params().lattice.sites(); ++s)
    if (scattered(s) % 1000 < 1000 * agents_per_site) run.place(TypeId{0}, s);
  time_steps(state, run, Phase::inject, Phase::commit);
}

void sites_around_a_tumour(benchmark::State& state) {
  const auto sites = static_cast<double>(state.range(0));
  if (too_large(state, sites * bytes_per_site)) return;
  WorldBuilder builder = cube(sites);
  add_cells(builder);
  Simulation run = builder.build(static_cast<int>(state.range(1)));
  place_tumour(run);
  time_steps(state, run, Phase::inject, Phase::commit);
}

void field_around_a_tumour(benchmark::State& state) {
  const auto sites = static_cast<double>(state.range(0));
  if (too_large(state, sites * (bytes_per_site + bytes_per_site_of_field))) return;
  WorldBuilder builder = cube(sites);
  FieldSpec oxygen = testing::substance(1e5, 0.1);
  oxygen.name = "oxygen";
  oxygen.unit = "mmHg";
  oxygen.initial = 38;
  oxygen.steady = true;
  oxygen.tolerance = FieldSpec{}.tolerance;
  oxygen.sides.fill(testing::held_side(38));
  builder.substance(oxygen);
  add_cells(builder, table({{"oxygen", map({{"rate", expression("10 1/min * 8000 um3", "um3/min")}})}}));
  Simulation run = builder.build(static_cast<int>(state.range(1)));
  place_tumour(run);
  time_steps(state, run, Phase::exchange, Phase::diffuse);
}

}  // namespace

void add_scaling() {
  constexpr int threads = 1;
  const auto add = [](const char* name, auto* function, std::int64_t smallest, std::int64_t largest) {
    for (std::int64_t n = smallest; n <= largest; n *= 10)
      benchmark::RegisterBenchmark(name, function)
          ->ArgNames({"n", "threads"})
          ->Args({n, threads})
          ->Iterations(std::clamp<std::int64_t>(100 * smallest / n, 2, 100))
          ->UseManualTime()
          ->Unit(benchmark::kMillisecond);
  };
  add("scaling/agents", agents_at_fixed_density, 10'000, 10'000'000);
  add("scaling/sites_agents", sites_around_a_tumour, 100'000, 100'000'000);
  add("scaling/sites_field", field_around_a_tumour, 100'000, 100'000'000);
}

}  // namespace tilscape::bench
