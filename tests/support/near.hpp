// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <doctest/doctest.h>

namespace tilscape::test {

/// Within this share of the expected value. doctest's Approx alone adds 1 to the size of what it compares, so
/// that of 1e-7 a thousandth would be a thousandth of 1, and nothing could fail.
inline doctest::Approx near(double expected, double share) {
  return doctest::Approx(expected).epsilon(share).scale(1e-290);  // 0 is near 0
}

}  // namespace tilscape::test
