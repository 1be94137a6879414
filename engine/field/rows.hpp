// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>

/// Loops over the numbers of a row of sites, at the width of the CPU. Sums and extremes go in a fixed number
/// of lanes that are joined at the end, always in the same way.
namespace tilscape::rows {

/// Even and odd sites apart, times `scale` and in single precision, as the grids of the solver keep them.
/// What is too small for it is 0: numbers near its end take a CPU a hundred times longer.
void split(const double* sites, double scale, float* even, float* odd, std::ptrdiff_t n);
/// out = values + the changes of the even and the odd sites, in this unit, or `floor` where that is larger.
void add_joined(const double* values, const float* even, const float* odd, double unit, double floor,
                double* out, std::ptrdiff_t n);

struct Range {
  double least, most;
  double poison;  ///< 0, or NaN when a number is not finite
};
Range range(const double* values, std::ptrdiff_t n);
double largest_magnitude(const double* values, std::ptrdiff_t n);
float largest_magnitude(const float* values, std::ptrdiff_t n);
struct Changed {
  float value, change;  ///< the largest |base + change| and |change|
};
Changed largest_changed(const float* base, const float* change, std::ptrdiff_t n);

double sum(const double* values, std::ptrdiff_t n);
double product_sum(const double* a, const double* b, std::ptrdiff_t n);

}  // namespace tilscape::rows
