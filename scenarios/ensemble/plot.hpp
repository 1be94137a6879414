// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// A line, a staircase or points of a plot; lower and upper, when they are there, a band or error bars.
struct PlotSeries {
  enum class Style : unsigned char { line, steps, points };
  std::string label;
  std::size_t colour = 0;
  Style style = Style::line;
  std::vector<double> x, y;
  std::vector<double> lower = {}, upper = {};
};

struct PlotAxes {
  enum class Scale : unsigned char { linear, logarithmic };
  std::string title;
  std::string x, y;  ///< names with units
  Scale x_scale = Scale::linear;
};

/// A plot as an SVG element: text stays text, nothing is loaded.
std::string plot_svg(const PlotAxes& axes, const std::vector<PlotSeries>& series);

}  // namespace tilscape::scenarios
