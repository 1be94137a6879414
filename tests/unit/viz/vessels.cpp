// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/near.hpp"
#include "tests/support/snapshots.hpp"
#include "tests/support/temporary_folder.hpp"
#include "viz/palette.hpp"
#include "viz/section.hpp"
#include "viz/server/api.hpp"
#include "viz/sheet.hpp"
#include "viz/solid.hpp"

#include <algorithm>
#include <cstring>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using namespace tilscape;
using namespace tilscape::viz;

namespace {

snapshot::RunHeader block(std::uint32_t nz, std::vector<snapshot::VesselPiece> vessels) {
  snapshot::RunHeader header;
  header.scenario_name = "block";
  header.lattice.nx = header.lattice.ny = 20;
  header.lattice.nz = nz;
  header.lattice.spacing = header.lattice.thickness = 10;
  header.vessels = std::move(vessels);
  return header;
}

Look look_at(Cut cut, std::size_t axis = 2) {
  Look look;
  look.cutting = {cut, axis, 0.5};
  return look;
}

const Rgb rim = mix(vessel_colour, black, 0.35F);

/// Pixels of the red of vessels, in light and shadow.
std::ptrdiff_t red_pixels(const Image& image) {
  return std::count_if(image.pixels().begin(), image.pixels().end(),
                       [](Rgb p) { return p.r > 30 && 2 * p.r > 3 * p.g && 2 * p.r > 3 * p.b; });
}

}  // namespace

TEST_CASE("section: a vessel that crosses the layer is a disc of its width, with a rim") {
  const auto header = block(1, {{{100, 60, 0}, {100, 60, 10}, 20}});
  const Image image = draw_section(header, {}, look_at(Cut::none), 200).image;  // a pixel per um
  CHECK(image.at(100, 60) == vessel_colour);
  CHECK(image.at(113, 60) == vessel_colour);
  CHECK(image.at(117, 60) == rim);
  CHECK(image.at(100, 78) == rim);
  CHECK(image.at(122, 60) == image.at(0, 0));
  Look without = look_at(Cut::none);
  without.vessels = false;
  CHECK(red_pixels(draw_section(header, {}, without, 200).image) == 0);
}

TEST_CASE("section: of a vessel in space the part that lies in the layer is drawn") {
  const auto header = block(10, {{{0, 60, 0}, {200, 60, 100}, 4}});
  const Image across_z = draw_section(header, {}, look_at(Cut::layer), 200).image;  // z from 50 to 60 um
  CHECK(across_z.at(110, 60) == vessel_colour);
  CHECK(across_z.at(90, 60) == across_z.at(0, 0));
  CHECK(across_z.at(130, 60) == across_z.at(0, 0));
  const Section across_x = draw_section(header, {}, look_at(Cut::layer, 0), 200);  // x from 100 to 110 um
  CHECK(across_x.image.height() == 100);
  CHECK(across_x.image.at(60, 52) == vessel_colour);
  CHECK(across_x.image.at(60, 40) == across_x.image.at(0, 0));
}

TEST_CASE("section: a camera shows the part of the layer that it shows on the page") {
  const auto header = block(1, {{{150, 60, 0}, {150, 60, 10}, 8}});
  Look look = look_at(Cut::none);
  look.viewpoint =
      Viewpoint{0, 0, 2.06, -0.4, 0.3};  // 10 sites fit, the middle is at site 14 of x and 7 of y
  const Section part = draw_section(header, {}, look, 200);
  CHECK(part.image.width() == 200);
  CHECK(part.pixel == 0.5);
  CHECK(part.image.at(119, 79) == vessel_colour);  // from site 9 of x and 2 of y
  CHECK(part.image.at(100, 79) == part.image.at(0, 0));
  look.viewpoint->x = -100;
  CHECK(draw_section(header, {}, look, 200).image.width() == 20);  // one site remains, 10 high
}

