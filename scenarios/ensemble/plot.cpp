// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/plot.hpp"

#include "proto/quote.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace tilscape::scenarios {

namespace {

constexpr double width = 640, height = 360, left = 70, right = 16, top = 34, bottom = 52;

/// Colours that differ for the colour-blind as well (Okabe and Ito 2008); their black is the page's ink.
constexpr std::array<const char*, 8> colours = {"#0072b2", "#d55e00", "#009e73",      "#cc79a7",
                                                "#e69f00", "#56b4e9", "currentColor", "#7f7f7f"};
constexpr std::array<const char*, 4> dashes = {"", "7 3", "2 3", "9 3 2 3"};

struct Range {
  double least = std::numeric_limits<double>::infinity();
  double largest = -std::numeric_limits<double>::infinity();
  void take(double v) {
    if (!std::isfinite(v)) return;
    least = std::min(least, v);
    largest = std::max(largest, v);
  }
};

/// 1, 2 or 5 times a power of ten, so that about five of them fill the range.
double tick_step(double span) {
  const double power = std::pow(10, std::floor(std::log10(span / 5)));
  const double share = span / 5 / power;
  return power * (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10);
}

class Plot {
 public:
  Plot(const PlotAxes& axes, const std::vector<PlotSeries>& series) : axes_(axes), series_(series) {
    for (const PlotSeries& s : series) {
      for (const double v : s.x) x_.take(to_x(v));
      for (const std::vector<double>* values : {&s.y, &s.lower, &s.upper})
        for (const double v : *values) y_.take(v);
    }
    if (!(x_.least <= x_.largest)) x_ = {0, 1};
    if (!(y_.least <= y_.largest)) y_ = {0, 1};
    if (y_.least > 0 && y_.least < 0.5 * y_.largest) y_.least = 0;
    if (x_.least == x_.largest) x_ = {x_.least - 0.5, x_.largest + 0.5};
    if (y_.least == y_.largest) y_ = {y_.least - 0.5, y_.largest + 0.5};
    const double room = 0.04 * (y_.largest - y_.least);
    y_.largest += room;
    if (y_.least != 0) y_.least -= room;
  }

  std::string svg() {
    out_ = fmt::format(
        "<svg viewBox=\"0 0 {} {}\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\"><title>{}</title>\n",
        width, height + legend_height(), markup_text(axes_.title));
    out_ +=
        fmt::format("<text class=\"title\" x=\"{}\" y=\"20\">{}</text>\n", left, markup_text(axes_.title));
    grid();
    for (const PlotSeries& s : series_) band(s);
    for (const PlotSeries& s : series_) marks(s);
    legend();
    return out_ + "</svg>\n";
  }

 private:
  [[nodiscard]] double to_x(double v) const {
    return axes_.x_scale == PlotAxes::Scale::logarithmic ? std::log10(v) : v;
  }
  [[nodiscard]] double px(double v) const {
    return left + (to_x(v) - x_.least) / (x_.largest - x_.least) * (width - left - right);
  }
  [[nodiscard]] double py(double v) const {
    return height - bottom - (v - y_.least) / (y_.largest - y_.least) * (height - top - bottom);
  }
  [[nodiscard]] double legend_height() const {
    const std::size_t rows = (series_.size() + 1) / 2;
    return 18 * static_cast<double>(rows) + 8;
  }

  void tick(double x, double y, bool horizontal, double value) {
    if (horizontal)
      out_ += fmt::format(
          "<path class=\"grid\" d=\"M{:.1f} {:.1f}V{:.1f}\"/><text class=\"tick\" text-anchor=\"middle\" "
          "x=\"{:.1f}\" y=\"{:.1f}\">{:g}</text>\n",
          x, top, height - bottom, x, height - bottom + 16, value);
    else
      out_ += fmt::format(
          "<path class=\"grid\" d=\"M{:.1f} {:.1f}H{:.1f}\"/><text class=\"tick\" text-anchor=\"end\" "
          "x=\"{:.1f}\" y=\"{:.1f}\">{:g}</text>\n",
          left, y, width - right, left - 6, y + 4, value);
  }

