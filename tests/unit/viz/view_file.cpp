// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/view_file.hpp"

#include "proto/error.hpp"
#include "tests/support/snapshots.hpp"
#include "tests/support/temporary_folder.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

using namespace tilscape;
using namespace tilscape::viz;

namespace {

std::string written(const test::TemporaryFolder& folder, const std::string& text) {
  const std::string path = folder.path() / "view.yaml";
  std::ofstream(path) << text;
  return path;
}

}  // namespace

TEST_CASE("view file: says what the picture shows, and options that it leaves out stay") {
  const test::TemporaryFolder folder;
  RenderJob job;
  job.sheet.size = 333;
  read_view(written(folder, R"(schema: tilscape.view/1
time: 720.5 min
color: pd_l1
hide: [cd8, cancer.necrotic]
where: { name: pd_l1, at_least: 2 }
region: { x_um: [0, 100], z_um: [50, null] }
cut: plane
axis: x
at: 0.25
substance: oxygen
ranges: { pd_l1: [1, 5], oxygen: [0, 38] }
level: { name: oxygen, value: 5 }
vessels: false
camera: { azimuth: 10, elevation: -20, zoom: 2, x: 0.1, y: -0.2 }
)"),
            job);
  CHECK(job.at == "720.5 min");
  CHECK(job.sheet.colour == "pd_l1");
  CHECK(job.sheet.hidden == std::vector<std::string>{"cd8", "cancer.necrotic"});
  CHECK(job.sheet.where->name == "pd_l1");
  CHECK(job.sheet.where->low == 2);
  CHECK(job.sheet.where->high > 1e300);
  CHECK(job.sheet.region->high[0] == 100);
  CHECK(job.sheet.region->low[1] < -1e300);
  CHECK(job.sheet.region->low[2] == 50);
  CHECK(job.sheet.region->high[2] > 1e300);
  CHECK(job.sheet.cutting.cut == Cut::plane);
  CHECK(job.sheet.cutting.axis == 0);
  CHECK(job.sheet.cutting.at == 0.25);
  CHECK(job.sheet.background == "oxygen");
  CHECK(job.sheet.range_of("pd_l1")->high == 5);
  CHECK(job.sheet.range_of("oxygen")->high == 38);
  CHECK(job.sheet.level->value == 5);
  CHECK_FALSE(job.sheet.vessels);
  CHECK(job.sheet.viewpoint->elevation == -20);
  CHECK(job.sheet.viewpoint->zoom == 2);
  CHECK(job.sheet.size == 333);
}

