// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Any bytes as a shard of a study.
#include "engine/base/error.hpp"
#include "scenarios/ensemble/collect.hpp"
#include "scenarios/ensemble/status.hpp"
#include "tests/fuzz/signed.hpp"

namespace {

using namespace tilscape;
using namespace tilscape::scenarios;

void take(const snapshot::Bytes& bytes) {
  static const fuzz::Folder folder;
  static const Plan plan = [] {
    const char* study = std::getenv("TILSCAPE_FUZZ_STUDY");  // that `./dev fuzz` has made
    return read_plan(study == nullptr ? "" : study);
  }();
  static_cast<void>(folder.write("shards/pool-0.shard", bytes));
  try {
    const ShardIndex index(plan, folder.path());
    static_cast<void>(status_json(plan, status_of(plan, index)));
    collect(plan, index, folder.path());
  } catch (const InputError&) {  // refused, and it says why
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::both_ways(data, size, take);
}
