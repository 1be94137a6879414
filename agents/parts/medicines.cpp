// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Drugs, particles and vaccines, the body that they go through, the tissue that holds them up, and when they
// are given.
#include "agents/body/medicines.hpp"

#include "agents/body/assemble.hpp"
#include "agents/body/check_medicines.hpp"
#include "agents/particles/transport.hpp"
#include "agents/parts/medicines.hpp"
#include "engine/part/part.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tilscape::parts {

namespace {

template <class T>
ParameterInfo map_of(const char* name, const char* about) {
  return {
      .name = name, .kind = ParameterKind::map, .about = about, .optional = true, .children = describe<T>()};
}

/// The drugs that systems take to the tissue.
std::vector<std::string> through_systems(const WrittenKeys& keys) {
  std::vector<std::string> drugs;
  for (const std::string& system : keys.at({"systems"})) {
    const std::string of = keys.text({"systems", system, "of"});
    std::string blood = keys.text({"systems", system, "blood"});
    std::string model = keys.text({"systems", system, "model"});
    for (std::size_t i = 0; i < keys.at({"models"}).size() && blood.empty() && !model.empty(); ++i) {
      blood = keys.text({"models", model, "blood"});
      model = keys.text({"models", model, "model"});
    }
    if (!of.empty() && !blood.empty()) drugs.push_back(of);
  }
  return drugs;
}

/// Drugs that have a course in plasma, and the particles that bring them.
std::vector<PartField> fields(const WrittenKeys& keys) {
  std::vector<std::string> plasma = keys.at({"body", "plasma"});
  for (std::string& drug : through_systems(keys)) plasma.push_back(std::move(drug));
  const auto in_plasma = [&](const std::string& name) {
    return std::find(plasma.begin(), plasma.end(), name) != plasma.end();
  };
  std::vector<PartField> out;
  for (const std::string& drug : keys.at({"drugs"}))
    if (in_plasma(drug)) out.push_back({drug, "nM"});
  for (const std::string& name : keys.at({"particles"})) {
    const std::vector<std::string> drugs = keys.at({"particles", name, "payload"});
    for (const std::string& drug : drugs)
      if (in_plasma(name) && in_plasma(drug))
        out.push_back({body::loaded_field(name, drug, drugs.size()), "nM"});
  }
  return out;
}

std::string treatments(const Values& root) {
  std::string out;
  if (!root.has("treatments")) return out;
  for (const auto& [name, value] : root.map("treatments").entries()) {
    const Values& t = root.map("treatments").map(name);
    if (t.has("records")) {
      out += fmt::format("  {}: {}, by the records of {}\n", name, t.text("give"),
                         t.map("records").text("table"));
      continue;
    }
    const bool vaccine = root.has("vaccines") && root.map("vaccines").has(t.text("give"));
    out += fmt::format("  {}: {:g} x {} of {}, {}, from {}", name, t.number("count"),
                       t.has("dose") ? t.at("dose").written : "one dose", t.text("give"),
                       t.text_or("route", vaccine ? "sc" : "iv"), t.at("start").written);
    if (t.has("every")) out += fmt::format(" every {}", t.at("every").written);
    if (t.has("on")) out += fmt::format(", {} times in each", t.numbers("on").size());
    if (t.has("loading")) out += fmt::format(", first {}", t.at("loading").written);
    if (t.has("hold")) out += fmt::format(", left out when {}", t.text("hold"));
    if (t.has("stop")) out += fmt::format(", stopped when {}", t.text("stop"));
    out += "\n";
  }
  return out;
}

}  // namespace

Part medicines(std::vector<ReleaseLaw> laws) {
  constexpr const char* no_course = "it has no course under `body.plasma`";
  ParameterInfo particles = map_of<body::ParticleParams>("particles", "designs of nanoparticles");
  for (ParameterInfo& key : particles.children)
    if (key.name == "release")
      for (const ReleaseLaw& law : laws) key.children.push_back(law.info);
  return {
      .sections = {{.name = "tissue",
                    .kind = ParameterKind::record,
                    .default_value = "{}",
                    .about = "what holds drugs and particles up by their size: a mesh of fibres between the "
                             "cells, and the cells; both follow from an antibody of 150 kDa",
                    .source = "by definition",
                    .children = describe<transport::TissueParams>()},
                   map_of<body::DrugParams>("drugs", "molecules that are given"),
                   std::move(particles),
                   map_of<body::VaccineParams>("vaccines", "what primes T cells in the lymph node"),
                   {.name = "body",
                    .kind = ParameterKind::record,
                    .about = "what is not on the lattice",
                    .optional = true,
                    .children = describe<body::BodyParams>()},
                   map_of<body::TreatmentParams>("treatments", "what is given, when")},
      .after = "agents",
      .names = {{"drug", "drugs", Code{405}, "There is no drug of this name.", no_course},
                {"particle", "particles", Code{406}, "There is no particle of this name.", no_course},
                {"vaccine", "vaccines", Code::unknown_name, {}, {}}},
      .periods = {"body"},
      .processes = {"body_*", "lymph_node"},
      .fields = fields,
      .check = body::check_medicines,
      .assemble = [laws = std::move(laws)](Assembly& out) { body::assemble(out, laws); },
      .title = "Treatments",
      .describe = treatments};
}

Part medicines() {
  return medicines(release_laws());
}

}  // namespace tilscape::parts
