// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Memory: bytes of an agent and of a site.
#include "tests/bench/benchmarks.hpp"
#include "tests/support/fields.hpp"
#include "tests/support/runs.hpp"
#include "tests/support/world.hpp"

#include <fstream>
#include <malloc.h>
#include <unistd.h>

namespace tilscape::bench {

namespace {

double resident_bytes() {
  ::malloc_trim(0);  // what earlier benchmarks have freed must not stand ready for the next one
  std::ifstream file("/proc/self/statm");
  double all = 0;
  double resident = 0;
  file >> all >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

// Every type of the shipped scenarios; the largest one is shown.
void agent_bytes(benchmark::State& state) {
  std::size_t largest = 0;
  for (auto _ : state) {
    for (const std::string& name : test::library()) {
      const Params params = scenarios::build_params(test::library_scenario(name));
      for (const AgentType& type : params.types) {
        const std::size_t bytes = Population(type.columns).row_bytes();
        state.counters[type.name] = std::max(state.counters[type.name].value, static_cast<double>(bytes));
        if (bytes <= largest) continue;
        largest = bytes;
        state.SetLabel("largest: " + type.name + " of " + name);
      }
    }
  }
  state.counters["bytes_per_agent"] = static_cast<double>(largest);
}

// A lattice with a few walkers and so many substances, after a step.
void site_bytes(benchmark::State& state) {
  const auto side = static_cast<std::int32_t>(state.range(0));
  double bytes = 0;
  for (auto _ : state) {
    const double before = resident_bytes();
    test::WorldBuilder builder({.nx = side, .ny = side, .nz = side});
    for (int i = 0; i < state.range(1); ++i) {
      FieldSpec spec = testing::substance(1e3, 0.016);
      spec.name += std::to_string(i);
      spec.tolerance = FieldSpec{}.tolerance;
      spec.initial = 1;
      spec.sides.fill(testing::closed_side);
      builder.substance(spec);
    }
    builder.type("walker", 1).does("walk", test::walk_values(5));
    Simulation run = builder.build();
    for (Site s = 0; s < run.params().lattice.sites(); s += 1000) run.place(TypeId{0}, s);
    run.start();
    run.step();
    bytes = (resident_bytes() - before) / static_cast<double>(run.params().lattice.sites());
  }
  state.counters["bytes_per_site"] = bytes;
}

}  // namespace

void add_memory() {
  benchmark::RegisterBenchmark("memory/agent", agent_bytes)->Iterations(1)->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("memory/site", site_bytes)
      ->ArgNames({"side", "substances"})
      ->ArgsProduct({{64, 128, 192}, {0, 1, 2}})
      ->Iterations(1)
      ->Unit(benchmark::kMillisecond);
}

}  // namespace tilscape::bench
