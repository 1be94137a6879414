// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Said of a particle that keeps what it carries, so that nobody takes it for forgotten.
#include "agents/particles/release_law.hpp"

namespace tilscape::release {

namespace {

struct NoneParams : Parameters {
  using Parameters::Parameters;
};

}  // namespace

ReleaseLaw none() {
  return law_of<NoneParams>("none", "nothing leaves", [](const NoneParams&) { return 0.0; });
}

}  // namespace tilscape::release
