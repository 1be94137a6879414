// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A format of export is one file: here ../formats/points.cpp, which nothing else knows of.
#include "scenarios/export/export.hpp"

#include "proto/reader.hpp"
#include "tests/export/made_run.hpp"
#include "tests/support/temporary_folder.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <string>

namespace tilscape::scenarios {

std::vector<ExportFormat> toy_formats();  // made by CMake

namespace {

TEST_CASE("toy export: it is given what is chosen, and writes it") {
  const test::TemporaryFolder folder;
  const std::string run = (folder.path() / "run.tsnap").string();
  test::write_made_run(run, 3);
  const snapshot::Reader reader(run);
  const Selection selection(reader.header(), {.types = {"cancer"}, .columns = {}, .substances = {}});
  const auto formats = toy_formats();
  REQUIRE(formats.size() == 1);
  CHECK(formats[0].name == "points");
  const ExportTask task{reader, selection, {0}, folder.path()};
  export_frames(task, formats[0], [](std::size_t) {});
  std::ifstream written(folder.path() / "0.points");
  std::size_t lines = 0;
  for (std::string line; std::getline(written, line); ++lines) CHECK(line.starts_with("cancer "));
  CHECK(lines == selection.of(reader.read(0)).agents[0].site.size());
  CHECK(lines > 0);
}

}  // namespace

}  // namespace tilscape::scenarios
