// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/quantity.hpp"

#include "engine/base/detail/unit_reader.hpp"
#include "engine/base/error.hpp"

#include <algorithm>
#include <array>

namespace tilscape {

namespace {

using Member = std::int8_t Dimension::*;

struct Base {
  Member member;
  const char* unit;
  const char* name;     ///< inside a product: length^2/time
  const char* article;  ///< alone: a length
};

constexpr std::array<Base, 10> bases = {
    {{&Dimension::amount, "nmol", "amount", "an amount"},
     {&Dimension::mass, "g", "mass", "a mass"},
     {&Dimension::pressure, "mmHg", "pressure", "a pressure"},
     {&Dimension::cells, "cell", "cells", "a number of cells"},
     {&Dimension::particles, "particle", "particles", "a number of particles"},
     {&Dimension::molecules, "molecule", "molecules", "a number of molecules"},
     {&Dimension::length, "um", "length", "a length"},
     {&Dimension::body_mass, "kg", "body mass", "a body mass"},
     {&Dimension::time, "min", "time", "a time"},
     {&Dimension::divisions, "division", "divisions", "a number of divisions"}}};

std::int8_t saturated(int value) {
  return static_cast<std::int8_t>(std::clamp(value, -127, 127));
}

template <class F>
Dimension combined(const Dimension& a, const Dimension& b, const F& f) {
  Dimension out;
  for (const Base& base : bases) out.*base.member = saturated(f(int{a.*base.member}, int{b.*base.member}));
  return out;
}

bool counts_amount_by_concentration(const Dimension& d) {
  return d.amount != 0 && d.length != 0;
}

/// `a b2/c/d`, with a power mark between name and exponent, and " " or "*" between factors.
class Product {
 public:
  Product(std::string between, std::string power) : between_(std::move(between)), power_(std::move(power)) {}

  void add(std::string_view name, int exponent) {
    if (exponent == 0) return;
    std::string factor(name);
    if (std::abs(exponent) != 1) factor += power_ + std::to_string(std::abs(exponent));
    if (exponent < 0)
      below_ += "/" + factor;
    else
      above_ += (above_.empty() ? "" : between_) + factor;
  }

  [[nodiscard]] std::string text() const {
    return above_.empty() && !below_.empty() ? "1" + below_ : above_ + below_;
  }

 private:
  std::string between_;
  std::string power_;
  std::string above_;
  std::string below_;
};

struct Named {
  Dimension dimension;
  const char* name;
};

const std::array<Named, 9>& named_dimensions() {
  static const std::array<Named, 9> names = {{{{}, "a pure number"},
                                              {{.time = -1}, "a rate (1/time)"},
                                              {{.length = 2}, "an area"},
                                              {{.length = 3}, "a volume"},
                                              {{.length = 1, .time = -1}, "a speed (length/time)"},
                                              {{.length = -3, .amount = 1}, "a concentration"},
                                              {{.mass = 1, .body_mass = -1}, "a dose (mass/body mass)"},
                                              {{.amount = -1, .mass = 1}, "a molar mass (mass/amount)"},
                                              {{.length = 2, .time = -1}, "length^2/time"}}};
  return names;
}

detail::Unit read_or_throw(std::string_view unit) {
  detail::UnitReading reading = detail::read_unit(unit);
  if (!reading.unit) throw UsageError("unit `" + std::string(unit) + "`: " + reading.problem);
  return *reading.unit;
}

}  // namespace

Dimension operator*(const Dimension& a, const Dimension& b) {
  return combined(a, b, [](int x, int y) { return x + y; });
}

Dimension operator/(const Dimension& a, const Dimension& b) {
  return combined(a, b, [](int x, int y) { return x - y; });
}

Dimension power(const Dimension& a, int exponent) {
  const int n = std::clamp(exponent, -127, 127);
  return combined(a, a, [n](int x, int) { return x * n; });
}

double canonical_scale(const Dimension& dimension) {
  return detail::times_power_of_ten(1, detail::canonical_decade(dimension));
}

int detail::canonical_decade(const Dimension& dimension) {
  return counts_amount_by_concentration(dimension) ? -15 * dimension.amount : 0;
}

std::string canonical_unit(const Dimension& dimension) {
  Product product(" ", "");
  Dimension rest = dimension;
  if (counts_amount_by_concentration(dimension)) {
    product.add("nM", dimension.amount);
    rest.length = saturated(dimension.length + 3 * dimension.amount);
    rest.amount = 0;
  }
  for (const Base& base : bases) product.add(base.unit, rest.*base.member);
  return product.text();
}

std::string dimension_name(const Dimension& dimension) {
  for (const Named& named : named_dimensions())
    if (named.dimension == dimension) return named.name;
  for (const Base& base : bases) {
    Dimension alone;
    alone.*base.member = 1;
    if (alone == dimension) return base.article;
  }
  Product product(" ", "^");
  Dimension rest = dimension;
  if (counts_amount_by_concentration(dimension)) {
    product.add("concentration", dimension.amount);
    rest.length = saturated(dimension.length + 3 * dimension.amount);
    rest.amount = 0;
  }
  for (const Base& base : bases) product.add(base.name, rest.*base.member);
  return product.text();
}

Dimension dimension_of(std::string_view unit) {
  return read_or_throw(unit).dimension;
}

double to_canonical(double value, std::string_view unit) {
  return read_or_throw(unit).to_canonical(value);
}

double from_canonical(double value, std::string_view unit) {
  return read_or_throw(unit).from_canonical(value);
}

}  // namespace tilscape
