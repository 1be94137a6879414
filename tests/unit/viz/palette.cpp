// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/palette.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <vector>

using namespace tilscape::viz;

namespace {

using Three = std::array<double, 3>;
using Matrix = std::array<Three, 3>;

Three linear(Rgb colour) {
  const auto one = [](std::uint8_t channel) {
    const double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  return {one(colour.r), one(colour.g), one(colour.b)};
}

Three times(const Matrix& matrix, const Three& v) {
  Three out{};
  for (std::size_t i = 0; i < 3; ++i)
    out[i] = matrix[i][0] * v[0] + matrix[i][1] * v[1] + matrix[i][2] * v[2];
  return out;
}

/// CIE L*a*b* (1976) of linear sRGB, white D65.
Three lab(Three rgb) {
  for (double& channel : rgb) channel = std::clamp(channel, 0.0, 1.0);
  const Three xyz = times({{{0.4124 / 0.9505, 0.3576 / 0.9505, 0.1805 / 0.9505},
                            {0.2126, 0.7152, 0.0722},
                            {0.0193 / 1.089, 0.1192 / 1.089, 0.9505 / 1.089}}},
                          rgb);
  const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
  return {116 * f(xyz[1]) - 16, 500 * (f(xyz[0]) - f(xyz[1])), 200 * (f(xyz[1]) - f(xyz[2]))};
}

// Usual sight, and protanopia and deuteranopia (Machado, Oliveira, Fernandes 2009,
// doi:10.1109/TVCG.2009.113).
constexpr std::array<Matrix, 3> sights = {
    {{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
     {{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}},
     {{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}}}};

double difference(Rgb a, Rgb b, const Matrix& sight) {
  const Three x = lab(times(sight, linear(a)));
  const Three y = lab(times(sight, linear(b)));
  return std::hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

}  // namespace

TEST_CASE("palette: types differ, also for who does not see red or green, before colours repeat") {
  std::vector<Rgb> colours;
  for (std::size_t i = 0; i < distinct_colours; ++i) colours.push_back(categorical(i));
  for (std::size_t i = 0; i < colours.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      for (const Matrix& sight : sights) {
        CAPTURE(i);
        CAPTURE(j);
        // 13 is what two of the eight that everybody takes come to; 2.3 is just noticeable.
        CHECK(difference(colours[i], colours[j], sight) > (i < 8 ? 13 : 17));
      }
  CHECK(categorical(distinct_colours) == categorical(0));
}
