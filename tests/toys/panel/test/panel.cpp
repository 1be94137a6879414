// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A panel of the viewer is a pair of files: here ../questions/kinds.cpp and ../panels/kinds.tsx, which
// nothing else knows of.
#include "proto/writer.hpp"
#include "tests/support/beside.hpp"
#include "tests/support/snapshots.hpp"
#include "tests/support/temporary_folder.hpp"
#include "viz/server/api.hpp"
#include "viz/server/page.hpp"

#include <algorithm>
#include <chrono>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

namespace tilscape::viz {

std::vector<Question> toy_questions();  // made by CMake

namespace {

TEST_CASE("toy panel: what it asks is answered") {
  const test::TemporaryFolder folder;
  const auto header = test::cube_header(3);
  test::write_run(folder.path() / "a.tsnap", header, {test::full_cube(header)});
  Api api({folder.path() / "a.tsnap"}, test::beside(all_questions(), toy_questions()));
  Answer answer = api.answer("runs/0/kinds");
  while (answer.body.find("still being read") != std::string::npos) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    answer = api.answer("runs/0/kinds");
  }
  std::vector<std::string> kinds;
  for (const snapshot::AgentInfo& type : header.agents) kinds.push_back(type.name);
  CHECK(nlohmann::json::parse(answer.body).get<std::vector<std::string>>() == kinds);
}

TEST_CASE("toy panel: it is on the page, where there is a page") {
  const auto files = page_files();
  const auto script = std::find_if(files.begin(), files.end(), [](const PageFile& file) {
    return file.type.find("javascript") != std::string_view::npos;
  });
  if (script == files.end()) return;  // built without Node
  CHECK(script->body.find("Kinds of cells") != std::string_view::npos);
  CHECK(script->body.find("Dark or light") != std::string_view::npos);
}

}  // namespace

}  // namespace tilscape::viz
