// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Any bytes as a checkpoint, from which a run goes on.
#include "engine/base/error.hpp"
#include "proto/error.hpp"
#include "scenarios/build/build.hpp"
#include "scenarios/cli/load.hpp"
#include "scenarios/output/saved_state.hpp"
#include "tests/fuzz/signed.hpp"

namespace {

using namespace tilscape;
using namespace tilscape::scenarios;

void take(const snapshot::Bytes& bytes) {
  static const fuzz::Folder folder;
  static const Validation tiny = read_scenario({.file = TILSCAPE_SOURCE_DIR "/tests/faults/tiny.yaml"});
  const std::string file = folder.write("step-000000004.tcheck", bytes).string();
  try {
    const snapshot::Checkpoint saved = snapshot::read_checkpoint(file);
    Run run = build_empty_run(tiny.scenario, 1);
    static_cast<void>(load_state(*run.simulation, saved, Match::same_run));
    run.simulation->step();
  } catch (const snapshot::ReadError&) {  // refused, and it says why
  } catch (const InputError&) {           // so is a state that does not fit
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::both_ways(data, size, take);
}
