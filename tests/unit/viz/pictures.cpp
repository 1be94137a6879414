// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/error.hpp"
#include "proto/writer.hpp"
#include "tests/support/near.hpp"
#include "viz/choose.hpp"
#include "viz/output.hpp"
#include "viz/palette.hpp"
#include "viz/render.hpp"
#include "viz/section.hpp"
#include "viz/solid.hpp"
#include "viz/text.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <doctest/doctest.h>
#include <filesystem>
#include <limits>
#include <png.h>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <unistd.h>
#include <utility>

using namespace tilscape;
using namespace tilscape::viz;

namespace {

snapshot::RunHeader small_header(std::uint32_t nz = 1) {
  snapshot::RunHeader header;
  header.scenario_name = "small";
  header.lattice.nx = 4;
  header.lattice.ny = 3;
  header.lattice.nz = nz;
  header.agents = {{"cancer",
                    7,
                    {{"alive", true}, {"necrotic", false}},
                    {{"pd_l1", "molecules", snapshot::Number::f32}},
                    ""},
                   {"cd8", 1, {{"active", true}}, {}, "#102030"}};
  header.substances = {{"oxygen", "mmHg", 0, 0, snapshot::Number::f32}};
  return header;
}

// A living cancer cell with a T cell on it at (0, 0), a dead one at (3, 2), a T cell at (1, 1).
snapshot::Frame small_frame(std::uint64_t step = 1) {
  snapshot::Frame frame;
  frame.step = step;
  frame.time = 1440.0 * static_cast<double>(step);
  frame.agents = {{0, {1, 2}, {2, 11}, {0, 1}, {std::vector<float>{100, 400}}},
                  {1, {3, 4}, {0, 5}, {0, 0}, {}}};
  std::vector<float> oxygen(12, 40.0F);
  oxygen[0] = 0;
  frame.fields = {{0, oxygen}};
  return frame;
}

Look look_by(Colouring by, Cut cut = Cut::octant) {
  Look look;
  look.by = std::move(by);
  look.cutting.cut = cut;
  return look;
}

// Every site of the lattice once, by colour of its upper left pixel.
std::vector<Rgb> sites_of(const Section& section, int side) {
  std::vector<Rgb> colours;
  for (int y = 0; y < 3; ++y)
    for (int x = 0; x < 4; ++x) colours.push_back(section.image.at(x * side, y * side));
  return colours;
}

Image decoded(const std::vector<std::uint8_t>& bytes) {
  png_image png;
  std::memset(&png, 0, sizeof png);
  png.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_memory(&png, bytes.data(), bytes.size()) != 0);
  png.format = PNG_FORMAT_RGB;
  std::vector<std::uint8_t> data(PNG_IMAGE_SIZE(png));
  REQUIRE(png_image_finish_read(&png, nullptr, data.data(), 0, nullptr) != 0);
  Image image(static_cast<int>(png.width), static_cast<int>(png.height), black);
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const std::size_t at = 3 * (static_cast<std::size_t>(y) * png.width + static_cast<std::size_t>(x));
      image.set(x, y, {data[at], data[at + 1], data[at + 2]});
    }
  }
  return image;
}

struct TemporaryFolder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("tilscape_viz_" + std::to_string(::getpid()));
  TemporaryFolder() { std::filesystem::create_directories(path); }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
};

}  // namespace

TEST_CASE("section: every site is a square of its cell's colour, small cells on top") {
  const auto header = small_header();
  const auto frame = small_frame();
  const Section section = draw_section(header, frame, look_by(colouring(header, "type", {})), 8);
  CHECK(section.image.width() == 8);
  CHECK(section.image.height() == 6);
  CHECK(section.pixel == 10);
  const Rgb ground = section.image.at(7, 0);
  const Rgb cancer = categorical(0);
  const Rgb cd8 = {0x10, 0x20, 0x30};
  CHECK(sites_of(section, 2) == std::vector<Rgb>{cd8, ground, cancer, ground,  //
                                                 ground, cd8, ground, ground,  //
                                                 ground, ground, ground, dead_colour(cancer)});
  CHECK(section.image.at(5, 1) == cancer);
}

TEST_CASE("section: cells coloured by a column take the map from 0 to the greatest value") {
  const auto header = small_header();
  auto frame = small_frame();
  frame.agents[0].state[1] = 0;
  Colouring by = colouring(header, "pd_l1", {"cd8"});
  by.range = join(range_of(frame, by), std::nullopt);
  CHECK(by.range.low == 0);
  CHECK(by.range.high == 400);
  const Section section = draw_section(header, frame, look_by(by), 4);
  CHECK(section.image.at(2, 0) == cividis(0.25F));
  CHECK(section.image.at(3, 2) == cividis(1));
  CHECK(section.image.at(1, 1) == section.image.at(3, 0));
}

