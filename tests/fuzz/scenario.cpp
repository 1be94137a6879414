// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Any bytes as a scenario: it is read, or every problem is told. What reads well is built on a corner of its
// lattice, as before each run.
#include "engine/base/error.hpp"
#include "scenarios/build/build.hpp"
#include "scenarios/build/language.hpp"
#include "scenarios/read/validate.hpp"
#include "scenarios/run/estimate.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tilscape;
  using namespace tilscape::scenarios;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Validation v = validate_text(text, TILSCAPE_SOURCE_DIR "/scenarios/library/fuzz.yaml", language());
  const std::string told = v.problems.text() + v.problems.json();
  if (!v.problems.ok()) {
    if (told.find("error") == std::string::npos) std::abort();
    return 0;
  }
  try {
    static_cast<void>(estimate(v.scenario));
  } catch (const BuildError&) {  // told with its place
  } catch (const InputError&) {  // of a table or a list of vessels
  }
  return 0;
}
