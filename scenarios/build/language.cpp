// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/build/language.hpp"

#include "agents/catalogue.hpp"

namespace tilscape::scenarios {

const Language& language() {
  static const Language all(catalogue(), part_catalogue());
  return all;
}

}  // namespace tilscape::scenarios
