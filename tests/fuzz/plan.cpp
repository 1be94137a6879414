// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Any bytes as the plan of a study.
#include "engine/base/error.hpp"
#include "scenarios/ensemble/shard.hpp"
#include "scenarios/ensemble/status.hpp"
#include "tests/fuzz/signed.hpp"

namespace {

using namespace tilscape;
using namespace tilscape::scenarios;

void take(const snapshot::Bytes& bytes) {
  static const fuzz::Folder folder;
  static_cast<void>(folder.write("study.plan", bytes));
  try {
    const Plan plan = read_plan(folder.path());
    for (std::size_t u = 0; u < plan.size(); u += 1 + plan.size() / 8)
      static_cast<void>(plan.options(plan.unit(u).arm, plan.unit(u).point));
    for (std::size_t b = 0; b < plan.blocks(); b += 1 + plan.blocks() / 8)
      static_cast<void>(plan.units_of_block(b));
    const ShardIndex index(plan, folder.path());
    static_cast<void>(status_text(status_of(plan, index)));
  } catch (const InputError&) {  // refused, and it says why
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::both_ways(data, size, take);
}
