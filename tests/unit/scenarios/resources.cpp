// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/run/resources.hpp"

#include "scenarios/run/estimate.hpp"
#include "tests/support/near.hpp"
#include "tests/support/runs.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>

namespace tilscape::scenarios {
namespace {

/// A /proc and a /sys as a machine would show them.
class Machine {
 public:
  void file(const std::string& name, const std::string& content) const {
    const auto path = folder_.path() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << content;
  }
  [[nodiscard]] MemoryLimit limit() const { return memory_limit(folder_.path()).value(); }

 private:
  test::TemporaryFolder folder_;
};

TEST_CASE("resources: without a limit the free memory of the machine counts") {
  const Machine machine;
  machine.file("proc/meminfo", "MemTotal: 24000000 kB\nMemFree: 100 kB\nMemAvailable:   2000000 kB\n");
  machine.file("proc/self/cgroup", "0::/\n");
  machine.file("sys/fs/cgroup/memory.max", "max\n");
  CHECK(machine.limit().bytes == 2000000.0 * 1024);
  CHECK(machine.limit().of.find("free memory") != std::string::npos);
}

TEST_CASE("resources: the least of a control group of version 2 and those above it counts") {
  const Machine machine;
  machine.file("proc/meminfo", "MemAvailable: 2000000 kB\n");
  machine.file("proc/self/cgroup", "0::/slice/job\n");
  machine.file("sys/fs/cgroup/slice/job/memory.max", "max\n");
  machine.file("sys/fs/cgroup/slice/memory.max", "1000000\n");
  CHECK(machine.limit().bytes == 1000000);
  CHECK(machine.limit().of.find("control group") != std::string::npos);
  machine.file("sys/fs/cgroup/slice/job/memory.max", "500000\n");
  CHECK(machine.limit().bytes == 500000);
}

TEST_CASE("resources: a control group of version 1 counts, also one whose path a container does not show") {
  const Machine machine;
  machine.file("proc/meminfo", "MemAvailable: 2000000 kB\n");
  machine.file("proc/self/cgroup", "9:cpu,cpuacct:/\n8:memory:/docker/abc\n");
  machine.file("sys/fs/cgroup/memory/memory.limit_in_bytes", "300000000\n");
  CHECK(machine.limit().bytes == 300000000);
  machine.file("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "200000000\n");
  CHECK(machine.limit().bytes == 200000000);
  machine.file("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "9223372036854771712\n");
  CHECK(machine.limit().bytes == 300000000);
}

TEST_CASE("resources: a run that fits is let through, one that does not is told with numbers") {
  CHECK_NOTHROW(require_memory({.memory = 1e6}));
  CHECK_THROWS_WITH_AS(require_memory({.sites = 1e12, .memory = 4e14}),
                       doctest::Contains("needs about 400000000 MB of memory, more than 80 % of"), TooLarge);
}

TEST_CASE("resources: every shipped scenario is estimated, with its cells") {
  for (const std::string& name : test::library()) {
    CAPTURE(name);
    const Scenario scenario = test::library_scenario(name);
    const Demand told = estimate(scenario);
    const Run run = build_run(scenario, 1);
    double cells = 0;
    for (const Population& p : run.simulation->world().populations) cells += static_cast<double>(p.size());
    CHECK(told.cells == test::near(cells, 0.03));
    CHECK(told.sites == static_cast<double>(run.simulation->params().lattice.sites()));
    CHECK(told.steps == static_cast<double>(run.steps));
    CHECK(told.filled > told.memory);
  }
}

TEST_CASE("resources: a disk with too little room is a warning with numbers") {
  CHECK(disk_warning(1, ".").empty());
  CHECK(disk_warning(1e18, ".").find("can take 1000000000000 MB") != std::string::npos);
}

}  // namespace
}  // namespace tilscape::scenarios
