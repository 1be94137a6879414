// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Cells that start where a table says.
#include "scenarios/build/row_filter.hpp"
#include "scenarios/cli/load.hpp"
#include "tests/support/near.hpp"
#include "tests/support/reading.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fstream>

using namespace tilscape;
using namespace tilscape::scenarios;
using namespace tilscape::test;

namespace {

/// What comes of a scenario: its run, and all that is told.
struct Started {
  std::optional<Run> run;
  std::string told;

  [[nodiscard]] const Population& cells(std::size_t type = 0) const {
    return run->simulation->world().populations[type];
  }
  /// "x,y" of the sites of the cells, in their order.
  [[nodiscard]] std::string sites() const {
    std::string text;
    for (const Site s : cells().site) {
      const Coordinates c = run->simulation->params().lattice.coordinates(s);
      text += fmt::format("{}{},{}", text.empty() ? "" : " ", c.x, c.y);
    }
    return text;
  }
};

Started start(const std::string& text, const std::string& base = {}) {
  Started started;
  Validation v = validate_text(text, base + "s.yaml", language());
  if (v.problems.ok()) started.run = try_build(v.scenario, 1, v.problems);
  started.told = v.problems.text();
  return started;
}

/// One type, on 10 x 8 sites of 20 um.
Started start_from(const std::string& table, const std::string& keys = "", const std::string& type = "") {
  const TemporaryFolder folder;
  const std::string base = folder.path().string() + "/";
  std::ofstream(base + "t.csv") << table;
  Started started = start(
      "tilscape: 1\nname: s\ntime: { end: 1 min }\nlattice: { sites: [10, 8] }\n"
      "substances: { inducer: { diffusion: 1 um2/min } }\nagents:\n"
      "  cell: { takes: 8, states: { live: begins, slow: alive, gone: dead }, " +
          type + " start: { cells: t.csv" + (keys.empty() ? "" : ", " + keys) + " } }\n",
      base);
  started.told = without_folder(started.told, base);
  return started;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// The lines of a table, of a, b and c, that a condition chooses, or what is wrong.
std::string chosen(const std::string& condition) {
  std::istringstream in("a,b,my c\n1,CK+,TRUE\n2,CK-,FALSE\n3,,1\nNA,CK+,0\n");
  TableReader table(in, "t.csv");
  try {
    RowFilter filter(condition);
    filter.bind(table);
    table.settle();
    std::string lines;
    for (int line = 2; table.next(); ++line)
      if (filter.holds(table)) lines += std::to_string(line);
    table.settle();
    return lines;
  } catch (const FilterError& e) {
    return fmt::format("{}: {}", e.offset, e.what());
  } catch (const TableError& e) {
    return e.what();
  }
}

}  // namespace

TEST_CASE("row filter: compares numbers as numbers, texts as texts, and takes flags") {
  CHECK(chosen("a == 2") == "3");
  CHECK(chosen("a != 2") == "245");
  CHECK(chosen("a >= 2 and a < 3.5") == "34");
  CHECK(chosen("2 <= a") == "34");
  CHECK(chosen("b == \"CK+\"") == "25");
  CHECK(chosen("b == 'CK+' and a == 1") == "2");
  CHECK(chosen("not b == 'CK+'") == "34");
  CHECK(chosen("b == ''") == "4");
  CHECK(chosen("`my c`") == "24");
  CHECK(chosen("not `my c` or a == 3") == "345");
  CHECK(chosen("`3` == true and (a == 1 or a == 2)") == "2");
  CHECK(chosen("a == '1.0' or a == \"2\"") == "23");
  CHECK(chosen("a == 1 or a == 2 and b == 'CK-'") == "23");
  CHECK(chosen("a == -1e0 or a==+2") == "3");
}

TEST_CASE("row filter: says where it cannot be read") {
  CHECK(chosen("a = 2") == "2: equality is written `==`");
  CHECK(chosen("a ==") == "4: a column or a value is missing here");
  CHECK(chosen("a == 2 b") == "7: `and` or `or` is missing here");
  CHECK(chosen("(a == 2") == "7: a closing bracket is missing here");
  CHECK(chosen("b < 'CK'") == "3: only numbers are compared by size");
  CHECK(chosen("2") == "0: a comparison is missing: `column == value`");
  CHECK(chosen("a == 2um").starts_with("6: a number of a table has no unit"));
  CHECK(chosen("b == \"CK") == "5: what is opened here is not closed");
  CHECK(chosen("") == "0: a column or a value is missing here");
  CHECK(holds(chosen(std::string(1000, '(')), "too many brackets"));
  CHECK(holds(chosen("d == 2"), "t.csv:1: there is no column `d`"));
  CHECK(holds(chosen("b > 2"), "t.csv:2:3: `CK+` in the column `b` is no finite number"));
  CHECK(holds(chosen("b"), "t.csv:2:3: `CK+` in the column `b` is neither true nor false"));
}

TEST_CASE("cell table: places are scaled, moved and mirrored, and the middle of a box is its place") {
  const std::string two = "x,y\n1,2\n3,4\n";
  CHECK(start_from(two, "scale: 20 um").sites() == "1,2 3,4");
  CHECK(start_from(two, "scale: [20 um, 30 um]").sites() == "1,3 3,6");
  CHECK(start_from(two, "scale: 20 um, origin: [40 um, -20 um]").sites() == "3,1 5,3");
  // y = 2 and 4 lie 40 and 80 um below the upper end, at 160 um
  CHECK(start_from("x,y\n1,2.5\n3,4.5\n", "scale: 20 um, flip: y").sites() == "1,5 3,3");
  CHECK(start_from("x0,x1,y0,y1\n0,40,90,130\n", "x: [x0, x1], y: [y0, y1]").sites() == "1,5");
  CHECK(start_from("5,30,a\n45,50,b\n", "x: 2, y: 1").sites() == "1,0 2,2");
  CHECK(start_from("y;x\n5,5;30,0\n", "").sites() == "1,0");
}

TEST_CASE("cell table: one of three axes each has its scale and origin") {
  const TemporaryFolder folder;
  const std::string base = folder.path().string() + "/";
  std::ofstream(base + "t.csv") << "x,y,z\n1,2,-1\n";
  const auto in_3d = [&](const std::string& keys) {
    return start(
        "tilscape: 1\nname: s\ntime: { end: 1 min }\nlattice: { sites: [4, 4, 4] }\nagents:\n"
        "  cell: { takes: 8, start: { cells: t.csv, " +
            keys + " } }\n",
        base);
  };
  const Started placed = in_3d("z: z, scale: 20 um, origin: [0 um, 0 um, 60 um]");
  REQUIRE_MESSAGE(placed.run, placed.told);
  CHECK(placed.run->simulation->params().lattice.coordinates(placed.cells().site[0]) == Coordinates{1, 2, 2});
  CHECK(placed.told.empty());
  CHECK(holds(in_3d("scale: 20 um").told, "all cells lie in one layer"));
  CHECK(holds(in_3d("z: z, origin: [0 um, 0 um]").told, "`origin` has 3 lengths here"));
  CHECK(holds(in_3d("z: z, scale: [1 um, 1 um]").told, "`scale` is one length, or 3: one of each axis"));
}

TEST_CASE("cell table: lines are chosen by values and by a condition") {
  const std::string table = "x,y,type,patient\n10,10,CD4,1\n30,10,CD8,1\n50,10,CD8,2\n70,10,NK,2\n";
  CHECK(start_from(table, "type: { column: type, is: CD8 }").sites() == "1,0 2,0");
  CHECK(start_from(table, "type: { column: type, is: [CD4, NK] }").sites() == "0,0 3,0");
  CHECK(start_from(table, "type: { column: patient, is: 2.0 }").sites() == "2,0 3,0");
  CHECK(start_from(table, "type: { column: type, is: CD8 }, where: patient == 2").sites() == "2,0");
  CHECK(start_from(table, "where: 'patient == 1 and type == \"CD4\" or type == \"NK\"'").sites() ==
        "0,0 3,0");
  CHECK(
      holds(start_from(table, "where: patient = 1").told, "`where`: equality is written `==` before `= 1`"));
}

TEST_CASE("cell table: states come from a column, or from `state`") {
  const std::string table = "x,y,type\n10,10,a\n30,10,b\n50,10,c\n";
  const auto states = [&](const std::string& keys) {
    const Started s = start_from(table, keys);
    if (!s.run) return s.told;
    std::string text;
    for (const std::uint8_t state : s.cells().state) text += std::to_string(state);
    return text;
  };
  CHECK(states("") == "000");
  CHECK(states("state: gone") == "111");
  CHECK(states("states: { column: type, is: { slow: b, gone: [a, c] } }") == "121");
  CHECK(states("state: slow, states: { column: type, is: { gone: a } }") == "122");
  CHECK(holds(states("states: { column: type, is: { gone: a, slow: b } }"),
              "t.csv:4:7: error[E0621]: `c` stands for no state in `states`"));
  CHECK(
      holds(states("states: { column: type, is: { gone: a, slow: [b, a] } }"), "`a` stands for two states"));
}

TEST_CASE("cell table: columns take what fits them and nothing else") {
  const auto column = [](const std::string& stored, const std::string& value,
                         const std::string& times = "1") {
    return start_from("x,y,v\n10,10," + value + "\n", "columns: { v: { column: v, times: " + times + " } }",
                      "columns: { v: { initial: 7, stored: " + stored + " } },");
  };
  const Started byte = column("u8", "255");
  REQUIRE_MESSAGE(byte.run, byte.told);
  CHECK(byte.cells().column<std::uint8_t>(ColumnId{0})[0] == 255);
  CHECK(column("u32", "4294967295").cells().column<std::uint32_t>(ColumnId{0})[0] == 4294967295U);
  CHECK(column("f32", "0.25", "2").cells().column<float>(ColumnId{0})[0] == 0.5F);
  CHECK(
      holds(column("u8", "300").told,
            "t.csv:2:7: error[E0621]: 300, for the column `v` of the cells, lies outside of u8 (0 to 255)"));
  CHECK(holds(column("u8", "-1").told, "lies outside of u8"));
  CHECK(holds(column("u8", "0.5").told, "is no whole number"));
  CHECK(holds(column("u8", "128", "2").told, "256, for the column `v` of the cells, lies outside of u8"));
  CHECK(holds(column("u32", "1e10").told, "lies outside of u32"));
  CHECK(holds(column("f32", "1e39").told, "lies outside of f32"));
  CHECK(holds(column("f32", "1", "1e300").told, "lies outside of f32"));
  CHECK(holds(column("f32", "1e999").told, "no finite number"));

  const Started missing = column("u8", "NA");
  CHECK(missing.cells().column<std::uint8_t>(ColumnId{0})[0] == 7);
  CHECK(holds(missing.told, "warning[W0721]: 1 values of the `columns` of `cell` are missing"));
}

TEST_CASE("cell table: what gives no cell, or not all of them, is told") {
  CHECK(holds(start_from("x,y\n").told, "warning[W0721]: `t.csv` has no line with a cell"));
  const Started none = start_from("x,y,type\n10,10,Tumor\n30,10,\n", "type: { column: type, is: tumour }");
  CHECK(none.cells().size() == 0);
  CHECK(holds(none.told,
              "warning[W0721]: no line of `t.csv` is meant for `cell`: `type` holds `Tumor`, (nothing)"));
  const Started some = start_from("x,y\n10,10\n10\n30,NA\n");
  CHECK(some.cells().size() == 1);
  CHECK(holds(some.told, "2 lines of `t.csv` say no place: their cells are left out"));
  const Started outside = start_from("x,y\n-210,-210\n-230,-130\n100,100\n");
  CHECK_FALSE(outside.run);
  CHECK(holds(outside.told,
              "error[E0610]: 2 of 3 cells of `cell` lie outside of the lattice (x from -230 to "
              "100, y from -210 to 100 um; the lattice has 200 x 160 um)"));
  CHECK(holds(start_from("x,y\n1e300,10\n").told, "1 of 1 cells of `cell` lie outside"));
  std::string most = "x,y,kind\n";
  for (int i = 0; i < 60; ++i) most += fmt::format("{},{},big\n", 10 + i % 10 * 20, 10 + i / 10 * 20);
  const Started but_one = start_from(most + "900,10,big\n", "type: { column: kind, is: [big, bgi] }");
  CHECK(but_one.cells().size() == 60);
  CHECK(holds(but_one.told,
              "warning[W0721]: 1 of 61 cells of `cell` lie outside of the lattice and are left out"));
  CHECK(holds(but_one.told, "warning[W0721]: no line of `t.csv` has `bgi` in the column `kind`"));
  CHECK(but_one.run->notes.size() == 1);
  std::string crowd = "x,y\n";
  for (int i = 0; i < 20; ++i) crowd += "10,10\n";
  CHECK(holds(start_from(crowd).told, "14 of 20 cells of `cell` find no free site within two spacings"));
}

TEST_CASE("cell table: every problem of a table is told, each at its place") {
  const Started bad = start_from("x,y\n10,abc\n\n?,10\n");
  CHECK_FALSE(bad.run);
  CHECK(bad.told ==
        "t.csv:2:4: error[E0621]: `abc` in the column `y` is no finite number\n\n"
        "t.csv:4:1: error[E0621]: `?` in the column `x` is no finite number\n\n2 errors, 0 warnings\n");
  const TemporaryFolder folder;
  const std::string base = folder.path().string() + "/";
  std::ofstream(base + "t.csv") << "x,y\n10,?\n";
  std::ofstream(base + "v.csv") << "x1_um,y1_um,z1_um,x2_um,y2_um,z2_um,radius_um\n1,2,3,4,5,6,abc\n";
  Validation v = validate_text(
      "tilscape: 1\nname: s\ntime: { end: 1 min }\nlattice: { sites: [8, 8] }\nvessels: { read: v.csv }\n"
      "agents: { a: { takes: 8, start: { cells: t.csv } }, b: { takes: 8, start: { cells: t.csv, x: z } } "
      "}\n",
      base + "s.yaml", language());
  CHECK_FALSE(try_build(v.scenario, 1, v.problems));
  const std::string all = without_folder(v.problems.text(), base);
  CHECK(holds(all, "t.csv:2:4: error[E0621]: `?` in the column `y`"));
  CHECK(holds(all, "t.csv:1:1: error[E0621]: there is no column `z`"));
  CHECK(holds(all, "v.csv:2:13: error[E0621]: `abc` in the column `radius_um`"));
  CHECK(holds(v.problems.json(), "\"errors\": 3"));
  CHECK(scenarios::exit_of(v.problems) == Exit::unreadable_input);
  CHECK(holds(start_from("a,b\n1,2\n").told, "there is no column `x`; there are `a`, `b`"));
  CHECK(holds(start_from("1,2\n3,4\n").told, "the table has no header, name its columns by their numbers"));
  CHECK(holds(start_from("x,y\n1,2\n", "x: [x, y, 1]").told, "`x` is one column, or two: from and to"));
}

TEST_CASE("cell table: the example of docs/formats/tables.md does what the page says") {
  const std::string page = file_content(source_file("docs/formats/tables.md"));
  const std::size_t begin = page.find("agents:", page.find("```yaml"));
  const TemporaryFolder folder;
  const std::string base = folder.path().string() + "/";
  std::ofstream(base + "base.yaml")
      << "time: { end: 1 min }\nlattice: { size: [1 mm, 1 mm] }\n"
         "agents: { cancer: { takes: 1, states: { resting: begins, growing: alive, dead: dead }, columns: { "
         "pd_l1: 0 molecules } } }\n";
  std::filesystem::create_directory(base + "data");
  std::ofstream(base + "data/cells.csv")
      << "XMin,XMax,YMin,YMax,phenotype,patient,necrotic,area,Cell Type,cycle,membrane_pdl1_mean\n"
         "0,40,0,40,CK+,4,0,100,tumour,S,2\n"
         "100,140,0,40,CK+ PDL1+,4,FALSE,400,tumour,G1,3\n"
         "200,240,0,40,CK+,4,1,100,tumour,S,2\n"
         "300,340,0,40,CD8+,4,0,100,T cell,S,2\n"
         "400,440,0,40,CK+,4,0,400,debris,S,2\n"
         "500,540,0,40,CK+,3,0,100,tumour,S,2\n"
         "600,640,0,40,CK+,4,0,100,tumour,G2,2\n"
         "700,740,0,40,CK+,4,0,100,tumour,pyknotic,2\n";
  const Started s = start(
      "tilscape: 1\nname: s\nextends: base.yaml\n" + page.substr(begin, page.find("```", begin) - begin),
      base);
  REQUIRE_MESSAGE(s.run, s.told);
  CHECK(s.told.empty());
  CHECK(s.sites() == "25,24 27,24 40,24 42,24");  // 500 + 0.498 * 20 um; 1000 - (500 + 0.498 * 20) um
  CHECK(s.cells().state[0] == 2);                 // resting begins, then dead, growing
  CHECK(s.cells().state[1] == 0);
  CHECK(s.cells().state[2] == 2);
  CHECK(s.cells().state[3] == 1);
  CHECK(s.cells().column<float>(ColumnId{0})[1] == 9e4F);
}

TEST_CASE("cell table: cells keep the level that the table says, where nothing induces it") {
  const Started s =
      start_from("x,y,level\n30,30,200\n70,70,50\n", "columns: { level: { column: level } }",
                 "columns: { level: 1000 nM }, express: { level: { by: inducer, loss: 1 1/d } },");
  REQUIRE_MESSAGE(s.run, s.told);
  Simulation& run = *s.run->simulation;
  run.start();
  for (int minute = 0; minute < 5 * 1440; ++minute) run.step();
  const auto& level = s.cells().column<float>(ColumnId{0});
  CHECK(level[0] == test::near(200, 1e-5));
  CHECK(level[1] == test::near(50, 1e-5));
}

namespace {

struct Set {
  const char* file;  ///< below its folder
  const char* lattice;
  std::vector<std::pair<const char*, const char*>> types;  ///< keys of the start of each
  std::vector<std::size_t> counts;
};

/// Each type gets the number of cells that it should, whatever is moved; nothing is left out without a word.
void check_set(const std::string& folder, const Set& set) {
  std::string text =
      fmt::format("tilscape: 1\nname: s\ntime: {{ end: 1 min }}\nlattice: {{ {} }}\nagents:\n", set.lattice);
  for (const auto& [name, keys] : set.types)
    text += fmt::format(
        "  {}: {{ takes: 1, states: {{ live: alive, gone: dead }}, start: {{ cells: '{}/{}', {} }} }}\n",
        name, folder, set.file, keys);
  const Started started = start(text);
  REQUIRE_MESSAGE(started.run, started.told);
  const auto& types = started.run->simulation->params().types;
  for (std::size_t t = 0; t < set.types.size(); ++t) {
    const auto type = std::find_if(types.begin(), types.end(),
                                   [&](const AgentType& a) { return a.name == set.types[t].first; });
    CHECK(started.cells(static_cast<std::size_t>(type - types.begin())).size() == set.counts[t]);
  }
}

const char* const halo_tumour =
    "x: [x_min, x_max], y: [y_min, y_max], scale: 0.498 um, flip: y, where: 'core == \"TMA3_8_U\" and region "
    "== "
    "\"Tumor\" and not CD3_CD8 and not CD3_FOXP3'";
const char* const halo_t_cells =
    "x: [x_min, x_max], y: [y_min, y_max], scale: 0.498 um, flip: y, where: core == 'TMA3_8_U' and (CD3_CD8 "
    "or "
    "CD3_FOXP3)";
const char* const from_the_middle = "size: [1600 um, 1600 um]";

}  // namespace

TEST_CASE("cell table: the tables of other programs are read as they come") {
  check_set(source_file("tests/data/cells-tma-halo"), {"cells.csv",
                                                       "size: [1600 um, 1600 um], spacing: 8 um",
                                                       {{"cancer", halo_tumour}, {"t_cell", halo_t_cells}},
                                                       {82, 118}});
  const std::string physicell = source_file("tests/data/physicell-samples");
  check_set(physicell, {"with_header.csv",
                        from_the_middle,
                        {{"tumour", "origin: [800 um, 800 um], type: { column: type, is: PD-L1lo_tumor }"},
                         {"other", "origin: [800 um, 800 um], where: type != 'PD-L1lo_tumor'"}},
                        {1000, 59}});
  check_set(physicell,
            {"long_header.csv",
             from_the_middle,
             {{"tumour", "origin: [800 um, 800 um], type: { column: type, is: tumor }"},
              {"immune", "origin: [800 um, 800 um], type: { column: type, is: [macrophage, CD8 T cell] }"}},
             {200, 20}});
  check_set(physicell, {"no_header.csv",
                        from_the_middle,
                        {{"two", "x: 1, y: 2, origin: [800 um, 800 um], type: { column: 4, is: 2 }"},
                         {"other", "x: 1, y: 2, origin: [800 um, 800 um], where: '`4` != 2'"}},
                        {46, 158}});
  check_set(source_file("scenarios/library/data"),
            {"carcinoma_cells.csv",
             "size: [936 um, 704 um], spacing: 8 um",
             {{"cancer", "x: x_um, y: y_um, flip: y, type: { column: phenotype, is: CK+ }"}},
             {2257}});
}

TEST_CASE("cell table: whole published sets are read as they come, where a folder holds them") {
  const char* folder = std::getenv("TILSCAPE_DATA");
  if (folder == nullptr) {
    MESSAGE("skipped: TILSCAPE_DATA names no folder of data sets");
    return;
  }
  const std::string data = folder;
  check_set(data + "/cells-hamster-lymphoma",
            {"cells.csv",
             "size: [256 um, 256 um], spacing: 8 um",
             {{"cell", "x: x_um, y: y_um, states: { column: type, is: { live: dividing, gone: pyknotic } }"}},
             {303}});
  check_set(
      data + "/cells-tnbc-mibi",
      {"cells.csv",
       "size: [800 um, 800 um], spacing: 8 um",
       {{"tumour", "x: x_px, y: y_px, scale: 0.390625 um, where: patient == 5 and cell_type == \"Tumor\""},
        {"t_cell",
         "x: x_px, y: y_px, scale: 0.390625 um, where: patient == 5, type: { column: "
         "cell_type, is: [CD3T, CD4T, CD8T, Treg] }"}},
       {2140, 955}});
  check_set(data + "/cells-tma-halo",
            {"cells.csv", "size: [1600 um, 1600 um], spacing: 8 um", {{"t_cell", halo_t_cells}}, {118}});
  check_set(data + "/cells-carcinoma-pdl1",
            {"cells.csv", "size: [936 um, 704 um], spacing: 8 um", {{"all", "x: x_um, y: y_um"}}, {6072}});
  const std::string middle = "origin: [800 um, 800 um]";
  for (const char* table : {"PDAC_TISSUE_2", "PDAC_TISSUE_2_GVAX", "PDAC_TISSUE_2_GVAX_ICI",
                            "PDAC_TISSUE_2_ICI", "PDAC_TISSUE_5", "PDAC_TISSUE_16"}) {
    const std::string file = std::string(table) + ".csv";
    check_set(
        data + "/physicell-samples/pdac_therapy/ic_cells",
        {file.c_str(),
         from_the_middle,
         {{"tumour", "origin: [800 um, 800 um], type: { column: type, is: [PD-L1lo_tumor, PD-L1hi_tumor] }"}},
         {1000}});
  }
  check_set(data + "/physicell-samples",
            {"epi_caf_invasion/ics/PDAC01/cells.csv",
             from_the_middle,
             {{"two", "x: 1, y: 2, origin: [800 um, 800 um], type: { column: 4, is: 2 }"}},
             {912}});
  check_set(data + "/physicell-samples",
            {"tumor_immune_base/cells.csv", from_the_middle, {{"all", middle.c_str()}}, {2200}});
}

TEST_CASE("cell table: a factor brings the unit of the column that it fills, or is pure") {
  const auto told = [](const std::string& times) {
    return start_from("x,y,v\n10,10,3\n", "columns: { level: { column: v, times: " + times + " } }",
                      "columns: { level: 5 nM },")
        .told;
  };
  CHECK(told("2 nM").find("error") == std::string::npos);
  CHECK(told("2").find("error") == std::string::npos);
  CHECK(told("7 um").find("error[E0307]: `7 um` is a length, the column `level` is a concentration") !=
        std::string::npos);
}
