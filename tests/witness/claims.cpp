// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The keys of `expect`: the claims are verified as they stand, and once more for each key of the section that
// the file gives (witness.cpp says how); what is told of them has to differ.
#include "tests/support/program.hpp"
#include "tests/witness/witness.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>

using namespace tilscape;
using namespace tilscape::test;

namespace {

Sight claims_sight(const scenarios::Node& text) {
  const test::Program program;
  for (const char* table : {"claims.csv", "claims_other.csv"})
    std::filesystem::copy(source_file("tests/witness/" + std::string(table)), program.folder());
  std::ofstream(program.folder() / "claims.yaml") << flow_text(text);
  const auto ending = program.run("verify claims.yaml --json");
  Sight sight;
  if (ending.code != 0 && ending.code != 6) sight.refused = ending.err;
  sight.warnings = program.run("validate --strict claims.yaml").err;
  sight.parts["what is told"] = ending.out;
  return sight;
}

}  // namespace

TEST_CASE("witness: what is told of claims depends on each of their keys") {
  const scenarios::Node text = witness_text("claims");
  check_keys(
      "claims", [](const GivenKey& key) { return key.pattern.starts_with("expect."); },
      [&] { return claims_sight(text); },
      [&](const GivenKey& key, const scenarios::Node* instead) {
        return claims_sight(changed(text, key, instead));
      });
}
