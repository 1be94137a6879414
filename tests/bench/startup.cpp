// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// From a scenario's file to a run that is ready to start.
#include "tests/bench/benchmarks.hpp"
#include "tests/support/runs.hpp"

namespace tilscape::bench {

namespace {

void read(benchmark::State& state, const std::string& file) {
  for (auto _ : state) benchmark::DoNotOptimize(scenarios::validate(file, test::language()));
}

void build(benchmark::State& state, const std::string& file) {
  const scenarios::Scenario scenario = test::checked(scenarios::validate(file, test::language()));
  for (auto _ : state) benchmark::DoNotOptimize(scenarios::build_run(scenario, 1));
}

}  // namespace

void add_startup() {
  const std::pair<std::string, std::string> files[] = {
      {"quickstart", test::source_file("tests/bench/quickstart.yaml")},
      {"tumour_immune", test::source_file("tests/bench/tumour_immune.yaml")}};
  for (const auto& [name, file] : files) {
    benchmark::RegisterBenchmark(("startup/read/" + name).c_str(), [file = file](benchmark::State& state) {
      read(state, file);
    })->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark(("startup/build/" + name).c_str(), [file = file](benchmark::State& state) {
      build(state, file);
    })->Unit(benchmark::kMillisecond);
  }
}

}  // namespace tilscape::bench
