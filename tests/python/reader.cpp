// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The Python reader reads what the C++ reader reads: every value, and as much of a damaged file.
#include "proto/reader.hpp"

#include "proto/error.hpp"
#include "tests/support/program.hpp"
#include "tests/support/runs.hpp"
#include "tests/unit/proto/tiny.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>
#include <nlohmann/json.hpp>

namespace tilscape {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

/// Runs a Python script with the package of the build tree; what it printed, and its exit code.
struct Script {
  int code;
  std::string out;
};
Script python(const fs::path& script, const std::string& arguments, const fs::path& folder) {
  const fs::path out = folder / "out.txt";
  const std::string line = "cd '" + folder.string() +
                           "' && PYTHONPATH='" TILSCAPE_BINARY_DIR "/python' '" TILSCAPE_DEBIAN_PYTHON
                           "' -B '" +
                           script.string() + "' " + arguments + " >'" + out.string() + "' 2>&1";
  const int status = std::system(line.c_str());
  return {status, test::text_of(out)};
}

template <class T>
json bits(const std::vector<T>& values) {
  using Bits = std::conditional_t<sizeof(T) == 1, std::uint8_t,
                                  std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>;
  json out = json::array();
  for (const T& value : values) out.push_back(std::bit_cast<Bits>(value));
  return out;
}
json bits(const snapshot::ColumnData& data) {
  return std::visit([](const auto& values) { return bits(values); }, data);
}

json events_of(const std::vector<snapshot::Event>& events, const snapshot::RunHeader& header) {
  json out = {{"step", json::array()}, {"kind", json::array()},  {"type", json::array()},
              {"site", json::array()}, {"agent", json::array()}, {"other", json::array()}};
  for (const snapshot::Event& event : events) {
    out["step"].push_back(event.step);
    out["kind"].push_back(event.kind);
    out["type"].push_back(header.agents[event.type].name);
    out["site"].push_back(event.site);
    out["agent"].push_back(event.agent);
    out["other"].push_back(event.other);
  }
  return out;
}

json as_json(const snapshot::Frame& frame, const snapshot::RunHeader& header) {
  json agents = json::object();
  for (const snapshot::AgentTable& table : frame.agents) {
    const snapshot::AgentInfo& info = header.agents[table.type];
    json columns = json::object();
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      columns[info.columns[c].name] = bits(table.columns[c]);
    agents[info.name] = {{"id", bits(table.id)},
                         {"site", bits(table.site)},
                         {"state", bits(table.state)},
                         {"columns", columns}};
  }
  json fields = json::object();
  for (const snapshot::FieldTable& field : frame.fields)
    fields[header.substances[field.substance].name] = bits(field.values);
  json series = json::object();
  for (const snapshot::SeriesValue& value : frame.series) series[value.name] = value.value;
  return {{"step", frame.step},
          {"time", frame.time},
          {"state_hash", frame.state_hash},
          {"agents", agents},
          {"fields", fields},
          {"series", series},
          {"events", events_of(frame.events, header)}};
}

void write(const fs::path& path, const snapshot::Bytes& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

/// What the C++ reader says of the bytes.
json outcome(const snapshot::Bytes& bytes) {
  try {
    const snapshot::Reader reader(snapshot::open_memory(bytes), "memory",
                                  {snapshot::Reader::Open::scan, 1U << 30});
    for (std::size_t i = 0; i < reader.frames().size(); ++i) static_cast<void>(reader.read(i));
    const auto& damage = reader.damage();
    return {{"frames", reader.frames().size()},
            {"damage", damage ? json({damage->record, damage->offset}) : json(nullptr)},
            {"finished", reader.finished()}};
  } catch (const snapshot::ReadError&) {
    return {{"frames", -1}};
  }
}

void check_values(const fs::path& folder) {
  const snapshot::Reader reader((folder / "file.tsnap").string());
  json frames = json::array();
  for (std::size_t i = 0; i < reader.frames().size(); ++i)
    frames.push_back(as_json(reader.read(i), reader.header()));
  REQUIRE(frames.size() > 1);
  json vessels = json::array();
  for (const snapshot::VesselPiece& piece : reader.header().vessels)
    vessels.push_back({piece.start, piece.end, piece.radius});
  std::ofstream(folder / "values.json") << json{{"frames", frames}, {"vessels", vessels}};
  const Script script =
      python(test::source_file("tests/python/check_reader.py"), "'" + folder.string() + "'", folder);
  CHECK_MESSAGE(script.code == 0, script.out);
}

snapshot::Frame only_events(std::uint64_t step) {
  snapshot::Frame frame;
  frame.step = step;
  frame.time = 0.5 * static_cast<double>(step);
  frame.events = {{step, "divide", 1, 3, 100 + step, 20}, {step, "kill", 0, 5, 11, ~std::uint64_t{0}}};
  frame.events_only = true;
  return frame;
}

TEST_CASE("the Python reader: every value of a file is that of the C++ reader") {
  const test::TemporaryFolder folder;
  snapshot::RunHeader header = snapshot::test::tiny_header();
  header.substances.push_back({"drug", "nM", 100, 0, snapshot::Number::f64});
  header.lattice.whole = snapshot::LatticeInfo::Whole{{1, 2, 0}, {9, 9, 1}};
  std::vector<snapshot::Frame> frames = {snapshot::test::tiny_frame(1), only_events(2), only_events(3),
                                         snapshot::test::tiny_frame(4)};
  frames[3].fields.push_back({1, std::vector<double>(12, 0.1)});
  snapshot::Writer writer((folder.path() / "file.tsnap").string(), header,
                          {snapshot::Writer::Sync::close, 2, 5});
  for (const snapshot::Frame& frame : frames) writer.write(frame);
  writer.close();
  check_values(folder.path());
}

/// The page's only block of Python.
std::string page() {
  const std::string text = test::text_of(test::source_file("docs/formats/reading.md"));
  const std::size_t begin = text.find('\n', text.find("```python")) + 1;
  return text.substr(begin, text.find("```", begin) - begin);
}

TEST_CASE("the Python reader: every value of a run is that of the C++ reader, and the examples read it") {
  const test::Program program;
  const auto ending = program.run(
      "run '" + test::library_file("quickstart") +
      "' -q --until '4 h' --snapshot-every '2 h' --set outputs.events='[divide, die, kill, recruit]'");
  REQUIRE_MESSAGE(ending.code == 0, ending.err);
  const fs::path folder = program.folder();
  fs::copy_file(folder / "runs" / "quickstart-1" / "snapshots.tsnap", folder / "file.tsnap");
  check_values(folder);

  const Script drawing =
      python(test::source_file("python/examples/plot_run.py"), "runs/quickstart-1 picture.png", folder);
  REQUIRE_MESSAGE(drawing.code == 0, drawing.out);
  CHECK(test::text_of(folder / "picture.png").substr(1, 3) == "PNG");
  CHECK(fs::file_size(folder / "picture.png") > 20000);

  std::ofstream(folder / "page.py") << page();
  const Script printing = python(folder / "page.py", "", folder);
  REQUIRE_MESSAGE(printing.code == 0, printing.out);
  CHECK(std::count(printing.out.begin(), printing.out.end(), '\n') == 3);
}

TEST_CASE("the Python reader: of a damaged file it reads the whole frames that the C++ reader reads") {
  const test::TemporaryFolder folder;
  using snapshot::test::tiny_frame;
  const snapshot::Bytes whole =
      snapshot::test::written(snapshot::test::tiny_header(), {tiny_frame(1), only_events(2), tiny_frame(3)});
  write(folder.path() / "file.tsnap", whole);
  json cases = json::array();
  for (std::size_t size = 0; size < whole.size(); size += 5) {
    const snapshot::Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    cases.push_back({{"cut", size}, {"outcome", outcome(cut)}});
  }
  for (std::size_t at = 0; at < whole.size(); at += 3) {
    snapshot::Bytes flipped = whole;
    flipped[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
    cases.push_back({{"cut", whole.size()}, {"flip", at}, {"bit", at % 8}, {"outcome", outcome(flipped)}});
  }
  std::ofstream(folder.path() / "damages.json") << cases;
  const Script script = python(test::source_file("tests/python/check_reader.py"),
                               "'" + folder.path().string() + "'", folder.path());
  CHECK_MESSAGE(script.code == 0, script.out);
}

}  // namespace
}  // namespace tilscape
