// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The program with the verbs of this folder beside its own.
#include "scenarios/cli/app.hpp"

namespace tilscape::scenarios {

std::vector<Verb> toy_verbs();  // made by CMake

namespace {

std::vector<Verb> with_toys() {
  std::vector<Verb> verbs = all_verbs();
  for (Verb& toy : toy_verbs()) verbs.push_back(std::move(toy));
  return verbs;
}

}  // namespace

}  // namespace tilscape::scenarios

int main(int argc, char** argv) {
  return tilscape::scenarios::run_program(argc, argv, tilscape::scenarios::with_toys);
}
