// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Snapshots: the copy that a run waits for, and the encoding and writing that a thread of its own does.
#include "proto/writer.hpp"
#include "scenarios/output/frames.hpp"
#include "tests/bench/benchmarks.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/world.hpp"

#include <cmath>

namespace tilscape::bench {

namespace {

// Agents on a tenth of the sites, with a column that differs from one to the next.
Simulation scattered_cells(std::size_t count) {
  const auto side = static_cast<std::int32_t>(std::ceil(std::cbrt(10 * static_cast<double>(count))));
  test::WorldBuilder builder({.nx = side, .ny = side, .nz = side});
  builder.type("cancer", 7, {{"cycling", true}, {"hypoxic", true}},
               {{"pd_l1", NumberType::f32, "molecules", {Distribution::Kind::normal, 9.3e4, 2e4}}});
  Simulation run = builder.build();
  std::size_t placed = 0;
  for (Site s = 0; s < run.params().lattice.sites() && placed < count; ++s)
    if (scattered(s) % 100 < 11)
      placed += run.place(TypeId{0}, s, static_cast<std::uint8_t>(scattered(s) / 100 % 2)).done ? 1U : 0U;
  return run;
}

const scenarios::Framer::Choice choice{.columns = {"pd_l1"}};

void copy_frame(benchmark::State& state) {
  const Simulation run = scattered_cells(static_cast<std::size_t>(state.range(0)));
  const scenarios::Framer framer(run.params(), choice);
  for (auto _ : state) benchmark::DoNotOptimize(framer.frame(run.world(), {}));
  state.counters["agents"] = rate(static_cast<double>(state.range(0) * state.iterations()));
}

void write_frame(benchmark::State& state) {
  const Simulation run = scattered_cells(static_cast<std::size_t>(state.range(0)));
  const scenarios::Framer framer(run.params(), choice);
  snapshot::Frame frame = framer.frame(run.world(), {});
  const test::TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "frames.tsnap";
  // The disk itself is not what is measured.
  snapshot::Writer::Options options;
  options.sync = snapshot::Writer::Sync::close;
  snapshot::Writer writer(file.string(), framer.header(run.params()), options);
  for (auto _ : state) {
    writer.write(frame);
    ++frame.step;
  }
  writer.close();
  const auto agents = static_cast<double>(state.range(0) * state.iterations());
  state.counters["agents"] = rate(agents);
  state.counters["bytes_per_agent"] = static_cast<double>(std::filesystem::file_size(file)) / agents;
}

}  // namespace

void add_snapshots() {
  const auto add = [](const char* name, auto* function) {
    timed_by_the_wall(benchmark::RegisterBenchmark(name, function))
        ->ArgName("agents")
        ->ArgsProduct({{10000, 100000, 1000000}})
        ->Unit(benchmark::kMillisecond);
  };
  add("snapshot/copy", copy_frame);
  add("snapshot/write", write_frame);
}

}  // namespace tilscape::bench
