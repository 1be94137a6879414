// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/share.hpp"

#include "tests/support/snapshots.hpp"
#include "tests/support/temporary_folder.hpp"
#include "viz/server/page.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <stdexcept>
#include <string>

using namespace tilscape;
using namespace tilscape::viz;

TEST_CASE("share: one file that asks nobody for anything and holds each frame that was chosen") {
  if (page_files().empty()) return;  // built without the page
  const test::TemporaryFolder folder;
  auto header = test::cube_header(4);
  header.scenario_name = "</script><script>";
  test::write_run(folder.path() / "a.tsnap", header,
                  {test::full_cube(header, 0), test::full_cube(header, 1), test::full_cube(header, 2)});
  ShareJob job;
  job.run = folder.path() / "a.tsnap";
  job.out = folder.path() / "a.html";
  job.every = "2h";
  job.value = "pd_l1";
  share(job);
  const std::string page = test::text_of(job.out);
  CHECK(page.find("runs/0/frames/1/cells") != std::string::npos);
  CHECK(page.find("runs/0/frames/2/cells") == std::string::npos);
  CHECK(page.find("default-src 'none'") != std::string::npos);
  CHECK(page.find(" src=") == std::string::npos);
  std::size_t ends = 0;
  for (std::size_t at = 0; (at = page.find("</script>", at)) != std::string::npos; ++at) ++ends;
  CHECK(ends == 2);
  job.value = "nothing";
  CHECK_THROWS_AS(share(job), std::invalid_argument);
}

TEST_CASE("share: a file that would be too large is not written, and the reason says what would fit") {
  if (page_files().empty()) return;
  const test::TemporaryFolder folder;
  const auto header = test::cube_header(70);
  test::write_run(folder.path() / "a.tsnap", header, {test::full_cube(header), test::full_cube(header, 1)});
  ShareJob job;
  job.run = folder.path() / "a.tsnap";
  job.out = folder.path() / "a.html";
  job.value = "pd_l1";
  job.most = 0;
  CHECK_THROWS_WITH_AS(share(job), doctest::Contains("0 of 2 frames would fill"), std::invalid_argument);
  CHECK_FALSE(std::filesystem::exists(job.out));
}
