// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// One field: the steady state from a warm start, and a step in time.
#include "tests/support/fields.hpp"

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/triad.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tilscape::bench {

namespace {

using namespace testing;
using Clock = std::chrono::steady_clock;

// Numbers per site that each part of a solve has to move between memory and cores, read or written, once in
// each pass over a grid that is larger than the caches (engine/field/solver.cpp, multigrid.cpp). Not in it:
// what the wedges between slabs read a second time, and lines that are fetched only to be written.
// In 3D a grid has an eighth of the sites of the finer one, all coarser grids have a seventh.
constexpr double level_1 = 1.0 / 8;
constexpr double coarser = 1.0 / 7;
constexpr double load = 5 + (1 + level_1) * (1 + coarser);  // values, uptake, source in; values, reaction
                                                            // out; then the reaction of each coarser grid
constexpr double begin_steady = 2;                          // source; right-hand side
constexpr double begin_stage = 4;                           // values, source, carried; right-hand side
constexpr double smooth = 5;                                // value twice, rhs, reaction, residual
constexpr double cycle_finest = 6;                          // the residual to restrict; then as smooth
constexpr double cycle_coarser = 10 * coarser + level_1;    // down 4 and 1 to restrict, up 4 and 1 to
                                                            // prolong; the largest correction
constexpr double second_stage = 7;                          // value, residual, rhs, c; mean, residual, rhs
constexpr double finish_steady = 6;                         // value, residual, source, uptake; mean, values
constexpr double finish = 12;                               // and c; mean, first residual and carried twice

double numbers_moved(bool steady, const SolveReport& report) {
  const double cycles = report.cycles * (cycle_finest + cycle_coarser);
  if (steady) return load + begin_steady + smooth + cycles + finish_steady;
  const double again = report.fell_back ? begin_stage + smooth : 0;
  return load + begin_stage + smooth + second_stage + smooth + again + cycles + finish;
}

// Cells in a ball of half the side. Of twenty groups one is away; from one round to the next it comes back
// and another one goes: one site in ten changes.
class Ball {
 public:
  explicit Ball(const Lattice& lattice) {
    const double middle = (lattice.nx() - 1) / 2.0;
    for (Site s = 0; s < lattice.sites(); ++s) {
      const Coordinates c = lattice.coordinates(s);
      const double x = c.x - middle;
      const double y = c.y - middle;
      const double z = c.z - middle;
      if (x * x + y * y + z * z < middle * middle / 4) sites_.push_back(s);
    }
  }
  void fill(FieldBench& field, double uptake, double source) {
    for (const Site s : sites_) {
      const bool here = scattered(s) % groups != round_;
      field.uptake[s] = here ? uptake : 0;
      field.source[s] = here ? source : 0;
    }
    round_ = (round_ + 1) % groups;
  }

 private:
  static constexpr std::uint32_t groups = 20;
  std::vector<Site> sites_;
  std::uint32_t round_ = 0;
};

struct Problem {
  FieldSpec spec;
  double initial;
  double uptake;  // [1/min]
  double source;  // [unit/min]
  double dt;      // [min]; 0: steady
};

Problem oxygen() {
  FieldSpec spec = substance(1e5, 0.1);
  spec.sides.fill(held_side(38));
  spec.steady = true;
  spec.tolerance = FieldSpec{}.tolerance;
  return {spec, 38, 10, 0, 0};
}
Problem signal() {
  FieldSpec spec = substance(1e3, 0.016);
  spec.sides.fill(closed_side);
  spec.tolerance = FieldSpec{}.tolerance;
  return {spec, 0, 10, 10.0 / 3, 6};
}

void solve(benchmark::State& state, const Problem& problem) {
  const auto side = static_cast<std::int32_t>(state.range(0));
  const auto threads = static_cast<int>(state.range(1));
  FieldBench field(lattice_of(side, side, side, 20), problem.spec, threads);
  Ball ball(field.lattice);
  std::fill(field.c.begin(), field.c.end(), problem.initial);
  const auto once = [&] { return problem.dt > 0 ? field.advance(problem.dt) : field.solve_steady(); };
  for (int i = 0; i < 2; ++i) {  // from a cold start
    ball.fill(field, problem.uptake, problem.source);
    once();
  }
  double cycles = 0;
  double stages = 0;
  double bytes = 0;
  double seconds = 0;
  const double sites = static_cast<double>(field.lattice.sites());
  for (auto _ : state) {
    state.PauseTiming();
    ball.fill(field, problem.uptake, problem.source);
    const Clock::time_point start = Clock::now();
    state.ResumeTiming();
    const SolveReport report = once();
    seconds += std::chrono::duration<double>(Clock::now() - start).count();
    cycles += report.cycles;
    stages += problem.dt > 0 ? (report.fell_back ? 3 : 2) : 1;
    bytes += numbers_moved(problem.dt == 0, report) * sizeof(double) * sites;
  }
  state.counters["voxel_updates"] = rate(stages * sites);
  state.counters["cycles"] = cycles / static_cast<double>(state.iterations());
  state.counters["bytes_moved"] = bytes / static_cast<double>(state.iterations());
  state.counters["bytes_per_second"] = rate(bytes);
  state.counters["share_of_triad"] = bytes / seconds / triad_bandwidth(threads);
}

}  // namespace

void add_fields() {
  // So many solves, whatever the clock says: the first ones after the start take other cycles than later
  // ones.
  const std::pair<std::int64_t, int> sides[] = {{64, 60}, {128, 12}, {256, 4}};
  const auto add = [&](const char* name, const Problem& problem) {
    for (const auto& [side, solves] : sides)
      timed_by_the_wall(
          benchmark::RegisterBenchmark(name, [problem](benchmark::State& state) { solve(state, problem); }))
          ->ArgNames({"side", "threads"})
          ->ArgsProduct({{side}, one_and_two_threads})
          ->Iterations(solves)
          ->Unit(benchmark::kMillisecond);
  };
  add("field/steady", oxygen());
  add("field/transient", signal());
}

}  // namespace tilscape::bench
