// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Lymph nodes of the library: IL-2, clones that compete, recall. The numbers of the tables are those of
// another integrator of the same equations, written by hand: RK4 without IL-2, an implicit method of order 4
// with it, each with half its steps beside.
#include "tests/support/body.hpp"
#include "tests/support/near.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <string>
#include <utility>
#include <vector>

namespace tilscape::test {
namespace {

constexpr double day = 1440;

/// A vaccine at day 0 and day 28, and a node with these values; beside it other systems.
Body vaccinated(const std::string& parts, const std::string& model, double antigen, const std::string& values,
                const std::string& beside = "") {
  return Body(
      parts,
      fmt::format("vaccines: {{ shot: {{ carrier: particle, diameter: 20 nm, antigen: {} nmol, adjuvant: 0.1 "
                  "nmol }} }}\n"
                  "systems:\n  node: {{ model: {}, of: shot, values: {{ {} }} }}\n{}"
                  "treatments: {{ shot: {{ give: shot, every: 28 d, count: 2 }} }}\n",
                  antigen, model, values, beside),
      60);
}

using Row = std::pair<double, std::vector<double>>;

void compare(Body& body, const std::vector<const char*>& names, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const double at = row.first;
    const std::vector<double>& said = row.second;
    body.to(at * day);
    for (std::size_t i = 0; i < names.size(); ++i) {
      CAPTURE(at);
      CAPTURE(names[i]);
      CHECK(body[names[i]] == near(said[i], 1e-6));
    }
  }
}

constexpr const char* strong =
    "  strong: { model: clone, values: { affinity: 10, share: 0.5, precursors: 60 cells } }\n";

/// The largest number of effectors in the blood from day `from` to day `to`.
double peak(Body& body, const std::string& system, double from, double to) {
  double most = 0;
  for (double t = from; t <= to; t += 0.25) {
    body.to(t * day);
    most = std::max(most, body[system + ".effectors_blood"]);
  }
  return most;
}

}  // namespace

TEST_CASE("node: prime and boost without IL-2") {
  Body body = vaccinated("lymph_node.yaml", "lymph_node", 0.1, "");
  compare(body, {"node.effectors_blood", "node.memory"},
          {{7, {457.043434, 35.0606794}},
           {28, {10.4578914, 72.771276}},
           {37, {2321.69914, 239.763391}},
           {60, {13.5845582, 296.206224}}});
}

TEST_CASE("node: IL-2 in one step, as public models have it") {
  Body body = vaccinated("lymph_node_il2.yaml", "lymph_node_il2", 0.1, "");
  compare(body, {"node.effectors_blood", "node.memory", "node.il2"},
          {{7, {3590.97212, 285.702162, 0.0837743095}},
           {14, {3150.57571, 638.028031, 0.0456993747}},
           {28, {145.974252, 679.644336, 0.00273599281}},
           {37, {161259.526, 16430.0893, 0.0606738128}},
           {60, {1847.80667, 24312.9598, 0.0221498416}}});
}

TEST_CASE("node: IL-2 division by division, and nobody is an effector before it can have divided") {
  Body body = vaccinated("lymph_node_il2_steps.yaml", "lymph_node_il2_steps", 0.1, "");
  body.to(2 * day);
  CHECK(body["node.effectors_blood"] < 1e-4);
  compare(body, {"node.effectors_blood", "node.memory", "node.il2"},
          {{7, {3263.25495, 193.487893, 0.0118407221}},
           {14, {2078.2044, 487.255937, 0.0273789056}},
           {28, {67.9940233, 493.064929, 1.16020051e-05}},
           {37, {144627.995, 12389.9088, 0.0140695621}}});
}

TEST_CASE("node: without further divisions IL-2 changes nothing") {
  Body body = vaccinated("lymph_node_il2.yaml", "lymph_node_il2", 0.1, "further: 0");
  compare(body, {"node.effectors_blood"}, {{7, {457.043434}}, {37, {2321.69914}}});
}

TEST_CASE("node: clones share what places there are") {
  Body plenty = vaccinated("lymph_node_clone.yaml", "lymph_node", 0.1, "others: strong.pull", strong);
  compare(plenty, {"node.effectors_blood", "node.memory", "strong.effectors_blood", "strong.memory"},
          {{9, {560.344067, 54.2378414, 434.326669, 40.397463}},
           {37, {2275.01929, 236.281022, 1866.29995, 185.498187}}});
  Body scarce = vaccinated("lymph_node_clone.yaml", "lymph_node", 1e-4, "others: strong.pull", strong);
  compare(scarce, {"node.effectors_blood", "node.memory", "strong.effectors_blood", "strong.memory"},
          {{9, {21.5820135, 2.20314366, 113.017042, 11.5812777}},
           {37, {19.5102375, 4.52174416, 359.157853, 41.0631681}},
           {60, {0.113343422, 4.99556432, 2.06113448, 49.5712767}}});
}

TEST_CASE(
    "node: a strong clone crowds a weak one out where antigen is scarce, and not where there is plenty") {
  const auto kept = [](double antigen) {
    Body alone = vaccinated("lymph_node.yaml", "lymph_node", antigen, "");
    Body beside = vaccinated("lymph_node_clone.yaml", "lymph_node", antigen, "others: strong.pull", strong);
    return peak(beside, "node", 28.25, 45) / peak(alone, "node", 28.25, 45);
  };
  CHECK(kept(0.1) > 0.95);
  CHECK(kept(1e-4) < 0.3);
}

TEST_CASE("node: clones with IL-2 make it, take it up and follow it together") {
  Body body = vaccinated("lymph_node_clone.yaml lymph_node_il2.yaml", "lymph_node_il2", 1e-3,
                         "others: strong.pull, il2_makers: divided_0 + divided_1 / 2 + divided_2 / 4 + "
                         "divided_3 / 8 + divided_4 / 16 + "
                         "divided_5 / 32 + strong.makers, il2_users: effectors_node + strong.users",
                         "  strong: { model: clone, values: { affinity: 10, share: 0.5, precursors: 60 "
                         "cells, further: node.further } }\n");
  compare(body,
          {"node.effectors_blood", "node.memory", "strong.effectors_blood", "strong.memory", "node.il2"},
          {{9, {966.872741, 108.960006, 1152.66909, 125.569152, 0.0559708174}},
           {37, {6788.37366, 832.121143, 21062.6136, 2402.27136, 0.054936624}}});
}

TEST_CASE("node: a boost is larger than the prime, and comes to its size in half the time") {
  Body body = vaccinated("lymph_node.yaml", "lymph_node", 0.1, "");
  const double prime = peak(body, "node", 0, 27);
  double passed = 0;
  for (double t = 28.25; passed == 0 && t < 40; t += 0.25) {
    body.to(t * day);
    if (body["node.effectors_blood"] > prime) passed = t - 28;
  }
  CHECK(passed < 0.5 * 9.12);
  CHECK(peak(body, "node", 33, 45) > 4 * prime);
}

}  // namespace tilscape::test
