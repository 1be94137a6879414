// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/ledger.hpp"

#include "tests/support/near.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace tilscape::snapshot;
using tilscape::test::near;

namespace {

using Role = SeriesRole;

SeriesColumn column(const std::string& name, Role role, const std::string& subject = "body.drug",
                    const std::string& unit = "nmol") {
  return {name, unit, role, subject};
}

// A volume and a way out, a store in another system, a value that is in no sum; then a second account.
const std::vector<SeriesColumn> columns = {
    column("body.drug.central", Role::stored),
    column("body.drug.central.level", Role::amount, "body", "nM"),
    column("body.carrier.loaded", Role::stored),
    column("body.drug.given", Role::given),
    column("body.drug.cleared", Role::gone),
    column("body.drug.unaccounted", Role::unaccounted),
    column("body.drug.given", Role::given, "body.drug", "mg"),
    column("body.drug.unaccounted", Role::unaccounted, "body.drug", "mg")};

}  // namespace

TEST_CASE("ledger: lines are found by role and account, not by their names or places") {
  const auto ledgers = ledgers_of(columns, {{0, 0, 0, 0, 0, 0, 0, 0, 0}, {2, 6, 9, 1, 10, 3, 0, 5, 5}});
  REQUIRE(ledgers.size() == 2);
  const Ledger& ledger = ledgers[0];
  CHECK(ledger.name == "body.drug");
  CHECK(ledger.unit == "nmol");
  REQUIRE(ledger.parts.size() == 3);
  CHECK(ledger.parts[0].name == "central");
  CHECK(ledger.parts[1].name == "body.carrier.loaded");  // of another system: its own name
  CHECK(ledger.parts[2].name == "cleared");
  CHECK(ledger.parts[2].role == Role::gone);
  CHECK(ledger.days == std::vector<double>{0, 2});
  CHECK(std::isnan(ledger.share(ledger.parts[0].amounts[0], 0)));
  CHECK(ledger.share(ledger.parts[0].amounts[1], 1) == 0.6);
  CHECK(ledgers[1].unit == "mg");
  CHECK(ledgers[1].worst_share() == 1);
}

TEST_CASE("ledger: what there was before the first record is part of what came in") {
  // 5 at the start; and an arm that begins when 10 had been given and 4 of all had gone.
  const auto at_start =
      ledgers_of(columns, {{0, 5, 0, 0, 0, 0, 0, 0, 0}, {1, 12, 0, 0, 10, 3, 0, 0, 0}}).at(0);
  CHECK(at_start.start == 5);
  CHECK(at_start.came_in(1) == 15);
  CHECK(at_start.share(3, 1) == near(0.2, 1e-12));
  const auto arm = ledgers_of(columns, {{7, 11, 0, 0, 10, 4, 0, 0, 0}}).at(0);
  CHECK(arm.start == 5);
  // What rounding leaves is no start.
  CHECK(ledgers_of(columns, {{7, 6, 0, 0, 10, 4 - 1e-15, 0, 0, 0}}).at(0).start == 0);
}

TEST_CASE(
    "ledger: the most unaccounted is found among all records, of either sign, as a share of the whole") {
  const auto ledger = ledgers_of(columns, {{0, 0, 0, 0, 0, 0, 0, 0, 0},
                                           {1, 5, 0, 0, 5, 0, -3e-8, 0, 0},
                                           {2, 9, 0, 0, 10, 1, 2e-8, 0, 0}})
                          .at(0);
  CHECK(ledger.worst() == 1);
  CHECK(ledger.worst_share() == near(3e-9, 1e-6));
  CHECK(ledger.worst_share() > most_unaccounted);
  CHECK(ledgers_of(columns, {{0, 0, 0, 0, 0, 0, 0, 0, 0}, {1, 1e-30, 0, 0, 0, 0, -1e-30, 0, 0}})
            .at(0)
            .worst_share() == 0);
}

TEST_CASE(
    "ledger: files that do not tell the parts of a sum have no account, nor has a series without rows") {
  const std::vector<SeriesColumn> old = {column("body_x.plasma", Role::amount, "body_x"),
                                         column("body_x.given", Role::given, "body_x"),
                                         column("body_x.unaccounted", Role::amount, "body_x")};
  CHECK(ledgers_of(old, {{0, 1, 1, 0}}).empty());
  CHECK(ledgers_of(columns, {}).empty());
}
