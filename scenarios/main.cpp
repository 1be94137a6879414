// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/app.hpp"

int main(int argc, char** argv) {
  return tilscape::scenarios::run_program(argc, argv, tilscape::scenarios::all_verbs);
}