TEST_CASE("section: a substance fills the sites") {
  const auto header = small_header();
  const auto frame = small_frame();
  Colouring by = colouring(header, "oxygen", {});
  by.range = {0, 80};
  const Section section = draw_section(header, frame, look_by(by), 4);
  CHECK(section.image.at(0, 0) == cividis(0));
  CHECK(section.image.at(3, 0) == cividis(0.5F));
}

TEST_CASE("section: a lattice finer than the picture is averaged") {
  auto header = small_header();
  header.lattice.nx = header.lattice.ny = 400;
  snapshot::Frame frame;
  for (std::uint32_t site = 0; site < 400 * 400; site += 2) {
    frame.agents.resize(1);
    frame.agents[0].id.push_back(site);
    frame.agents[0].site.push_back(site);
    frame.agents[0].state.push_back(0);
  }
  const Section section = draw_section(header, frame, look_by(colouring(header, "type", {})), 200);
  CHECK(section.image.width() == 200);
  CHECK(section.pixel == 40);
  const Section wide = draw_section(header, frame, look_by(colouring(header, "type", {})), 400);
  const Rgb half = mix(wide.image.at(0, 0), wide.image.at(1, 0), 0.5F);
  CHECK(section.image.at(10, 10).r == half.r);
  CHECK(section.image.at(10, 10).b == half.b);
}

TEST_CASE("solid: the octant cut shows what it hides, and nothing of the picture is random") {
  auto header = small_header();
  header.lattice.nx = header.lattice.ny = header.lattice.nz = 8;
  header.agents[0].columns.clear();
  snapshot::Frame frame;
  frame.agents.resize(2);
  frame.agents[1].type = 1;
  for (std::uint32_t site = 0; site < 512; ++site) {
    const bool core = site % 8 >= 2 && site % 8 < 6 && site / 8 % 8 >= 2 && site / 8 % 8 < 6 &&
                      site / 64 >= 2 && site / 64 < 6;
    auto& table = frame.agents[0];
    table.id.push_back(site);
    table.site.push_back(site);
    table.state.push_back(core ? 1 : 0);
  }
  const Colouring by = colouring(header, "type", {});
  const Section whole = draw_solid(header, frame, look_by(by, Cut::none), 80);
  const Section cut = draw_solid(header, frame, look_by(by, Cut::octant), 80);
  const auto greyish = [](const Section& section) {
    const auto& pixels = section.image.pixels();
    return std::count_if(pixels.begin(), pixels.end(), [](Rgb p) { return p.r < 170 && p.r < p.b + 40; });
  };
  CHECK(greyish(whole) == 0);
  CHECK(greyish(cut) > 100);
  CHECK(draw_solid(header, frame, look_by(by, Cut::octant), 80).image.pixels() == cut.image.pixels());
}

TEST_CASE("sheet: panels stand side by side and share the range of numbers") {
  const auto header = small_header();
  const auto frame = small_frame();
  auto other = frame;
  other.agents[0].state[1] = 0;
  std::get<std::vector<float>>(other.agents[0].columns[0]) = {100, 800};
  SheetOptions options;
  options.size = 300;
  options.colour = "pd_l1";
  const Image one = draw_sheet({{"a", &header, &frame}}, options);
  const Image two = draw_sheet({{"a", &header, &frame}, {"b", &header, &other}}, options);
  CHECK(one.width() == 300);
  CHECK(two.width() == 600);
  const auto shows = [](const Image& image, Rgb colour) {
    return std::count(image.pixels().begin(), image.pixels().end(), colour) > 100;
  };
  CHECK(shows(one, cividis(100.0F / 400)));
  CHECK(shows(two, cividis(100.0F / 800)));
  CHECK_FALSE(shows(two, cividis(100.0F / 400)));
}

TEST_CASE("sheet: sizes that cannot be drawn are refused before anything is allocated") {
  auto header = small_header();
  const auto frame = small_frame();
  SheetOptions options;
  options.size = 100;
  CHECK_THROWS_AS(draw_sheet({{"a", &header, &frame}}, options), std::invalid_argument);
  options.size = 300;
  header.lattice.nx = 4000000000U;
  CHECK_THROWS_WITH_AS(draw_sheet({{"a", &header, &frame}}, options), "the lattice is too large to draw",
                       std::invalid_argument);
  CHECK_THROWS_AS(draw_sheet({}, SheetOptions{}), std::invalid_argument);
}

