// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/systems/diagram.hpp"

#include <doctest/doctest.h>
#include <string>

using namespace tilscape::body;

namespace {

SystemText two_volumes() {
  SystemText system;
  system.name = "drug";
  system.of = "drug";
  system.species = {{"central", {}}, {"depot", {}}};
  system.variables = {{"effect", {}}};
  system.values = {{"clearance", {}}};
  system.flows["absorbed"] = {{"depot"}, {"central"}, {}, {}, {}, ""};
  system.flows["eliminated"] = {{"central"}, {}, {}, {}, {}, ""};
  system.routes["sc"].to = Text{"depot", {}, "drug"};
  return system;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a diagram: species in the box of their system, flows as arrows, outside, routes; no values") {
  const std::string text = diagram({two_volumes()});
  CHECK(holds(
      text, "subgraph \"cluster_drug\" {\n    label=\"drug\";\n    \"drug.central\" [label=\"central\"];\n"));
  CHECK(holds(text, "\"drug.effect\" [label=\"effect\", style=rounded];"));
  CHECK(holds(text, "\"drug.depot\" -> \"drug.central\" [label=\"absorbed\"];"));
  CHECK(holds(text, "\"outside of drug.eliminated\" [shape=point];"));
  CHECK(holds(text, "\"drug.central\" -> \"outside of drug.eliminated\" [label=\"eliminated\"];"));
  CHECK(holds(text, "\"dose of drug.sc\" -> \"drug.depot\" [style=dashed];"));
  CHECK_FALSE(holds(text, "clearance"));
  CHECK_FALSE(holds(text, "tissue"));
  CHECK(diagram({}).empty());
}

TEST_CASE("a diagram: blood meets the tissue where doses can come to it") {
  SystemText system = two_volumes();
  system.blood = Text{"central", {}, "drug"};
  CHECK(holds(diagram({system}), "\"drug.central\" -> \"tissue of drug\" [dir=both];"));
  system.of.clear();
  CHECK_FALSE(holds(diagram({system}), "tissue"));
}

TEST_CASE("a diagram: species of several at once meet in a point, of another system by its name") {
  SystemText system = two_volumes();
  system.flows["bound"] = {{"2 central", "other.target"}, {"depot"}, {}, {}, {}, ""};
  const std::string text = diagram({system});
  CHECK(holds(text, "\"meeting of drug.bound\" [shape=point, xlabel=\"bound\"];"));
  CHECK(holds(text, "\"drug.central\" -> \"meeting of drug.bound\" [arrowhead=none, label=\"2\"];"));
  CHECK(holds(text, "\"other.target\" -> \"meeting of drug.bound\" [arrowhead=none];"));
  CHECK(holds(text, "\"meeting of drug.bound\" -> \"drug.depot\";"));
}

TEST_CASE("a diagram: no name ends a text or begins an escape") {
  SystemText system;
  system.name = "a\"]; evil [";
  system.species = {{"back\\", {}}, {"line\nN", {}}, {"&lt;b", {}}};
  const std::string text = diagram({system});
  CHECK(holds(text, "label=\"a\\\"]; evil [\";"));
  CHECK(holds(text, "[label=\"back\\\\\"];"));
  CHECK(holds(text, "[label=\"line N\"];"));
  CHECK(holds(text, "[label=\"&amp;lt;b\"];"));
}
