// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/error.hpp"
#include "tests/support/snapshots.hpp"
#include "tests/support/temporary_folder.hpp"
#include "viz/film.hpp"
#include "viz/render.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

using namespace tilscape;
using namespace tilscape::viz;

TEST_CASE("film: without ffmpeg the reason is said and nothing is left behind") {
  const test::TemporaryFolder folder;
  const auto header = test::cube_header(4);
  test::write_run(folder.path() / "a.tsnap", header, {test::full_cube(header)});
  RenderJob job;
  job.runs = {folder.path() / "a.tsnap"};
  job.out = folder.path() / "film.mp4";
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", folder.path().c_str(), 1);
  CHECK_THROWS_WITH_AS(render(job), doctest::Contains("films need ffmpeg"), std::runtime_error);
  // One that fails half-way.
  std::ofstream(folder.path() / "ffmpeg") << "#!/bin/sh\nexit 3\n";
  std::filesystem::permissions(folder.path() / "ffmpeg", std::filesystem::perms::owner_all);
  CHECK_THROWS_WITH_AS(render(job), doctest::Contains("ffmpeg"), std::runtime_error);
  ::setenv("PATH", path.c_str(), 1);
  CHECK_FALSE(std::filesystem::exists(job.out));
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    CHECK(entry.path().string().find(".part") == std::string::npos);
}

TEST_CASE("film and picture: a folder that is not there is named") {
  const test::TemporaryFolder folder;
  const auto header = test::cube_header(4);
  test::write_run(folder.path() / "a.tsnap", header, {test::full_cube(header)});
  for (const char* name : {"film.mp4", "picture.png"}) {
    RenderJob job;
    job.runs = {folder.path() / "a.tsnap"};
    job.out = folder.path() / "nothing" / name;
    CHECK_THROWS_WITH_AS(render(job), doctest::Contains("there is no folder"), snapshot::WriteError);
  }
}

TEST_CASE("picture: a lattice that a file of this size cannot be about is refused, not drawn") {
  const test::TemporaryFolder folder;
  auto header = test::cube_header(2);
  header.lattice.nx = header.lattice.ny = header.lattice.nz = 1000;
  test::write_run(folder.path() / "a.tsnap", header, {snapshot::Frame{}});
  RenderJob job;
  job.runs = {folder.path() / "a.tsnap"};
  job.out = folder.path() / "picture.png";
  CHECK_THROWS_WITH_AS(render(job), doctest::Contains("claim 1000000000 sites"), snapshot::ReadError);
}

TEST_CASE("picture: what somebody has put at a name beside it is not written through") {
  const test::TemporaryFolder folder;
  const auto header = test::cube_header(4);
  test::write_run(folder.path() / "a.tsnap", header, {test::full_cube(header)});
  const auto victim = folder.path() / "victim";
  std::ofstream(victim) << "mine";
  RenderJob job;
  job.runs = {folder.path() / "a.tsnap"};
  job.out = folder.path() / "picture.png";
  for (const char* name : {"picture.png.tmp", "picture.png.part", "picture.part.png", "picture.png"})
    std::filesystem::create_symlink(victim, folder.path() / name);
  render(job);
  CHECK(test::lines_of(victim) == std::vector<std::string>{"mine"});
  CHECK(std::filesystem::is_regular_file(std::filesystem::symlink_status(job.out)));
}

TEST_CASE("film: the encoder gets every frame of the run, of one size") {
  const test::TemporaryFolder folder;
  const auto header = test::cube_header(4);
  test::write_run(folder.path() / "a.tsnap", header,
                  {test::full_cube(header, 0), test::full_cube(header, 1)});
  // In the place of ffmpeg: writes how much it is given, and the size that it is told, to the last argument.
  std::ofstream(folder.path() / "ffmpeg") << "#!/bin/sh\nPATH=/usr/bin:/bin\nfor last; do :; done\n"
                                             "{ wc -c; echo \"$*\"; } > \"${last#file:}\"\n";
  std::filesystem::permissions(folder.path() / "ffmpeg", std::filesystem::perms::owner_all);
  RenderJob job;
  job.runs = {folder.path() / "a.tsnap"};
  job.out = folder.path() / "film.mp4";
  job.sheet.size = 300;
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", folder.path().c_str(), 1);
  render(job);
  ::setenv("PATH", path.c_str(), 1);
  const auto lines = test::lines_of(job.out);
  const std::size_t at = lines.at(1).find("-s 300x") + 7;
  const int height = std::stoi(lines[1].substr(at));
  CHECK(std::stol(lines[0]) == 2L * 3 * 300 * height);
  CHECK(lines[1].find("-r 8") != std::string::npos);
}