TEST_CASE("view file: what is wrong is told at its place, all of it in one go") {
  const test::TemporaryFolder folder;
  const auto complaint = [&](const std::string& text) -> std::string {
    RenderJob job;
    try {
      read_view(written(folder, text), job);
    } catch (const ViewError& error) {
      std::string said = error.what();
      for (std::size_t at; (at = said.find(folder.path().string() + "/")) != std::string::npos;)
        said.erase(at, folder.path().string().size() + 1);
      return said;
    }
    return "";
  };
  const std::string head = "schema: tilscape.view/1\n";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"{", "view.yaml:1:1: error[E0801]: no YAML: end of map flow not found."},
      {"[]", "view.yaml:1:1: error[E0801]: this is no view. A view is a map: `color: type`"},
      {"color: type",
       "view.yaml:1:1: error[E0801]: this is no view. It begins with `schema: tilscape.view/1`"},
      {"schema: tilscape.view/2",
       "view.yaml:1:9: error[E0801]: a view of another kind: `tilscape.view/2`. This program reads "
       "tilscape.view/1\nview.yaml:1:1: error[E0801]: this is no view. It begins with `schema: "
       "tilscape.view/1`"},
      {head + "cut: half", "view.yaml:2:6: error[E0801]: `half` is none of layer, none, octant, plane."},
      {head + "at: 1.5", "view.yaml:2:5: error[E0801]: 1.5 is outside of 0 to 1."},
      {head + "time: 3 moons",
       "view.yaml:2:7: error[E0801]: `3 moons` is not a time; write a number with s, min, h, d or wk, as "
       "in 7d."},
      {head + "hide: cd8", "view.yaml:2:7: error[E0801]: this should be a list. Write [a, b]"},
      {head + "ranges: { oxygen: [1] }",
       "view.yaml:2:19: error[E0801]: this should be two numbers. Write [low, high]"},
      {head + "ranges: { oxygen: [5, 1] }",
       "view.yaml:2:19: error[E0801]: a range goes from a number to a larger one, not from 5 to 1."},
      {head + "ranges: { oxygen: [2, 2], pd_l1: [.nan, 1] }",
       "view.yaml:2:19: error[E0801]: a range goes from a number to a larger one, not from 2 to 2."},
      {head + "where: { name: age, at_least: 3, at_most: 2 }",
       "view.yaml:2:8: error[E0801]: no number is at least and at most that."},
      {head + "region: { x_um: [100, 50] }",
       "view.yaml:2:17: error[E0801]: the second place is before the first."},
      {head + "color: [a]", "view.yaml:2:8: error[E0801]: this should be one word or number."},
      {head + "vessels: maybe", "view.yaml:2:10: error[E0801]: this should be true or false."},
      {head + "where: { at_least: 3 }",
       "view.yaml:2:8: error[E0801]: a condition needs the `name` of a number."},
      {head + "camera: { zoom: far, tilt: 3 }\nlevel: 3",
       "view.yaml:2:17: error[E0801]: this should be a number.\n"
       "view.yaml:2:22: error[E0801]: `tilt` is not known here. There is azimuth, elevation, x, y, zoom\n"
       "view.yaml:3:8: error[E0801]: this should be a map. Its keys: name, value"},
  };
  for (const auto& each : cases) {
    INFO(each.first);
    CHECK(complaint(each.first) == each.second);
  }
  RenderJob job;
  CHECK_THROWS_AS(read_view(folder.path() / "none", job), snapshot::ReadError);
  CHECK_THROWS_AS(read_view(written(folder, std::string(70000, ' ')), job), snapshot::ReadError);
}

TEST_CASE(
    "view file: those that the fuzzer begins with are whole views, and one with every fault in its place") {
  const std::string views = TILSCAPE_SOURCE_DIR "/tests/data/views/";
  for (const char* name : {"solid", "section"}) {
    RenderJob job;
    CHECK_NOTHROW(read_view(views + name + ".yaml", job));
  }
  RenderJob job;
  CHECK_THROWS_WITH_AS(read_view(views + "wrong.yaml", job), doctest::Contains("wrong.yaml:6:"), ViewError);
}

TEST_CASE("view file: cells that it leaves out are not drawn, and are counted all the same") {
  const auto header = test::cube_header(6);
  auto frame = test::full_cube(header);
  for (std::size_t row = 0; row < 216; row += 2) frame.agents[0].state[row] = 1;
  SheetOptions options;
  options.size = 300;
  options.cutting.cut = Cut::none;
  const auto drawn = [&] { return draw_sheet({{"a", &header, &frame}}, options); };
  const auto differs = [&](const Image& from) {
    const Image now = drawn();
    REQUIRE(now.height() == from.height());
    std::size_t in_picture = 0, in_legend = 0;
    for (int y = 0; y < now.height(); ++y)
      for (int x = 0; x < now.width(); ++x)
        if (now.at(x, y) != from.at(x, y)) ++(y < now.height() - 25 ? in_picture : in_legend);
    return std::pair(in_picture > 500, in_legend > 0);
  };
  const Image all = drawn();
  options.hidden = {"cancer.necrotic"};
  CHECK(differs(all) == std::pair(true, false));
  options.hidden.clear();
  options.where = CellChoice::Condition{"pd_l1", 100, 1e30};
  CHECK(differs(all) == std::pair(true, false));
  options.where.reset();
  options.region.emplace().high[2] = 60;  // [um]: half of it
  CHECK(differs(all) == std::pair(true, false));
  options.region.reset();
  CHECK(differs(all) == std::pair(false, false));
  options.hidden = {"cancer.gone"};
  CHECK_THROWS_WITH_AS(drawn(), "no agent type or state is called `cancer.gone`", std::invalid_argument);
}
