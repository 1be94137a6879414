// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/worker.hpp"

#include "proto/error.hpp"
#include "scenarios/ensemble/unit.hpp"
#include "scenarios/output/manifest.hpp"
#include "scenarios/output/one_line.hpp"

#include <chrono>
#include <exception>
#include <fmt/format.h>
#include <iostream>

namespace tilscape::scenarios {

namespace {

/// Results that a power cut can cost; a kill costs none, they are with the system by then.
constexpr std::chrono::seconds between_syncs{1};

void answer(const std::string& line) {
  std::cout << line << '\n' << std::flush;
}

void probe(UnitRunner& runner, std::size_t unit) {
  try {
    (void)runner.build(unit);
  } catch (const std::exception&) {
    // as a unit it fails, and is told then
  }
  answer(fmt::format("probed {}", peak_memory()));
}

}  // namespace

void work(const std::filesystem::path& study, const std::string& prefix, const Language& language) {
  const Plan plan = read_plan(study);
  UnitRunner runner(plan, language);
  ShardWriter shard(study, prefix);
  auto synced = std::chrono::steady_clock::now();
  for (std::string line; std::getline(std::cin, line);) {
    const bool probing = line.starts_with("probe ");
    const std::size_t unit = std::stoull(probing ? line.substr(6) : line);
    if (probing) {
      probe(runner, unit);
      continue;
    }
    try {
      shard.put(runner.run(unit));
    } catch (const snapshot::WriteError&) {
      throw;
    } catch (const std::bad_alloc&) {
      answer(fmt::format("failed {} memory ran out", unit));
      continue;
    } catch (const std::exception& e) {
      answer(fmt::format("failed {} {}", unit, one_line(e.what())));
      continue;
    }
    if (const auto now = std::chrono::steady_clock::now(); now - synced > between_syncs) {
      shard.sync();
      synced = now;
    }
    answer(fmt::format("done {} {}", unit, peak_memory()));
  }
  shard.finish();
}

}  // namespace tilscape::scenarios
