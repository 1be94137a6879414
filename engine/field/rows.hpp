// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>

/// Loops over the numbers of a row of sites, at the width of the CPU. Sums and extremes go in four lanes that
/// are joined at the end, always in the same way.
namespace tilscape::rows {

/// Even and odd sites apart, as the grids of the solver keep them, and together again.
void split(const double* sites, double* even, double* odd, std::ptrdiff_t n);
void join(const double* even, const double* odd, double* sites, std::ptrdiff_t n);

/// out = values + more.
void add(const double* values, double more, double* out, std::ptrdiff_t n);

struct Range {
  double least, most;
  double poison;  ///< 0, or NaN when a number is not finite
};
Range range(const double* values, std::ptrdiff_t n);
double largest_magnitude(const double* values, std::ptrdiff_t n);

double sum(const double* values, std::ptrdiff_t n);
double product_sum(const double* a, const double* b, std::ptrdiff_t n);

}  // namespace tilscape::rows
