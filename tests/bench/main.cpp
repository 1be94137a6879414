// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The benchmarks; docs of the arguments: --help. Every result file says which build and machine it is from.
#include "scenarios/output/build_info.hpp"
#include "tests/bench/benchmarks.hpp"
#include "tests/bench/triad.hpp"

#include <algorithm>
#include <string_view>
#include <thread>

namespace tilscape::bench {

namespace {

void say_where_they_are_from() {
  const scenarios::BuildInfo info = scenarios::build_info();
  const auto say = [](const char* key, const std::string& value) { benchmark::AddCustomContext(key, value); };
  say("version", info.version);
  say("commit", info.commit);
  say("compiler", info.compiler);
  say("flags", info.flags);
  say("build_type", info.build_type);
  say("host", scenarios::host_class());
  say("cores", std::to_string(std::thread::hardware_concurrency()));
  for (const int threads : {1, 2})
    say(threads == 1 ? "triad_1_thread_GB_per_s" : "triad_2_threads_GB_per_s",
        std::to_string(triad_bandwidth(threads) / 1e9));
}

void add_all() {
  add_triad();
  add_fields();
  add_agents();
  add_rules();
  add_scenarios();
  add_snapshots();
  add_startup();
  add_memory();
}

}  // namespace

}  // namespace tilscape::bench

int main(int argc, char** argv) {
  using namespace tilscape::bench;
  const bool scaling = std::any_of(argv + 1, argv + argc, [](std::string_view argument) {
    return argument.starts_with("--benchmark_filter") && argument.find("scaling") != argument.npos;
  });
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  scaling ? add_scaling() : add_all();
  say_where_they_are_from();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
