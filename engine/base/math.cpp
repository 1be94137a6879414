// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/math.hpp"

#include <sleef.h>

namespace tilscape::math {

double exp(double x) {
  return Sleef_cinz_expd1_u10purec(x);
}

double log(double x) {
  return Sleef_cinz_logd1_u10purec(x);
}

double pow(double x, double y) {
  return Sleef_cinz_powd1_u10purec(x, y);
}

double sin(double x) {
  return Sleef_cinz_sind1_u10purec(x);
}

double cos(double x) {
  return Sleef_cinz_cosd1_u10purec(x);
}

double cbrt(double x) {
  return Sleef_cinz_cbrtd1_u10purec(x);
}

double expm1(double x) {
  return Sleef_cinz_expm1d1_u10purec(x);
}

double log1p(double x) {
  return Sleef_cinz_log1pd1_u10purec(x);
}

double hill(double x, double half, double n) {
  if (n == 1) return hill_of<1>(x, half);
  if (n == 2) return hill_of<2>(x, half);
  if (n == 4) return hill_of<4>(x, half);
  return x <= 0 ? 0 : 1 / (1 + pow(half / x, n));
}

}  // namespace tilscape::math
