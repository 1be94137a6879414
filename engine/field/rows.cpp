// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/field/rows.hpp"

#include "engine/base/wide.hpp"

#include <cstring>
#include <limits>

namespace tilscape::rows {

namespace {

// Lanes of 32 bytes, and two of them: a lane is a chain of operations that wait for each other.
constexpr std::ptrdiff_t chains = 2;
template <class Number>
inline constexpr std::ptrdiff_t lanes_of = 32 / static_cast<std::ptrdiff_t>(sizeof(Number));
using Doubles [[gnu::vector_size(32)]] = double;
using Singles [[gnu::vector_size(32)]] = float;

// Far from the end of single precision (1e-38), so that sweeps do not meet it either.
constexpr float tiny = 1e-30F;

template <class Lanes, class Number>
[[gnu::always_inline]] inline void load(Lanes& v, const Number* values) {
  std::memcpy(&v, values, sizeof v);
}

/// Calls body(chain, i) for the starts i of all whole lanes; returns where the rest of the row starts.
template <class Number, class Body>
[[gnu::always_inline]] inline std::ptrdiff_t for_lanes(std::ptrdiff_t n, const Body& body) {
  constexpr std::ptrdiff_t lanes = lanes_of<Number>;
  std::ptrdiff_t i = 0;
  for (; i + chains * lanes <= n; i += chains * lanes)
    for (std::ptrdiff_t chain = 0; chain < chains; ++chain) body(chain, i + chain * lanes);
  for (; i + lanes <= n; i += lanes) body(0, i);
  return i;
}

/// Extremes so far.
template <class Value>
struct Extremes {
  Value least = {};
  Value most = {};
  [[gnu::always_inline]] void take(const Value& v) {
    least = v < least ? v : least;
    most = most < v ? v : most;
  }
};

/// The largest magnitude of several.
template <class Number, class Lanes>
[[gnu::always_inline]] inline Number largest(const Extremes<Lanes>& a, const Extremes<Lanes>& b,
                                             Extremes<Number> rest) {
  Extremes<Lanes> all = a;
  all.take(b.least);
  all.take(b.most);
  const Lanes most = all.most < -all.least ? -all.least : all.most;
  for (std::ptrdiff_t l = 0; l < lanes_of<Number>; ++l) rest.take(most[l]);
  return rest.most < -rest.least ? -rest.least : rest.most;
}

template <class Number, class Lanes>
[[gnu::always_inline]] inline Number largest_in(const Number* values, std::ptrdiff_t n) {
  Extremes<Lanes> lanes[chains];
  Extremes<Number> rest;
  std::ptrdiff_t i = for_lanes<Number>(n, [&](std::ptrdiff_t chain, std::ptrdiff_t at) {
    Lanes v;
    load(v, values + at);
    lanes[chain].take(v);
  });
  for (; i < n; ++i) rest.take(values[i]);
  return largest(lanes[0], lanes[1], rest);
}

[[gnu::always_inline]] inline double joined(const Doubles (&s)[chains]) {
  const Doubles all = s[0] + s[1];
  return (all[0] + all[1]) + (all[2] + all[3]);
}

[[gnu::always_inline]] inline float single(double v) {
  const auto rounded = static_cast<float>(v);
  return (rounded < 0 ? -rounded : rounded) < tiny ? 0.0F : rounded;
}

}  // namespace

TILSCAPE_WIDE void split(const double* sites, double scale, float* __restrict even, float* __restrict odd,
                         std::ptrdiff_t n) {
  for (std::ptrdiff_t i = 0; i < n / 2; ++i) {
    even[i] = single(scale * sites[2 * i]);
    odd[i] = single(scale * sites[2 * i + 1]);
  }
  if (n % 2 == 1) even[n / 2] = single(scale * sites[n - 1]);
}

TILSCAPE_WIDE void add_joined(const double* values, const float* even, const float* odd, double unit,
                              double floor, double* __restrict out, std::ptrdiff_t n) {
  const auto sum = [unit, floor](double value, float change) {
    const double v = value + unit * static_cast<double>(change);
    return v < floor ? floor : v;
  };
  for (std::ptrdiff_t i = 0; i < n / 2; ++i) {
    out[2 * i] = sum(values[2 * i], even[i]);
    out[2 * i + 1] = sum(values[2 * i + 1], odd[i]);
  }
  if (n % 2 == 1) out[n - 1] = sum(values[n - 1], even[n / 2]);
}

TILSCAPE_WIDE Range range(const double* values, std::ptrdiff_t n) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  Extremes<Doubles> lanes[chains];
  for (auto& lane : lanes) lane = {.least = Doubles{} + inf, .most = Doubles{} - inf};
  Extremes<double> all{.least = inf, .most = -inf};
  Doubles poison[chains] = {};
  std::ptrdiff_t i = for_lanes<double>(n, [&](std::ptrdiff_t chain, std::ptrdiff_t at) {
    Doubles v;
    load(v, values + at);
    lanes[chain].take(v);
    poison[chain] += v * 0.0;
  });
  double rest = 0;
  for (; i < n; ++i) {
    all.take(values[i]);
    rest += 0 * values[i];
  }
  for (const auto& lane : lanes)
    for (std::ptrdiff_t l = 0; l < lanes_of<double>; ++l) {
      all.least = lane.least[l] < all.least ? lane.least[l] : all.least;
      all.most = all.most < lane.most[l] ? lane.most[l] : all.most;
    }
  return {all.least, all.most, joined(poison) + rest};
}

TILSCAPE_WIDE double largest_magnitude(const double* values, std::ptrdiff_t n) {
  return largest_in<double, Doubles>(values, n);
}

TILSCAPE_WIDE float largest_magnitude(const float* values, std::ptrdiff_t n) {
  return largest_in<float, Singles>(values, n);
}

TILSCAPE_WIDE Changed largest_changed(const float* base, const float* change, std::ptrdiff_t n) {
  Extremes<Singles> values[chains];
  Extremes<Singles> changes[chains];
  Extremes<float> value;
  Extremes<float> changed;
  std::ptrdiff_t i = for_lanes<float>(n, [&](std::ptrdiff_t chain, std::ptrdiff_t at) {
    Singles b;
    Singles c;
    load(b, base + at);
    load(c, change + at);
    changes[chain].take(c);
    values[chain].take(b + c);
  });
  for (; i < n; ++i) {
    changed.take(change[i]);
    value.take(base[i] + change[i]);
  }
  return {largest(values[0], values[1], value), largest(changes[0], changes[1], changed)};
}

TILSCAPE_WIDE double sum(const double* values, std::ptrdiff_t n) {
  Doubles s[chains] = {};
  std::ptrdiff_t i = for_lanes<double>(n, [&](std::ptrdiff_t chain, std::ptrdiff_t at) {
    Doubles v;
    load(v, values + at);
    s[chain] += v;
  });
  double rest = 0;
  for (; i < n; ++i) rest += values[i];
  return joined(s) + rest;
}

TILSCAPE_WIDE double product_sum(const double* a, const double* b, std::ptrdiff_t n) {
  Doubles s[chains] = {};
  std::ptrdiff_t i = for_lanes<double>(n, [&](std::ptrdiff_t chain, std::ptrdiff_t at) {
    Doubles x;
    Doubles y;
    load(x, a + at);
    load(y, b + at);
    s[chain] += x * y;
  });
  double rest = 0;
  for (; i < n; ++i) rest += a[i] * b[i];
  return joined(s) + rest;
}

}  // namespace tilscape::rows
