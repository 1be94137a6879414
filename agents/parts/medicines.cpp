// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Drugs, particles and vaccines, the body that they go through, the tissue that holds them up, and when they
// are given.
#include "agents/body/medicines.hpp"

#include "agents/body/check_medicines.hpp"
#include "agents/body/designs.hpp"
#include "agents/body/systems/assemble.hpp"
#include "agents/body/treatments.hpp"
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

/// What systems take to the tissue: drugs, particles.
std::vector<std::string> through_systems(const WrittenKeys& keys) {
  std::vector<std::string> out;
  for (const std::string& system : keys.at({"systems"})) {
    const std::string of = keys.text({"systems", system, "of"});
    std::string blood = keys.text({"systems", system, "blood"});
    std::string model = keys.text({"systems", system, "model"});
    for (std::size_t i = 0; i < keys.at({"models"}).size() && blood.empty() && !model.empty(); ++i) {
      blood = keys.text({"models", model, "blood"});
      model = keys.text({"models", model, "model"});
    }
    if (!of.empty() && !blood.empty()) out.push_back(of);
  }
  return out;
}

/// Drugs that come to the tissue, and what particles bring of them there.
std::vector<PartField> fields(const WrittenKeys& keys, const std::vector<ReleaseLaw>& laws) {
  const std::vector<std::string> come = through_systems(keys);
  const auto comes = [&](const std::string& name) {
    return std::find(come.begin(), come.end(), name) != come.end();
  };
  std::vector<PartField> out;
  for (const std::string& drug : keys.at({"drugs"}))
    if (comes(drug)) out.push_back({drug, "nM"});
  for (const std::string& name : keys.at({"particles"})) {
    if (!comes(name)) continue;
    for (PartField& field :
         body::fields_of(name, keys.at({"particles", name, "payload"}), body::pools_of(keys, name, laws)))
      out.push_back(std::move(field));
  }
  return out;
}

/// As it is written behind a key, or `otherwise`.
std::string written(const Values& design, const char* key, const char* otherwise) {
  return design.has(key) ? design.at(key).written : otherwise;
}

std::string told_release(const Values& particle, const std::string& path,
                         const std::vector<ReleaseLaw>& laws) {
  if (!particle.has("release")) return "which nothing leaves";
  const Values& said = particle.map("release");
  for (const ReleaseLaw& law : laws) {
    if (!said.has(law.info.name)) continue;
    const Values& own = said.map(law.info.name);
    std::string out = "released by " + law.info.name;
    for (const auto& [key, value] : own.entries()) out += fmt::format(", {} {}", key, value.written);
    const Release release = law.release(own, path + ".release." + law.info.name + ".");
    if (release.pools.size() > 1)
      out += fmt::format(
          " ({} pools, of which each is a level of its own; they miss the law by at most {:.2g} % of "
          "the payload)",
          release.pools.size(), 100 * release.error);
    return out;
  }
  return "which nothing leaves";
}

/// What there is to give.
std::string designs(const Values& root, const std::vector<ReleaseLaw>& laws) {
  std::string out;
  const auto each = [&](const char* section, const auto& tell) {
    if (!root.has(section)) return;
    for (const auto& [name, value] : root.map(section).entries()) tell(name, root.map(section).map(name));
  };
  each("drugs", [&](const std::string& name, const Values& drug) {
    out += fmt::format("  {} is a drug of {}\n", name, written(drug, "mass", "a mass that is not said"));
  });
  each("particles", [&](const std::string& name, const Values& particle) {
    out += fmt::format("  {} is a particle of {}", name,
                       written(particle, "diameter", "a size that is not said"));
    if (particle.has("payload")) {
      std::string load;
      for (const auto& [drug, molecules] : particle.map("payload").entries())
        load += fmt::format("{}{} ({})", load.empty() ? "" : " and ", drug, molecules.written);
      out += fmt::format(", carries {}, {}", load, told_release(particle, "particles." + name, laws));
    }
    out += "\n";
  });
  each("vaccines", [&](const std::string& name, const Values& vaccine) {
    out += fmt::format(
        "  {} is a vaccine ({}{}) of {} antigen and {} adjuvant, of which the tumour carries a share of "
        "{}\n",
        name, vaccine.text("carrier"), vaccine.has("diameter") ? ", " + vaccine.at("diameter").written : "",
        vaccine.at("antigen").written, vaccine.at("adjuvant").written, vaccine.at("relevance").written);
  });
  return out;
}

std::string treatments(const Values& root, const std::vector<ReleaseLaw>& laws) {
  std::string out = designs(root, laws);
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
    if (t.boolean("steady")) out += ", at steady state";
    if (t.has("when")) out += fmt::format(", from when {}", t.text("when"));
    if (t.has("stop")) out += fmt::format(", stopped when {}", t.text("stop"));
    out += "\n";
  }
  return out;
}

}  // namespace

Part medicines(const std::vector<ReleaseLaw>& laws) {
  constexpr const char* no_course =
      "no system of the body brings it there: one that is `of` it and has `blood`";
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
      .processes = {"body"},
      .fields = [laws](const WrittenKeys& keys) { return fields(keys, laws); },
      .check = body::check_medicines,
      .assemble = [laws](Assembly& out) { body::assemble(out, laws); },
      .title = "Treatments",
      .describe = [laws](const Values& root) { return treatments(root, laws); }};
}

Part medicines() {
  return medicines(release_laws());
}

}  // namespace tilscape::parts
