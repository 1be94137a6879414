// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/describe.hpp"
#include "scenarios/read/schema.hpp"
#include "tests/support/reading.hpp"

#include <charconv>
#include <cstdlib>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace tilscape;
using namespace tilscape::scenarios;
using namespace tilscape::test;

namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A document as an editor's YAML reader hands it to a schema: plain numbers are numbers.
nlohmann::json as_json(const Node& node) {
  nlohmann::json out;
  if (node.map()) {
    out = nlohmann::json::object();
    for (const Node::Entry& e : node.entries) out[e.key] = as_json(e.value);
  } else if (node.sequence()) {
    out = nlohmann::json::array();
    for (const Node& item : node.items) out.push_back(as_json(item));
  } else if (!node.empty()) {
    double x = 0;
    const char* end = node.text.data() + node.text.size();
    const auto read = std::from_chars(node.text.data(), end, x);
    if (!node.quoted && read.ec == std::errc() && read.ptr == end)
      out = x == static_cast<double>(static_cast<std::int64_t>(x))
                ? nlohmann::json(static_cast<std::int64_t>(x))
                : nlohmann::json(x);
    else
      out = node.text;
  }
  return out;
}

void write_json(const std::filesystem::path& yaml, const std::filesystem::path& folder) {
  Problems problems;
  const auto node = parse_document(file_content(yaml.string()), yaml.string(), problems);
  REQUIRE(node);
  std::filesystem::create_directories(folder);
  std::ofstream(folder / (yaml.stem().string() + ".json")) << as_json(*node).dump();
}

}  // namespace

TEST_CASE("describe: a behaviour, a key by any of its paths, and what is neither") {
  const auto divide = describe_key("divide", language());
  REQUIRE(divide);
  CHECK(holds(divide->text, "crowding"));
  CHECK(holds(divide->json, "\"behaviour\": \"divide\""));
  for (const char* path : {"divide.every", "agents.cancer.divide.every"}) {
    const auto key = describe_key(path, language());
    REQUIRE(key);
    CHECK(holds(key->text, "time between divisions"));
  }
  CHECK(describe_key("consume.oxygen.rate", language()));
  CHECK(describe_key("substances.oxygen.diffusion", language()));
  CHECK(describe_key("takes", language()));
  CHECK_FALSE(describe_key("devide", language()));
  CHECK_FALSE(describe_key("divide.evry", language()));
  CHECK(suggest_key("devide.every", language()) == "divide");
  CHECK(suggest_key("divide.evry", language()) == "divide.every");
  CHECK(suggest_key("substances.oxygen.difusion", language()) == "substances.oxygen.diffusion");
  CHECK(suggest_key("lattice.sides.xx", language()) == "lattice.sides.x");
  CHECK(suggest_key("drug", language()) == "drugs");
  CHECK(suggest_key("hil", language()) == "hill");
  CHECK(suggest_key("nonsense", language()).empty());
  CHECK(suggest_key("divide.nonsense", language()).empty());
}

TEST_CASE("describe: a function of expressions is explained") {
  const auto hill = describe_function("hill");
  REQUIRE(hill);
  CHECK(holds(hill->text, "hill(x, half, n), of expressions: x^n / (half^n + x^n)"));
  CHECK(holds(hill->json, "\"function\": \"hill\""));
  CHECK_FALSE(describe_function("hil"));
}

TEST_CASE("describe: a code is explained with or without its letter") {
  CHECK(holds(describe_code("E0214", language())->text, "E0214: The key has no meaning"));
  CHECK(describe_code("214", language())->text == describe_code("E0214", language())->text);
  CHECK(holds(describe_code("W0701", language())->text, "W0701"));
  CHECK_FALSE(describe_code("E9999", language()));
  CHECK_FALSE(describe_code("nonsense", language()));
}

TEST_CASE("describe: a scenario is told in sentences, with the sources of its numbers") {
  const Validation v = validate(complete_scenario(), language());
  REQUIRE(v.problems.ok());
  const Description d = describe_scenario(v.scenario);
  CHECK(holds(d.text, "2880 steps of 1 min"));
  CHECK(holds(d.text, "10 x 10 sites of 20 um (100 in all)"));
  CHECK(holds(d.text, "agents.cell.consume.oxygen.rate"));
  CHECK(holds(d.text, "biofvm"));
  CHECK(holds(d.text, "complete: Everything at once: the language's own sample"));
  CHECK(holds(d.text, "marker: a surface marker"));
  CHECK(holds(d.text, "made_up: numbers of this test, doi:10.1000/182, https://example.org/numbers"));
}

TEST_CASE("reference: every behaviour, parameter and code has its line") {
  const std::string page = reference_page(language());
  for (const auto& [b, make] : language().behaviours()) {
    CHECK(holds(page, "### " + b.name));
    for (const ParameterInfo& p : b.parameters) CHECK(holds(page, p.about));
  }
  CHECK(holds(page, "| E0214 |"));
  CHECK(holds(page, "`lattice.spacing`"));
}

TEST_CASE("reference: the pages of docs/reference are those that the descriptors make") {
  const std::pair<const char*, std::string> pages[] = {
      {"docs/reference/scenario.md", reference_page(language())},
      {"docs/reference/scenario-1.schema.json", scenario_schema(language())}};
  for (const auto& page : pages) {  // no structured binding: clang 14 cannot capture one in INFO
    const std::string file = page.first;
    const std::string& text = page.second;
    if (std::getenv("TILSCAPE_UPDATE_EXPECTED") != nullptr)
      std::ofstream(source_file(file), std::ios::binary) << text;
    INFO("run tools/update_expected.sh to write " << file);
    CHECK(file_content(source_file(file)) == text);
  }
}

TEST_CASE("schema: a validator accepts every shipped scenario and refuses the faulty ones") {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(TILSCAPE_BINARY_DIR) / "schema_test";
  fs::remove_all(folder);
  for (const char* from : {"scenarios/library", "scenarios/library/parts", "tests/support/scenarios"})
    for (const auto& entry : fs::directory_iterator(source_file(from)))
      if (entry.path().extension() == ".yaml") write_json(entry.path(), folder / "good");
  for (const char* name : {"unknown_key", "unknown_section", "unknown_behaviour",
                           "unknown_parameter_of_behaviour", "unit_missing", "unknown_word",
                           "word_or_quantity", "map_where_value", "wrong_version", "value_where_map"})
    write_json(source_file("tests/errors/cases/") + name + ".yaml", folder / "bad");
  std::ofstream(folder / "schema.json", std::ios::binary) << scenario_schema(language());
  const std::string command =
      "python3 -B '" + source_file("tests/unit/scenarios/check_schema.py") + "' '" + folder.string() + "'";
  CHECK(std::system(command.c_str()) == 0);
}
