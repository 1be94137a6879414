// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/field/rows.hpp"

#include "engine/base/wide.hpp"

#include <cstring>
#include <limits>

namespace tilscape::rows {

namespace {

constexpr std::ptrdiff_t lanes = 4;
using Lanes [[gnu::vector_size(lanes * sizeof(double))]] = double;

}  // namespace

TILSCAPE_WIDE void split(const double* sites, double* even, double* odd, std::ptrdiff_t n) {
  for (std::ptrdiff_t i = 0; i < n / 2; ++i) {
    even[i] = sites[2 * i];
    odd[i] = sites[2 * i + 1];
  }
  if (n % 2 == 1) even[n / 2] = sites[n - 1];
}

TILSCAPE_WIDE void join(const double* even, const double* odd, double* sites, std::ptrdiff_t n) {
  for (std::ptrdiff_t i = 0; i < n / 2; ++i) {
    sites[2 * i] = even[i];
    sites[2 * i + 1] = odd[i];
  }
  if (n % 2 == 1) sites[n - 1] = even[n / 2];
}

TILSCAPE_WIDE void add(const double* values, double more, double* out, std::ptrdiff_t n) {
  for (std::ptrdiff_t i = 0; i < n; ++i) out[i] = values[i] + more;
}

TILSCAPE_WIDE Range range(const double* values, std::ptrdiff_t n) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  Lanes least = {inf, inf, inf, inf};
  Lanes most = -least;
  Lanes poison = {};
  std::ptrdiff_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    Lanes v;
    std::memcpy(&v, values + i, sizeof v);
    least = v < least ? v : least;
    most = most < v ? v : most;
    poison += v * 0.0;
  }
  Range r{inf, -inf, (poison[0] + poison[1]) + (poison[2] + poison[3])};
  const auto take = [&r](double low, double high) {
    if (low < r.least) r.least = low;
    if (high > r.most) r.most = high;
  };
  for (int l = 0; l < lanes; ++l) take(least[l], most[l]);
  for (; i < n; ++i) {
    take(values[i], values[i]);
    r.poison += 0 * values[i];
  }
  return r;
}

TILSCAPE_WIDE double largest_magnitude(const double* values, std::ptrdiff_t n) {
  Lanes most = {};
  std::ptrdiff_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    Lanes v;
    std::memcpy(&v, values + i, sizeof v);
    v = v < 0 ? -v : v;
    most = most < v ? v : most;
  }
  double all = 0;
  for (int l = 0; l < lanes; ++l) all = all < most[l] ? most[l] : all;
  for (; i < n; ++i) {
    const double v = values[i] < 0 ? -values[i] : values[i];
    all = all < v ? v : all;
  }
  return all;
}

TILSCAPE_WIDE double sum(const double* values, std::ptrdiff_t n) {
  Lanes s = {};
  std::ptrdiff_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    Lanes v;
    std::memcpy(&v, values + i, sizeof v);
    s += v;
  }
  double rest = 0;
  for (; i < n; ++i) rest += values[i];
  return ((s[0] + s[1]) + (s[2] + s[3])) + rest;
}

TILSCAPE_WIDE double product_sum(const double* a, const double* b, std::ptrdiff_t n) {
  Lanes s = {};
  std::ptrdiff_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    Lanes x;
    Lanes y;
    std::memcpy(&x, a + i, sizeof x);
    std::memcpy(&y, b + i, sizeof y);
    s += x * y;
  }
  double rest = 0;
  for (; i < n; ++i) rest += a[i] * b[i];
  return ((s[0] + s[1]) + (s[2] + s[3])) + rest;
}

}  // namespace tilscape::rows
