// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// V18, the Hill and Michaelis-Menten part: engine/base/math.hpp and compiled expressions against the closed
// form in extended precision, within 1e-10 (1e-14 is reached).

#include "engine/base/math.hpp"
#include "engine/base/text.hpp"
#include "engine/rule/program.hpp"
#include "tests/support/near.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <initializer_list>
#include <string>
#include <vector>

using namespace tilscape;

namespace {

double exact(double x, double half, double n) {
  const long double up = std::pow(static_cast<long double>(x), static_cast<long double>(n));
  const long double at_half = std::pow(static_cast<long double>(half), static_cast<long double>(n));
  return static_cast<double>(up / (at_half + up));
}

}  // namespace

TEST_CASE("V18: the Hill function follows its closed form over twelve decades") {
  for (const double half : {0.1, 12.0, 8.2e3})
    for (const double n : {0.5, 1.0, 1.7, 2.0, 3.0, 4.0, 8.0})
      for (double x = half * 1e-6; x < half * 1e6; x *= 1.37) {
        CAPTURE(half);
        CAPTURE(n);
        CAPTURE(x);
        CHECK(math::hill(x, half, n) == test::near(exact(x, half, n), 1e-14));
      }
}

TEST_CASE("V18: the response is one half at the half-maximal value and Michaelis-Menten for n = 1") {
  for (const double half : {1e-3, 1.0, 14.8}) {
    for (const double n : {0.7, 1.0, 2.0, 5.0}) CHECK(math::hill(half, half, n) == 0.5);
    CHECK(math::hill(3 * half, half, 1) == test::near(0.75, 1e-15));
  }
}

TEST_CASE("V18: compiled expressions give the same bits as the function") {
  Symbols symbols;
  symbols.add("oxygen", {Symbol::Kind::field, 0, dimension_of("mmHg")});
  std::vector<double> oxygen;
  for (int i = 0; i < 1000; ++i) oxygen.push_back(0.1 * i);
  for (const char* n : {"1", "2", "2.5", "3", "4"}) {
    CAPTURE(n);
    const auto result = compile(joined({"hill(oxygen, 12 mmHg, ", n, ")"}), symbols, {});
    const auto* program = std::get_if<Program>(&result);
    REQUIRE(program);
    std::vector<double> out(oxygen.size());
    std::vector<double> scratch(program->scratch_size(oxygen.size()));
    const double* input = oxygen.data();
    program->evaluate(std::span(&input, 1), oxygen.size(), out.data(), scratch);
    for (std::size_t i = 0; i < out.size(); ++i) REQUIRE(out[i] == math::hill(oxygen[i], 12, std::stod(n)));
  }
}
