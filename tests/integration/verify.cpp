// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Claims as their users meet them: they hold, are missed, or could not be refuted.
#include "tests/support/program.hpp"
#include "tests/support/studies.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace tilscape;
using namespace tilscape::test;
using Json = nlohmann::json;

namespace {

namespace fs = std::filesystem;

std::string claims(const std::string& more) {
  return tiny_study("replicates: 1",
                    "expect:\n"
                    "  grows:\n"
                    "    value: last(cancer.count) / first(cancer.count)\n"
                    "    source: cells that divide every two hours\n" +
                        more);
}
const std::string challenged = "    challenge: { variant: deadly }\n";

std::size_t shards(const fs::path& folder) {
  std::size_t n = 0;
  for (const auto& e : fs::recursive_directory_iterator(folder))
    n += e.path().extension() == ".shard" ? 1 : 0;
  return n;
}

}  // namespace

TEST_CASE("verify: a claim that holds and fails under its challenge passes, and its runs are made once") {
  const Program program;
  written(program.folder(), claims("    above: 1.1\n" + challenged));
  const auto first = program.run("verify tiny.yaml -o made --json");
  CHECK_MESSAGE(first.code == 0, first.err);
  const Json claim = Json::parse(first.out)["scenarios"][0]["claims"][0];
  CHECK(claim["verdict"] == "pass");
  CHECK(claim["measured"]["n"] == 10);
  CHECK(claim["measured"]["lower95"] > 1.1);
  CHECK(claim["challenged"]["value"] < 1.1);
  const std::size_t made = shards(program.folder() / "made");
  const auto again = program.run("verify tiny.yaml -o made");
  CHECK(again.code == 0);
  CHECK(again.out.find("1 of 1 claims pass") != std::string::npos);
  CHECK(shards(program.folder() / "made") == made);
}

TEST_CASE("verify: a wrong claim is missed, and one that its challenge leaves standing is empty") {
  const Program program;
  written(program.folder(), claims("    above: 50\n" + challenged));
  const auto missed = program.run("verify tiny.yaml");
  CHECK(missed.code == 6);
  CHECK(missed.out.find("MISS") != std::string::npos);
  written(program.folder(), claims("    above: 1.1\n    challenge: { set: { seed: 77 } }\n"));
  const auto empty = program.run("verify tiny.yaml");
  CHECK(empty.code == 6);
  CHECK_MESSAGE(empty.out.find("EMPTY") != std::string::npos, empty.out);
}

TEST_CASE("verify: what does not hold together is told before anything is run") {
  const Program program;
  written(program.folder(), claims("    above: 1.1 d\n" + challenged));
  for (const char* command : {"verify tiny.yaml", "validate tiny.yaml"}) {
    const auto ending = program.run(command);
    CHECK(ending.code == 3);
    CHECK_MESSAGE(ending.err.find("tiny.yaml:20:") != std::string::npos, ending.err);
  }
  written(program.folder(),
          claims("    above: 1.1\n    challenge: { set: { agents.cancer.dye.rate: 1 1/d } }\n"));
  const auto ending = program.run("verify tiny.yaml");
  CHECK(ending.code == 3);
  CHECK_MESSAGE(ending.err.find("tiny.yaml:23:") != std::string::npos, ending.err);
  CHECK_MESSAGE(ending.err.find("the challenge of `grows` cannot be") != std::string::npos, ending.err);
  CHECK_FALSE(fs::exists(program.folder() / "runs"));
}

TEST_CASE("verify: of a folder the scenarios with claims are taken; a run does not know of them") {
  const Program program;
  fs::create_directory(program.folder() / "all");
  written(program.folder() / "all", claims("    above: 1.1\n" + challenged));
  written(program.folder() / "all", tiny_study("replicates: 1"), "plain.yaml");
  const auto ending = program.run("verify all --quick");
  CHECK_MESSAGE(ending.code == 0, ending.err);
  CHECK(ending.out.find("3 of 3 seeds") != std::string::npos);
  CHECK(program.run("verify all/plain.yaml").code == 3);
  const auto hash = [&](const std::string& file) {
    CHECK(program.run("run all/" + file + " -o out_" + file).code == 0);
    return Json::parse(text_of(program.folder() / ("out_" + file) / "manifest.json"))["state_hash"];
  };
  CHECK(hash("tiny.yaml") == hash("plain.yaml"));
}
