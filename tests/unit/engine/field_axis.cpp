// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/field/axis.hpp"
#include "tests/support/near.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <vector>

using namespace tilscape;

namespace {

constexpr FieldSide closed{FieldSide::Kind::no_flux, 0};
constexpr FieldSide wrapped{FieldSide::Kind::periodic, 0};
constexpr FieldSide held{FieldSide::Kind::dirichlet, 3};

FieldAxis axis_of(std::size_t n, FieldSide lower, FieldSide upper) {
  return {std::vector<double>(n, 10.0), 200.0, lower, upper};
}

}  // namespace

TEST_CASE("field axis: coefficients are D over width and distance, twice as much at a held side") {
  const FieldAxis axis = axis_of(4, held, closed);
  CHECK(axis.lower[0] == 4.0);  // 200 / (10 * 5)
  CHECK(axis.lower[1] == 2.0);
  CHECK(axis.upper[2] == 2.0);
  CHECK(axis.upper[3] == 0.0);
}

TEST_CASE("field axis: a periodic axis of one cell exchanges nothing with itself") {
  CHECK(axis_of(1, wrapped, wrapped).lower[0] == 0.0);
  CHECK(axis_of(2, wrapped, wrapped).lower[0] == 2.0);
}

TEST_CASE("field axis: coarsening keeps the length for any size and leaves the last cell narrower") {
  for (const std::size_t n : {1U, 2U, 3U, 37U, 64U, 75U, 127U}) {
    FieldAxis axis = axis_of(n, closed, closed);
    while (axis.size() > 1) {
      axis = axis.coarser();
      CHECK(axis.length() == 10.0 * static_cast<double>(n));
    }
  }
  const FieldAxis coarse = axis_of(75, closed, closed).coarser();
  CHECK(coarse.size() == 38);
  CHECK(coarse.width[36] == 20.0);
  CHECK(coarse.width[37] == 10.0);
  CHECK(coarse.upper[36] == test::near(200.0 / (20.0 * 15.0), 1e-5));
}

TEST_CASE("field axis: prolongation reproduces straight lines inside an uneven axis") {
  const FieldAxis fine({10, 10, 10, 10, 10, 10, 4}, 1, closed, closed);
  const FieldAxis coarse = fine.coarser();
  const FieldTransfer transfer(fine, coarse);
  const auto centre = [](const FieldAxis& axis, std::size_t i) {
    double x = axis.width[i] / 2;
    for (std::size_t k = 0; k < i; ++k) x += axis.width[k];
    return x;
  };
  for (std::size_t i = 1; i < fine.width.size(); ++i) {  // cell 0 has a closed side to its left
    const std::size_t own = i / 2;
    const std::size_t next = i % 2 == 0 ? own - 1 : own + 1;
    const double t = transfer.towards[i];
    const double other = t > 0 ? centre(coarse, next) : 0.0;
    CHECK((1 - t) * centre(coarse, own) + t * other == test::near(centre(fine, i), 1e-5));
  }
  CHECK(transfer.towards[0] == 0.0);
}

TEST_CASE("field axis: restriction shares add up to one in every coarse cell") {
  for (const std::size_t n : {2U, 5U, 38U, 75U}) {
    const FieldAxis fine = axis_of(n, held, closed).coarser();
    const FieldAxis coarse = fine.coarser();
    const FieldTransfer transfer(fine, coarse);
    std::vector<double> sums(coarse.width.size(), 0.0);
    for (std::size_t i = 0; i < fine.width.size(); ++i) sums[i / 2] += transfer.share[i];
    for (const double sum : sums) CHECK(sum == test::near(1.0, 1e-5));
  }
}