TEST_CASE("legend: living and dead cells are counted apart") {
  const auto header = small_header();
  const auto entries = legend(header, small_frame(), colouring(header, "type", {}));
  REQUIRE(entries.size() == 3);
  CHECK(entries[0].text == "cancer alive  1");
  CHECK(entries[1].text == "cancer dead  1");
  CHECK(entries[2].text == "cd8  2");
  CHECK(with_commas(0) == "0");
  CHECK(with_commas(999) == "999");
  CHECK(with_commas(1234567) == "1,234,567");
}

TEST_CASE("legend: colours that stand for two entries are told") {
  CHECK(repeated({{{1, 2, 3}, "a"}, {{1, 2, 4}, "b"}}).empty());
  CHECK(repeated({{{1, 2, 3}, "a"}, {{1, 2, 4}, "b"}, {{1, 2, 3}, "c"}}) ==
        "colours repeat: some stand for more than one entry");
}

TEST_CASE("sheet: the legend is whole, and a longer one says how much more there is") {
  auto header = small_header();
  auto frame = small_frame();
  SheetOptions options;
  options.size = 300;
  int height = draw_sheet({{"a", &header, &frame}}, options).height();
  for (const std::size_t types : {10, 40, 150, 199}) {
    while (header.agents.size() < types) {
      header.agents.push_back(
          {"a_long_name_of_a_type_" + std::to_string(header.agents.size()), 1, {{"alive", true}}, {}, ""});
      frame.agents.push_back({static_cast<std::uint32_t>(header.agents.size() - 1), {}, {}, {}, {}});
    }
    const int now = draw_sheet({{"a", &header, &frame}}, options).height();
    CHECK(now > height + 10);
    height = now;
  }
  for (const std::size_t types : {300, 350}) {  // two hundred and a line that tells of the others
    while (header.agents.size() < types) {
      header.agents.push_back(header.agents.back());
      frame.agents.push_back({static_cast<std::uint32_t>(header.agents.size() - 1), {}, {}, {}, {}});
    }
    CHECK(draw_sheet({{"a", &header, &frame}}, options).height() < height + 60);
  }
}

TEST_CASE("text: what does not fit is cut and says so") {
  const Pen pen;
  CHECK(fitted("day 7", pen, 1000) == "day 7");
  const std::string cut = fitted("a very long name of a \xc2\xb5 type", pen, 80);
  CHECK(cut.ends_with("..."));
  CHECK(text_width(cut, pen) <= 80);
  CHECK(text_width(fitted(std::string(1000000, 'x'), pen, 80), pen) <= 80);
}

TEST_CASE("range: one that does not go from a number to a larger one is refused") {
  CHECK(chosen_range(1, 5).high == 5);
  const double none = std::nan("");
  const double infinite = std::numeric_limits<double>::infinity();
  for (const auto& [low, high] : {std::pair{5.0, 1.0}, {2.0, 2.0}, {none, 3.0}, {1.0, none}, {1.0, infinite}})
    CHECK_THROWS_AS(chosen_range(low, high), std::invalid_argument);
}

TEST_CASE("colouring: a word that is nothing is refused with the words there are") {
  CHECK_THROWS_WITH_AS(colouring(small_header(), "pdl1", {}),
                       "nothing to colour by is called `pdl1`; there is type, state, pd_l1, oxygen",
                       std::invalid_argument);
  CHECK_THROWS_AS(colouring(small_header(), "type", {"cd4"}), std::invalid_argument);
}

TEST_CASE("palette: the lightness of cividis grows all the way") {
  const auto at = [](int percent) { return lightness(cividis(static_cast<float>(percent) / 100)); };
  for (int i = 1; i <= 100; ++i) {
    CAPTURE(i);
    CHECK(at(i) > at(i - 1));
  }
  for (int i = 10; i <= 100; i += 10) CHECK(at(i) - at(i - 10) == test::near((at(100) - at(0)) / 10, 0.35));
  CHECK(cividis(-1) == cividis(0));
  CHECK(cividis(2) == cividis(1));
}

TEST_CASE("palette: the states of a type differ from each other and from other types") {
  auto header = small_header();
  header.agents[0].states = {{"a", true}, {"b", true}, {"c", true}, {"d", true}, {"x", false}, {"y", false}};
  std::set<std::tuple<int, int, int>> colours;
  for (std::uint8_t s = 0; s < 6; ++s) {
    const Rgb c = state_colour(header, 0, s);
    colours.insert({c.r, c.g, c.b});
  }
  CHECK(colours.size() == 6);
  CHECK(type_colour(header, 1) == Rgb{0x10, 0x20, 0x30});
}

