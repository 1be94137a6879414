// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/particles/transport.hpp"
#include "tests/support/near.hpp"
#include "tests/support/runs.hpp"
#include "tests/support/small_body.hpp"

#include <doctest/doctest.h>

namespace tilscape {
namespace {

using namespace scenarios;

/// A mouse with two drugs, each alone or together in particles that keep them.
std::string mouse(const std::string& treatment, const std::string& body = "weight: 20 g") {
  return "tilscape: 1\nname: mouse\ntime: { end: 2 h }\nlattice: { sites: [6, 6] }\n"
         "vessels: { generate: regular, spacing: 60 um }\n"
         "drugs:\n"
         "  heavy: { mass: 100 kDa, diffusion: 10 um2/s, permeability: 3e-7 cm/s }\n"
         "  light: { mass: 1 kDa, diffusion: 10 um2/s, permeability: 3e-7 cm/s }\n"
         "particles:\n"
         "  np: { diameter: 80 nm, payload: { heavy: 500 per particle, light: 100 per particle } }\n"
         "  single: { diameter: 20 nm, payload: { heavy: 300 per particle } }\n"
         "vaccines: { vaccine: { carrier: particle, diameter: 20 nm, antigen: 0.02 nmol, adjuvant: 0.04 nmol "
         "} }\n"
         "body:\n"
         "  " +
         body + "\n" + test::small_bodies({"heavy", "light", "np", "single"}, test::small_node()) +
         "treatments: { t: { " + treatment + " } }\n";
}

/// Value of a process at the end of the run, by its label without the unit.
class Ended {
 public:
  explicit Ended(const std::string& text)
      : run_(build_run(test::checked(validate_text(text, "mouse.yaml", test::language())), 1)) {
    while (run_.simulation->world().step < run_.steps) run_.simulation->step();
  }
  [[nodiscard]] double value(const std::string& process, const std::string& label) const {
    for (const ProcessState& p : run_.simulation->world().processes)
      for (std::size_t i = 0; i < p.labels.size(); ++i)
        if (p.name == process && p.labels[i].substr(0, p.labels[i].find(' ')) == label) return p.values[i];
    throw std::runtime_error(process + " has no " + label);
  }
  [[nodiscard]] double given(const std::string& drug) const { return value("body", drug + ".given"); }
  [[nodiscard]] std::vector<std::string> substances() const {
    std::vector<std::string> names;
    for (const Substance& s : run_.simulation->params().substances) names.push_back(s.field.name);
    return names;
  }

