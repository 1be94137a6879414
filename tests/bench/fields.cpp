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

// Bytes per site that each part of a solve has to move between memory and cores, read or written, once in
// each pass over a grid that is larger than the caches (engine/field/solver.cpp, multigrid.cpp). Not in it:
// what the wedges between slabs read a second time, lines that are fetched only to be written, the first
// sweep, which goes only where something has changed.
constexpr double number = sizeof(double);  // what is handed in and out
constexpr double inner = sizeof(float);    // what the cycles work on
// In 3D a grid has an eighth of the sites of the finer one, all coarser grids have a seventh.
constexpr double level_1 = 1.0 / 8;
constexpr double coarser = 1.0 / 7;
constexpr double load =
    3 * number +                                               // values, uptake, source
    inner * (1 + (1 + level_1) * (1 + coarser));               // reaction, then that of each coarser grid
constexpr double right_hand_side = 3 * inner;                  // and base, change; out
constexpr double begin_steady = 3 * number + right_hand_side;  // values, uptake, source
constexpr double begin_stage = 4 * number + right_hand_side;   // and carried
constexpr double second_stage = 2 * number + inner +           // values and their change to the mean;
                                5 * number + right_hand_side;  // mean, values, uptake, source, carried
constexpr double cycle_awake = 5.5 * inner;  // change twice, rhs, reaction, base; residual of one colour
constexpr double cycle_everywhere = 0.5 * inner +          // the residual to restrict
                                    9 * inner * coarser +  // down 4, up 4, to prolong 1
                                    inner * level_1;       // the largest correction
constexpr double finish_steady = 4 * number + inner;       // values twice, uptake, source; change
constexpr double finish = 8 * number + inner;              // and mean twice, carried twice

double bytes_moved(bool steady, const SolveReport& report) {
  const double cycles = report.awake * cycle_awake + report.cycles * cycle_everywhere;
  if (steady) return load + begin_steady + cycles + finish_steady;
  return load + begin_stage + second_stage + (report.fell_back ? begin_stage : 0) + cycles + finish;
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
  double awake = 0;
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
    bytes += bytes_moved(problem.dt == 0, report) * sites;
    awake += report.awake;
  }
  state.counters["voxel_updates"] = rate(stages * sites);
  state.counters["cycles"] = cycles / static_cast<double>(state.iterations());
  state.counters["awake"] = awake / cycles;
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