TEST_CASE("png: the pixels come back and the bytes are always the same") {
  Image image(37, 11, white);
  for (int y = 0; y < 11; ++y)
    for (int x = 0; x < 37; ++x)
      image.set(x, y,
                {static_cast<std::uint8_t>(x * 7), static_cast<std::uint8_t>(y * 20),
                 static_cast<std::uint8_t>(x ^ y)});
  const auto bytes = encode_png(image);
  CHECK(decoded(bytes).pixels() == image.pixels());
  CHECK(encode_png(image) == bytes);
  CHECK_THROWS_WITH_AS(prepare_folder_of("/nowhere/a.png"), "/nowhere/a.png: there is no folder /nowhere",
                       std::runtime_error);
  CHECK_THROWS_AS(write_png(image, "/nowhere/a.png"), std::runtime_error);
}

TEST_CASE("image: shapes are drawn where they belong and cut at the border") {
  Image image(10, 10, white);
  image.disc(5, 5, 3, black);
  CHECK(image.at(5, 5) == black);
  CHECK(image.at(0, 0) == white);
  CHECK(image.at(1, 5) == white);
  image.disc(0, 0, 2, black);
  image.line(-5, 9.5F, 20, 9.5F, 1, black);
  CHECK(image.at(0, 9) == black);
  CHECK(image.at(9, 9) == black);
  CHECK(image.at(9, 8) == white);
  CHECK_THROWS_AS(Image(0, 5, white), std::invalid_argument);
}

TEST_CASE("text: its width is that of what is drawn") {
  const Pen pen{12, 1};
  Image image(200, 30, white);
  draw_text(image, 10, 20, "day 7 \xc2\xb5m", pen, black);
  int left = 200, right = 0;
  for (int y = 0; y < 30; ++y) {
    for (int x = 0; x < 200; ++x) {
      if (image.at(x, y) == white) continue;
      left = std::min(left, x);
      right = std::max(right, x);
    }
  }
  CHECK(left == test::near(10, 0.15));
  CHECK(right - left == test::near(static_cast<double>(text_width("day 7 \xc2\xb5m", pen)), 0.05));
  CHECK(text_width("", pen) == 0);
}

TEST_CASE("clock and scale bar: times and lengths are round") {
  CHECK(clock_text(0) == "day 0 00:00");
  CHECK(clock_text(7 * 1440 + 390) == "day 7 06:30");
  CHECK(clock_text(0.7) == "day 0 00:00:42");
  CHECK(clock_text(1.4) == "day 0 00:01:24");
  CHECK(clock_text(1440 + 1.0 / 3) == "day 1 00:00:20");
  CHECK(clock_text(0.001) == "day 0 00:00:00.060");
  CHECK(clock_text(60.1 * 10) == "day 0 10:01");  // whole but for its last bits
  CHECK(round_below(99) == 50);
  CHECK(round_below(100) == 100);
  CHECK(round_below(430) == 200);
  CHECK(round_below(0.7) == 0.5);
}

TEST_CASE("times: numbers with units are read, others refused") {
  CHECK(parse_time("7d") == 7 * 1440);
  CHECK(parse_time("12 h") == 720);
  CHECK(parse_time("1.5wk") == 15120);
  CHECK(parse_time("90min") == 90);
  for (const char* bad : {"", "7", "d", "7 days", "-1d", "nand"})
    CHECK_THROWS_AS(parse_time(bad), std::invalid_argument);
}

TEST_CASE("render: a run folder becomes pictures, one or one for each time") {
  const TemporaryFolder folder;
  const std::string run = (folder.path / "small-7").string();
  std::filesystem::create_directories(run);
  CHECK_THROWS_AS(find_snapshots(run), snapshot::ReadError);
  {
    snapshot::Writer writer(run + "/snapshots.tsnap", small_header());
    for (std::uint64_t step = 1; step <= 5; ++step) writer.write(small_frame(step));
    writer.close();
  }
  RenderJob job;
  job.runs = {run};
  job.sheet.size = 240;
  job.out = (folder.path / "picture.png").string();
  CHECK(render(job) == std::vector<std::string>{job.out});
  CHECK(std::filesystem::file_size(job.out) > 500);
  job.every = "2d";
  const auto files = render(job);
  CHECK(files.size() == 3);  // frames at days 1 to 5: the nearest to days 0, 2 and 4
  CHECK(files.back() == (folder.path / "picture-0003.png").string());
  const snapshot::Reader reader(run + "/snapshots.tsnap");
  CHECK(choose_frame(reader, "first") == 0);
  CHECK(choose_frame(reader, "last") == 4);
  CHECK(choose_frame(reader, "3.4d") == 2);
  CHECK(choose_frame(reader, "5.4d") == 4);
  CHECK_THROWS_WITH_AS(choose_frame(reader, "6d"),
                       doctest::Contains("there is no frame at day 6; it has 5 frames, from day 1 to day 5"),
                       std::invalid_argument);
  job.every.clear();
  job.at = "30d";
  CHECK_THROWS_AS(render(job), std::invalid_argument);
}
