// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/catalogue.hpp"
#include "scenarios/read/scenario.hpp"

#include <doctest/doctest.h>

using namespace tilscape;
using namespace tilscape::scenarios;

namespace {

std::vector<BehaviourInfo> behaviours() {
  std::vector<BehaviourInfo> out;
  for (const BehaviourKind& kind : catalogue()) out.push_back(kind.info);
  return out;
}

}  // namespace

TEST_CASE("scenario: the shipped quickstart is read without an error") {
  const Validation v =
      validate(std::string(TILSCAPE_SOURCE_DIR) + "/scenarios/library/quickstart.yaml", behaviours());
  INFO(v.problems.text());
  CHECK(v.problems.ok());
  REQUIRE(v.scenario.types.size() == 2);
  CHECK(v.scenario.types[0].name == "cancer");
  CHECK(v.scenario.root.map("time").number("end") == 14 * 1440);
}
