// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// V18: binding in equilibrium.
#include "agents/body/binding.hpp"
#include "tests/support/near.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <initializer_list>

namespace tilscape::binding {

TEST_CASE("V18: complexes solve the law of mass action for weak and for tight binding") {
  for (const double k : {1e-9, 1e-3, 14.8, 1e3, 1e9})
    for (const double p : {1e-3, 1.0, 82.0, 1e4})
      for (const double l : {1e-3, 1.0, 82.0, 1e4}) {
        const double c = complexes(p, l, k);
        CHECK(c > 0);
        CHECK(c <= std::fmin(p, l));
        // Squaring the smaller root back would cancel; C = P (L - C) / (L - C + K) does not where C << L, and
        // its mirror image holds where C << P.
        const double free_ligand = p < l ? l - c : k * c / (p - c);
        CHECK(c == test::near(p * free_ligand / (free_ligand + k), 1e-10));
      }
}

TEST_CASE("V18: complexes of a hand-solved triple, and none without a partner") {
  CHECK(complexes(3, 2, 2) == test::near(1, 1e-14));  // (3 - 1)(2 - 1) = 2 x 1
  CHECK(complexes(0, 5, 1) == 0);
  CHECK(complexes(5, 0, 1) == 0);
}

TEST_CASE("V18: half of the receptors are bound at the half point") {
  CHECK(occupancy(1.45, 1.45) == test::near(0.5, 1e-10));
  CHECK(occupancy(0, 1.45) == 0);
  CHECK(occupancy(9 * 0.05, 0.05) == test::near(0.9, 1e-10));
}

}  // namespace tilscape::binding
