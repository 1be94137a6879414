// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What the machine allows: memory bandwidth, and a field's sweep written by hand.
#include "tests/bench/triad.hpp"

#include "engine/base/parallel.hpp"
#include "engine/base/wide.hpp"
#include "tests/bench/benchmarks.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

namespace tilscape::bench {

namespace {

constexpr std::size_t triad_numbers = std::size_t{1} << 25U;  // 256 MiB per array
constexpr std::size_t triad_chunk = std::size_t{1} << 16U;
constexpr double triad_bytes = 24.0 * triad_numbers;
constexpr int triad_passes = 7;

TILSCAPE_WIDE void triad(double* __restrict a, const double* __restrict b, const double* __restrict c,
                         double s, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) a[i] = b[i] + s * c[i];
}

class Triad {
 public:
  explicit Triad(int threads)
      : threads_(threads), a_(triad_numbers, 0.0), b_(triad_numbers, 1.0), c_(triad_numbers, 2.0) {}
  void pass() {
    threads_.for_chunks(triad_numbers, triad_chunk, [&](std::size_t begin, std::size_t end) {
      triad(&a_[begin], &b_[begin], &c_[begin], 3.0, end - begin);
    });
    benchmark::ClobberMemory();
  }

 private:
  Threads threads_;
  std::vector<double> a_, b_, c_;
};

void triad_benchmark(benchmark::State& state) {
  Triad triad(static_cast<int>(state.range(0)));
  triad.pass();
  for (auto _ : state) triad.pass();
  state.counters["bytes_per_second"] = rate(triad_bytes * static_cast<double>(state.iterations()));
}

// An explicit step of diffusion in a cube with a rim of one, the least that a step of a field can do.
struct Cube {
  std::ptrdiff_t side;
  [[nodiscard]] std::ptrdiff_t row() const { return side + 2; }
  [[nodiscard]] std::ptrdiff_t layer() const { return row() * row(); }
};

TILSCAPE_WIDE void sweep_layer(const double* __restrict from, double* __restrict to, Cube cube,
                               std::ptrdiff_t z) {
  const std::ptrdiff_t row = cube.row();
  const std::ptrdiff_t layer = cube.layer();
  for (std::ptrdiff_t y = 1; y <= cube.side; ++y) {
    const double* c = from + z * layer + y * row;
    double* out = to + z * layer + y * row;
    for (std::ptrdiff_t x = 1; x <= cube.side; ++x)
      out[x] = 0.4 * c[x] +
               0.1 * ((c[x - 1] + c[x + 1]) + (c[x - row] + c[x + row]) + (c[x - layer] + c[x + layer]));
  }
}

void sweep_benchmark(benchmark::State& state) {
  const Cube cube{state.range(0)};
  const Threads threads(static_cast<int>(state.range(1)));
  const auto side = static_cast<std::size_t>(cube.side);
  std::vector<double> from(static_cast<std::size_t>(cube.layer() * cube.row()), 1.0);
  std::vector<double> to = from;
  const auto sweep = [&] {
    threads.for_chunks(side, 4, [&](std::size_t begin, std::size_t end) {
      for (std::size_t z = begin; z < end; ++z)
        sweep_layer(from.data(), to.data(), cube, static_cast<std::ptrdiff_t>(z) + 1);
    });
    std::swap(from, to);
  };
  sweep();
  for (auto _ : state) sweep();
  const double sites = static_cast<double>(side * side * side);
  state.counters["voxel_updates"] = rate(sites * static_cast<double>(state.iterations()));
}

}  // namespace

double triad_bandwidth(int threads) {
  static std::map<int, double> known;  // the machine does not change; a second measurement would
  if (const auto found = known.find(threads); found != known.end()) return found->second;
  using Clock = std::chrono::steady_clock;
  Triad triad(threads);
  triad.pass();
  double best = 0;
  for (int i = 0; i < triad_passes; ++i) {
    const Clock::time_point start = Clock::now();
    triad.pass();
    best = std::max(best, triad_bytes / std::chrono::duration<double>(Clock::now() - start).count());
  }
  return known[threads] = best;
}

void add_triad() {
  timed_by_the_wall(benchmark::RegisterBenchmark("machine/triad", triad_benchmark))
      ->ArgName("threads")
      ->ArgsProduct({one_and_two_threads})
      ->Unit(benchmark::kMillisecond);
  timed_by_the_wall(benchmark::RegisterBenchmark("machine/sweep", sweep_benchmark))
      ->ArgNames({"side", "threads"})
      ->ArgsProduct({{64, 128, 256}, one_and_two_threads})
      ->Unit(benchmark::kMillisecond);
}

}  // namespace tilscape::bench