TEST_CASE("solid: a vessel is cut with the tissue, and its inside is dark") {
  const auto header = block(20, {{{0, 150, 150}, {200, 150, 150}, 12}});
  const auto drawn = [&](Cut cut) { return draw_solid(header, {}, look_at(cut), 300).image; };
  const auto dark = [](const Image& image) {
    return std::count_if(image.pixels().begin(), image.pixels().end(),
                         [](Rgb p) { return p.r > 30 && p.r < 110 && 2 * p.r > 3 * p.g; });
  };
  const Image whole = drawn(Cut::none);
  const Image half = drawn(Cut::octant);
  CHECK(red_pixels(whole) > 1000);
  CHECK(red_pixels(half) > red_pixels(whole) / 3);
  CHECK(red_pixels(half) < 2 * red_pixels(whole) / 3);
  CHECK(dark(half) > 20);
  CHECK(red_pixels(drawn(Cut::plane)) == 0);  // it lies above the middle layer of z
  CHECK(drawn(Cut::octant).pixels() == half.pixels());
}

TEST_CASE("solid: a vessel is as wide as it is, wherever it is seen from") {
  const auto header = block(20, {{{100, 100, 20}, {100, 100, 180}, 20}});
  for (const double azimuth : {0.0, 37.0, 200.0}) {
    CAPTURE(azimuth);
    Look look = look_at(Cut::none);
    look.viewpoint = Viewpoint{azimuth, 0, 1, 0, 0};
    const Section side = draw_solid(header, {}, look, 600);
    const double area = (160 * 40 + 3.14159 * 400) / (side.pixel * side.pixel);
    CHECK(static_cast<double>(red_pixels(side.image)) == test::near(area, 0.03));
    look.viewpoint->elevation = 90;
    const Section top = draw_solid(header, {}, look, 600);
    const double disc = 3.14159 * 400 / (top.pixel * top.pixel);
    CHECK(static_cast<double>(red_pixels(top.image)) == test::near(disc, 0.06));
  }
}

TEST_CASE("sheet: vessels are in the legend when they are drawn") {
  const auto with = block(1, {{{100, 60, 0}, {100, 60, 10}, 20}});
  const auto without = block(1, {});
  const snapshot::Frame frame;
  SheetOptions options;
  options.size = 300;
  const Image shown = draw_sheet({{"a", &with, &frame}}, options);
  options.vessels = false;
  const Image hidden = draw_sheet({{"a", &with, &frame}}, options);
  CHECK(hidden.pixels() == draw_sheet({{"a", &without, &frame}}, options).pixels());
  const auto in_legend = [](const Image& image) {
    const auto& pixels = image.pixels();
    const auto below = pixels.end() - std::ptrdiff_t{40} * image.width();
    return std::count(below, pixels.end(), vessel_colour);
  };
  CHECK(in_legend(shown) > 20);
  CHECK(in_legend(hidden) == 0);
}

TEST_CASE("api: a run says whether it has vessels, and sends their pieces") {
  const test::TemporaryFolder folder;
  auto header = test::cube_header(4);  // sites of 20 um
  header.vessels = {{{0, 30, 30}, {80, 30, 30}, 8}, {{10, 0, 0}, {10, 80, 80}, 2.5F}};
  test::write_run(folder.path() / "a.tsnap", header, {test::full_cube(header)});
  header.vessels.clear();
  test::write_run(folder.path() / "b.tsnap", header, {test::full_cube(header)});
  Api api({folder.path() / "a.tsnap", folder.path() / "b.tsnap"});
  for (Run& run : api.runs()) run.wait();
  const auto runs = nlohmann::json::parse(api.answer("runs").body)["runs"];
  CHECK(runs[0]["vessels"]["pieces"] == 2);
  CHECK_FALSE(runs[1].contains("vessels"));
  const std::string answer = api.answer("runs/0/vessels").body;
  std::uint32_t length = 0;
  std::memcpy(&length, answer.data(), 4);
  const auto columns = nlohmann::json::parse(answer.substr(4, length))["columns"];
  const auto number = [&](const char* column, std::size_t i) {
    float value = 0;
    std::memcpy(&value, answer.data() + 4 + length + columns[column]["offset"].get<std::size_t>() + 4 * i, 4);
    return value;
  };
  CHECK(columns["start"]["count"] == 6);
  CHECK(number("start", 1) == 30);
  CHECK(number("end", 0) == 80);
  CHECK(number("end", 5) == 80);
  CHECK(number("radius", 1) == 2.5F);
}
