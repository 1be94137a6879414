// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The scan of the fibres' radius, which no source gives: the table and the figure of
// docs/methods/particles.md.
#include "agents/particles/transport.hpp"
#include "tests/support/reading.hpp"

#include <array>
#include <cmath>
#include <cstdlib>
#include <doctest/doctest.h>
#include <fmt/format.h>

namespace tilscape::transport {
namespace {

using namespace test;

constexpr std::array diameters = {20, 60, 100};  // [nm]
constexpr const char* page = "docs/methods/particles.md";
constexpr const char* figure = "docs/images/fibre_radius.svg";

double mobility(double radius, const Tissue& tissue) {
  return tissue_diffusion(radius, tissue) / free_diffusion(radius);
}
Tissue with_fibres(double radius) {
  return fit_tissue(antibody(), radius);
}

/// Two digits, as people read them.
std::string digits(double x) {
  return x < 1e-3 ? fmt::format("{:.1e}", x) : fmt::format("{:.2g}", x);
}

std::string table() {
  std::string text = "| r_f [nm] | φ |";
  for (const int d : diameters) text += fmt::format(" {} nm: D/D₀ | D [µm²/s] | ε |", d);
  text += "\n|---|---|---|---|---|---|---|---|---|---|---|\n";
  for (const double fibres : {1, 2, 5, 10, 20, 30, 40}) {
    const Tissue tissue = with_fibres(fibres);
    text += fmt::format("| {} | {:.3f} |", fibres, tissue.mesh.volume_fraction);
    for (const int d : diameters)
      text += fmt::format(" {} | {} | {} |", digits(mobility(d / 2., tissue)),
                          digits(tissue_diffusion(d / 2., tissue) / 60),
                          digits(available_volume(d / 2., tissue)));
    text += '\n';
  }
  return text;
}

/// A panel of curves over the fibres' radius, 1 to 40 nm, and ten decades below 1.
template <class Curve>
std::string panel(double left, const char* title, const Curve& curve) {
  constexpr double width = 260;
  constexpr double height = 300;
  constexpr double top = 30;
  constexpr double decades = 10;
  constexpr std::array colours = {"#0072b2", "#d55e00", "#009e73"};
  const auto x = [&](double fibres) { return left + width * std::log10(fibres) / std::log10(40.0); };
  const auto y = [&](double value) { return top + height * std::min(1.0, -std::log10(value) / decades); };
  std::string svg = fmt::format("<text x=\"{:.0f}\" y=\"18\">{}</text>\n", left, title);
  for (int k = 0; k <= 10; k += 2)
    svg += fmt::format(
        "<line x1=\"{:.0f}\" x2=\"{:.0f}\" y1=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"#ccc\"/>"
        "<text x=\"{:.0f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n",
        left, left + width, top + 30.0 * k, top + 30.0 * k, left - 6, top + 30.0 * k + 4,
        k == 0 ? "1" : fmt::format("1e-{}", k));
  for (const int fibres : {1, 2, 5, 10, 20, 40})
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.0f}\" text-anchor=\"middle\">{}</text>\n", x(fibres),
                       top + height + 18, fibres);
  svg +=
      fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"middle\">radius of the fibres [nm]</text>\n",
                  left + width / 2, top + height + 38);
  for (std::size_t i = 0; i < diameters.size(); ++i) {
    std::string points;
    for (int k = 0; k <= 40; ++k) {
      const double fibres = std::pow(40.0, k / 40.0);
      points +=
          fmt::format("{}{:.1f},{:.1f}", k == 0 ? "" : " ", x(fibres), y(curve(diameters[i] / 2., fibres)));
    }
    svg += fmt::format("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"{}\" points=\"{}\"/>\n",
                       colours[i], points);
    svg += fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"end\" fill=\"{}\">{} nm</text>\n",
                       left + width - 4, top + height - 44 + 18.0 * static_cast<double>(i), colours[i],
                       diameters[i]);
  }
  return svg;
}

std::string drawing() {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"680\" height=\"380\" font-family=\"sans-serif\" "
         "font-size=\"12\">\n<rect width=\"680\" height=\"380\" fill=\"white\"/>\n" +
         panel(60, "D/D₀",
               [](double radius, double fibres) { return mobility(radius, with_fibres(fibres)); }) +
         panel(400, "ε, share of the tissue that is open",
               [](double radius, double fibres) { return available_volume(radius, with_fibres(fibres)); }) +
         "</svg>\n";
}

TEST_CASE("reference: the pages of particles hold what the code says of every radius of fibres") {
  const std::pair<const char*, std::string> files[] = {
      {page, with_made(file_content(source_file(page)), "scan of fibres", table())}, {figure, drawing()}};
  for (const auto& made : files) {  // no structured binding: clang 14 cannot capture one in INFO
    const std::string file = made.first;
    const std::string& text = made.second;
    if (std::getenv("TILSCAPE_UPDATE_EXPECTED") != nullptr)
      std::ofstream(source_file(file), std::ios::binary) << text;
    INFO("run tools/update_expected.sh to write " << file);
    CHECK(file_content(source_file(file)) == text);
  }
}

}  // namespace
}  // namespace tilscape::transport
