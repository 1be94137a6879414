// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

/// Dense matrices of a few rows, by rows, one for each site of a lattice: no allocation, and a fixed order of
/// operations.
namespace tilscape::small_matrix {

inline constexpr std::size_t most = 16;  ///< rows

/// Solves A X = B in place: A (n x n) is spent, B (n x m) becomes X. Rows are exchanged for the largest
/// pivot; a pivot of 0 leaves 0 for its unknown.
inline void solve(double* a, double* b, std::size_t n, std::size_t m) {
  for (std::size_t p = 0; p < n; ++p) {
    std::size_t best = p;
    for (std::size_t r = p + 1; r < n; ++r)
      if (std::abs(a[r * n + p]) > std::abs(a[best * n + p])) best = r;
    if (best != p) {
      for (std::size_t c = p; c < n; ++c) std::swap(a[p * n + c], a[best * n + c]);
      for (std::size_t c = 0; c < m; ++c) std::swap(b[p * m + c], b[best * m + c]);
    }
    const double pivot = a[p * n + p];
    const double inverse = pivot != 0 ? 1 / pivot : 0;
    for (std::size_t r = p + 1; r < n; ++r) {
      const double factor = a[r * n + p] * inverse;
      if (factor == 0) continue;
      for (std::size_t c = p; c < n; ++c) a[r * n + c] -= factor * a[p * n + c];
      for (std::size_t c = 0; c < m; ++c) b[r * m + c] -= factor * b[p * m + c];
    }
  }
  for (std::size_t p = n; p-- > 0;) {
    const double pivot = a[p * n + p];
    const double inverse = pivot != 0 ? 1 / pivot : 0;
    for (std::size_t c = 0; c < m; ++c) {
      double sum = b[p * m + c];
      for (std::size_t q = p + 1; q < n; ++q) sum -= a[p * n + q] * b[q * m + c];
      b[p * m + c] = sum * inverse;
    }
  }
}

/// A becomes its inverse.
inline void invert(double* a, std::size_t n) {
  if (n == 1) {
    a[0] = a[0] != 0 ? 1 / a[0] : 0;
    return;
  }
  std::array<double, most * most> identity;
  for (std::size_t i = 0; i < n * n; ++i) identity[i] = i % (n + 1) == 0 ? 1 : 0;
  solve(a, identity.data(), n, n);
  for (std::size_t i = 0; i < n * n; ++i) a[i] = identity[i];
}

}  // namespace tilscape::small_matrix