 private:
  Run run_;
};

TEST_CASE("two payloads: each is given as the particle carries it, and has a field of its own") {
  const Ended by_mass(mouse("give: np, dose: 10 mg/kg, of: heavy"));
  CHECK(by_mass.given("heavy") == test::near(2, 1e-5));       // 10 mg/kg of 20 g at 100 kDa [nmol]
  CHECK(by_mass.given("light") == test::near(2. / 5, 1e-5));  // 100 of 500
  const Ended by_light(mouse("give: np, dose: 1 nmol, of: light"));
  CHECK(by_light.given("heavy") == test::near(5, 1e-5));
  CHECK(by_light.given("light") == test::near(1, 1e-5));
  CHECK(by_mass.substances() == std::vector<std::string>{"np_heavy", "np_light", "single", "heavy", "light"});
  CHECK(by_mass.value("body", "heavy.tissue_np_heavy") > 0);
  CHECK(by_mass.value("body", "light.tissue_np_light") ==
        test::near(by_mass.value("body", "heavy.tissue_np_heavy") / 5, 1e-5));
}

TEST_CASE("a substance: the share of the tissue that it can enter is that of its drug, particle or supply") {
  std::string text = mouse("give: np, dose: 1 nmol, of: heavy");
  const auto said = [&](const std::string& where, const std::string& what) {
    text.insert(text.find(where) + where.size(), what);
  };
  said("heavy: { mass: 100 kDa, ", "available: 0.24, ");
  said("np: { diameter: 80 nm, ", "available: 0.05, ");
  said("spacing: 60 um", ", supply: { oxygen: { permeability: 1 um/min, level: 1 nM, available: 0.5 } }");
  text += "substances: { oxygen: { diffusion: 1e5 um2/min } }\n";
  const Params params = build_params(test::checked(validate_text(text, "mouse.yaml", test::language())));
  const auto available = [&](const std::string& name) {
    for (const Substance& s : params.substances)
      if (s.field.name == name) return s.available;
    throw std::runtime_error("there is no " + name);
  };
  CHECK(available("heavy") == 0.24);
  CHECK(
      available("light") ==
      test::near(transport::available_volume(transport::molecular_radius(1), transport::fit_tissue()), 1e-5));
  CHECK(available("single") == test::near(transport::available_volume(10, transport::fit_tissue()), 1e-5));
  CHECK(available("np_heavy") == 0.05);
  CHECK(available("np_light") == 0.05);
  CHECK(available("oxygen") == 0.5);
}

TEST_CASE("a dose: in particles it is the molecules that they carry") {
  const Ended run(mouse("give: np, dose: 1e12 particles"));
  CHECK(run.given("heavy") == test::near(1e12 * 500 / 6.02214076e14, 1e-5));
  CHECK(run.given("light") == test::near(1e12 * 100 / 6.02214076e14, 1e-5));
  const Ended by_weight(mouse("give: np, dose: 1e12 particles/kg"));
  CHECK(by_weight.given("heavy") == test::near(0.02 * run.given("heavy"), 1e-5));
}

TEST_CASE("a dose: per body weight it needs the weight or the species") {
  CHECK(Ended(mouse("give: heavy, dose: 100 nmol/kg")).given("heavy") == test::near(2, 1e-5));
  CHECK(Ended(mouse("give: heavy, dose: 100 nmol/kg", "weight: 30 g")).given("heavy") == test::near(3, 1e-5));
  CHECK(Ended(mouse("give: heavy, dose: 100 nmol/kg", "species: mouse")).given("heavy") ==
        test::near(2, 1e-5));
  CHECK(Ended(mouse("give: heavy, dose: 100 nmol/kg", "species: rat")).given("heavy") ==
        test::near(25, 1e-5));
  CHECK(Ended(mouse("give: heavy, dose: 100 nmol/kg", "species: human")).given("heavy") ==
        test::near(7000, 1e-5));
}

TEST_CASE("several designs of one carrier: the one that is given brings the drug") {
  const Ended single(mouse("give: single, dose: 3 nmol"));
  CHECK(single.given("heavy") == test::near(3, 1e-5));
  CHECK(single.value("body", "single.plasma.heavy") > 2);
  CHECK(single.given("light") == 0);
}

TEST_CASE("the dose of a vaccine counts its antigen, with adjuvant in proportion") {
  const auto antigen = [](const std::string& dose) {
    return Ended(mouse("give: vaccine" + dose)).value("body", "node.antigen");
  };
  const auto adjuvant = [](const std::string& dose) {
    return Ended(mouse("give: vaccine" + dose)).value("body", "node.adjuvant");
  };
  CHECK(antigen("") > 0);
  CHECK(antigen(", dose: 0.06 nmol") == test::near(3 * antigen(""), 1e-5));
  CHECK(adjuvant(", dose: 0.06 nmol") == test::near(3 * adjuvant(""), 1e-5));
}

TEST_CASE("processes: each that a shipped scenario has is one that a part says it may bring") {
  std::size_t seen = 0;
  for (const std::string& name : test::library())
    for (const auto& process : build_params(test::library_scenario(name)).processes) {
      const std::string process_name = process->initial().name;
      CAPTURE(process_name);
      CHECK(test::language().may_bring(process_name));
      ++seen;
    }
  CHECK(seen > 10);
  for (const char* none : {"cancer", "bod", "lymph_node", ""}) CHECK_FALSE(test::language().may_bring(none));
}

}  // namespace
}  // namespace tilscape
