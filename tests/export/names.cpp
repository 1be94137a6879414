// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Names that a format has itself, or that a spreadsheet would take for more than a name; claims of a header.
#include "proto/bytes.hpp"
#include "proto/writer.hpp"
#include "tests/support/program.hpp"
#include "tests/support/reading.hpp"

#include <doctest/doctest.h>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace tilscape {
namespace {

using test::Program;

/// One agent of each type on a lattice of one site.
void write_run(const std::filesystem::path& path, std::vector<snapshot::AgentInfo> agents) {
  snapshot::RunHeader header;
  header.agents = std::move(agents);
  header.substances = {{"oxygen", "mmHg", 1, 0, snapshot::Number::f32}};
  snapshot::Frame frame;
  frame.fields = {{0, std::vector<float>{38}}};
  for (std::uint32_t type = 0; type < header.agents.size(); ++type) {
    snapshot::AgentTable table{type, {type + std::uint64_t{1}}, {0}, {0}, {}};
    for (std::size_t c = 0; c < header.agents[type].columns.size(); ++c)
      table.columns.emplace_back(std::vector<float>{static_cast<float>(c)});
    frame.agents.push_back(std::move(table));
  }
  snapshot::Writer writer(path.string(), header);
  writer.write(frame);
  writer.close();
}

std::vector<snapshot::ColumnInfo> columns_called(const std::vector<std::string>& names) {
  std::vector<snapshot::ColumnInfo> columns;
  for (const std::string& name : names) columns.push_back({name, "", snapshot::Number::f32});
  return columns;
}

TEST_CASE("export: a column with a name that PhysiCell's files have is told apart by its type") {
  const Program program;
  const std::vector<std::string> names = {"dead",   "position", "ID",         "cell_type", "total_volume",
                                          "id_low", "oxygen",   "position_x", "hits",      "state"};
  write_run(program.folder() / "made.tsnap",
            {{"a", 1, {{"alive", true}}, columns_called(names), ""},
             {"a.dead", 1, {{"alive", true}}, columns_called({"dead"}), ""}});
  const auto ending = program.run("export made.tsnap --format multicellds -q -o made");
  REQUIRE_MESSAGE(ending.code == 0, ending.err);
  const std::string xml = snapshot::read_text((program.folder() / "made/output00000000.xml").string());
  const std::regex label("<label [^>]*>([^<]*)</label>");
  std::multiset<std::string> labels;
  for (std::sregex_iterator at(xml.begin(), xml.end(), label), end; at != end; ++at) labels.insert((*at)[1]);
  for (const std::string& each : labels) CHECK_MESSAGE(labels.count(each) == 1, each);
  for (const std::string& name : names)
    CHECK_MESSAGE(labels.count(name == "hits" ? name : "a." + name) == 1, name);
}

TEST_CASE("export: names in tables are never formulas") {
  const Program program;
  write_run(program.folder() / "made.tsnap",
            {{"=1+1", 1, {{"@SUM(A1)", true}}, columns_called({"+a", "-b"}), ""}});
  for (const char* format : {"csv", "ome-tiff"})
    REQUIRE(program.run("export made.tsnap --format " + std::string(format) + " -q -o made-" + format).code ==
            0);
  std::size_t tables = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(program.folder())) {
    if (entry.path().extension() != ".csv") continue;
    ++tables;
    const std::string text = snapshot::read_text(entry.path().string());
    CHECK_MESSAGE(!std::regex_search(text, std::regex("(^|[,\n])\"?[=+@-][^0-9]")), text);
  }
  CHECK(tables >= 3);
}

TEST_CASE("export: a small file that claims a huge lattice takes no memory for each of its sites") {
  const Program program;
  snapshot::RunHeader header;
  header.lattice.nx = header.lattice.ny = header.lattice.nz = 1600;
  header.agents = {{"cell", 1, {{"alive", true}}, {}, ""}};
  snapshot::Frame frame;
  frame.agents = {{0, {1}, {7}, {0}, {}}};
  {
    snapshot::Writer writer((program.folder() / "made.tsnap").string(), header);
    writer.write(frame);
    writer.close();
  }
  // A sanitizer needs more addresses than that for itself; there the refusal has to do.
  const std::string limit = test::sanitized ? "true" : "ulimit -v 2000000";
  for (const char* format : {"vtk", "ome-tiff", "multicellds"}) {
    const auto ending = program.run("export made.tsnap -q -o made --format " + std::string(format), limit);
    CHECK_MESSAGE(ending.code == 4, ending.err);
    CHECK(ending.err.find("claim 4096000000 sites") != std::string::npos);
  }
  CHECK(program.run("export made.tsnap -q -o made-csv --format csv", limit).code == 0);
}

}  // namespace
}  // namespace tilscape