  void grid() {
    const auto each = [](Range r, const auto& f) {
      const double step = tick_step(r.largest - r.least);
      for (double i = std::ceil(r.least / step - 1e-9); i * step <= r.largest + 1e-9 * step; ++i)
        f(i * step + 0.0);  // no -0
    };
    each(x_, [&](double v) {
      const bool logarithmic = axes_.x_scale == PlotAxes::Scale::logarithmic;
      const double value = logarithmic ? std::pow(10, v) : v;
      tick(px(value), 0, true, std::stod(fmt::format("{:.3g}", value)));
    });
    each(y_, [&](double v) { tick(0, py(v), false, v); });
    out_ += fmt::format("<text class=\"axis\" text-anchor=\"middle\" x=\"{}\" y=\"{}\">{}</text>\n",
                        (left + width - right) / 2, height - 14, markup_text(axes_.x));
    out_ += fmt::format(
        "<text class=\"axis\" text-anchor=\"middle\" transform=\"translate(16 {}) rotate(-90)\">{}</text>\n",
        (top + height - bottom) / 2, markup_text(axes_.y));
  }

  static const char* colour(const PlotSeries& s) { return colours[s.colour % colours.size()]; }
  static const char* dash(const PlotSeries& s) { return dashes[s.colour / colours.size() % dashes.size()]; }

  /// Places of a course as a path; a staircase holds a value until the next.
  [[nodiscard]] std::string path(const PlotSeries& s, const std::vector<double>& values) const {
    std::string d;
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      if (!std::isfinite(values[i])) continue;
      if (s.style == PlotSeries::Style::steps && !d.empty()) d += fmt::format("H{:.1f}", px(s.x[i]));
      d += fmt::format("{}{:.1f} {:.1f}", d.empty() ? "M" : "L", px(s.x[i]), py(values[i]));
    }
    return d;
  }

  void band(const PlotSeries& s) {
    if (s.lower.empty() || s.style == PlotSeries::Style::points) return;
    PlotSeries back = s;  // along the lower edge, then back along the upper one
    std::reverse(back.x.begin(), back.x.end());
    std::reverse(back.upper.begin(), back.upper.end());
    back.style = PlotSeries::Style::line;
    std::string d = path(s, s.lower);
    std::string home = s.style == PlotSeries::Style::steps ? staircase_back(s) : path(back, back.upper);
    if (d.empty() || home.empty()) return;
    home[0] = 'L';
    out_ += fmt::format("<path d=\"{}{}Z\" fill=\"{}\" fill-opacity=\"0.15\"/>\n", d, home, colour(s));
  }
  [[nodiscard]] std::string staircase_back(const PlotSeries& s) const {
    std::string d;
    for (std::size_t i = s.x.size(); i-- > 0;) {
      if (!std::isfinite(s.upper[i])) continue;
      if (!d.empty()) d += fmt::format("V{:.1f}", py(s.upper[i]));
      d += fmt::format("{}{:.1f} {:.1f}", d.empty() ? "M" : "L", px(s.x[i]), py(s.upper[i]));
    }
    return d;
  }

  void marks(const PlotSeries& s) {
    if (s.style != PlotSeries::Style::points) {
      out_ += fmt::format(
          "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.8\" stroke-dasharray=\"{}\"/>\n",
          path(s, s.y), colour(s), dash(s));
      return;
    }
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      if (!std::isfinite(s.y[i])) continue;
      if (!s.lower.empty() && std::isfinite(s.lower[i]))
        out_ += fmt::format("<path d=\"M{:.1f} {:.1f}V{:.1f}\" stroke=\"{}\" stroke-width=\"1.5\"/>",
                            px(s.x[i]), py(s.lower[i]), py(s.upper[i]), colour(s));
      out_ += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" fill=\"{}\"/>\n", px(s.x[i]),
                          py(s.y[i]), colour(s));
    }
  }

  void legend() {
    for (std::size_t i = 0; i < series_.size(); ++i) {
      const double x = left + (i % 2 == 0 ? 0 : (width - left) / 2);
      const std::size_t row = i / 2;
      const double y = height + 8 + 18 * static_cast<double>(row);
      out_ += fmt::format(
          "<path d=\"M{:.1f} {:.1f}h22\" stroke=\"{}\" stroke-width=\"3\" stroke-dasharray=\"{}\"/>"
          "<text class=\"tick\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n",
          x, y - 4, colour(series_[i]), dash(series_[i]), x + 28, y, markup_text(series_[i].label));
    }
  }

  const PlotAxes& axes_;
  const std::vector<PlotSeries>& series_;
  Range x_, y_;
  std::string out_;
};

}  // namespace

std::string plot_svg(const PlotAxes& axes, const std::vector<PlotSeries>& series) {
  return Plot(axes, series).svg();
}

}  // namespace tilscape::scenarios
