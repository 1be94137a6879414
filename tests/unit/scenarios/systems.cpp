// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Systems of the body that a scenario tells: V17, V19, V29, O9, published models, and that everything adds
// up.
#include "scenarios/read/describe.hpp"
#include "tests/support/body.hpp"
#include "tests/support/integrator.hpp"
#include "tests/support/near.hpp"
#include "tests/support/runs.hpp"
#include "tests/support/temporary_folder.hpp"

#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <functional>
#include <map>

namespace tilscape::test {
namespace {

constexpr double hour = 60;
constexpr double day = 1440;

/// Two compartments after a bolus of 1 into the first (Gibaldi and Perrier): the level times its volume.
struct TwoExponentials {
  double fast, slow, k21;
  TwoExponentials(double cl, double v1, double q, double v2) : k21(q / v2) {
    const double k10 = cl / v1;
    const double sum = k10 + q / v1 + k21;
    const double root = std::sqrt(sum * sum - 4 * k10 * k21);
    fast = (sum + root) / 2;
    slow = (sum - root) / 2;
  }
  [[nodiscard]] double central(double t) const {
    if (t < 0) return 0;
    return ((fast - k21) * std::exp(-fast * t) + (k21 - slow) * std::exp(-slow * t)) / (fast - slow);
  }
  /// After the start of an infusion of 1 in all over T.
  [[nodiscard]] double infused(double t, double over) const {
    const auto since = [&](double s) {  // the integral of central up to s
      return s <= 0 ? 0
                    : ((fast - k21) / fast * (1 - std::exp(-fast * s)) +
                       (k21 - slow) / slow * (1 - std::exp(-slow * s))) /
                          (fast - slow);
    };
    return (since(t) - since(t - over)) / over;
  }
};

constexpr const char* pembrolizumab =
    "drugs: { pembrolizumab: { mass: 149 kDa } }\n"
    "systems:\n"
    "  pembrolizumab:\n"
    "    model: two_compartment\n"
    "    of: pembrolizumab\n"
    "    values: { clearance: 0.22 L/d, central_volume: 3.48 L, exchange: 0.795 L/d, peripheral_volume: 4.06 "
    "L }\n";

/// Docetaxel in two compartments, and the marrow under it.
scenarios::Scenario docetaxel(const std::string& time, const std::string& course) {
  const std::string text =
      "tilscape: 1\nname: body\nextends: [parts/body/two_compartment.yaml, parts/body/marrow_friberg.yaml]\n"
      "time: { " +
      time +
      " }\nlattice: { sites: [4, 4] }\n"
      "drugs: { docetaxel: { mass: 0.808 kDa } }\nsystems:\n"
      "  docetaxel: { model: two_compartment, of: docetaxel, values: { clearance: 32.6 L/h, exchange: 5.34 "
      "L/h, "
      "central_volume: 5.77 L, peripheral_volume: 11 L } }\n"
      "  marrow: { model: marrow_friberg, values: { effect: \"most_effect * hill(docetaxel.level(central), "
      "half_effect, 1)\" } }\n"
      "treatments: { course: { " +
      course + " } }\n";
  return checked(scenarios::validate_text(text, source_file("scenarios/library/body.yaml"), language()));
}

}  // namespace

TEST_CASE("systems: pembrolizumab every three weeks has the levels of the closed form (V17, V29)") {
  Body body("two_compartment.yaml",
            std::string(pembrolizumab) +
                "treatments: { course: { give: pembrolizumab, dose: 200 mg, route: iv, "
                "every: 21 d, count: 4 } }\n",
            60);
  const TwoExponentials one(0.22, 3.48, 0.795, 4.06);
  const double nmol = 200e-3 / 149e-6;
  for (const double t : {1.0, 20.9583333333333333, 30.0, 62.0, 84.0, 140.0}) {
    body.to(t * day);
    double expected = 0;
    for (int i = 0; i < 4; ++i) expected += nmol * one.central(t - 21 * i);
    CHECK(body["pembrolizumab.central"] == near(expected, 1e-8));
  }
  CHECK(body["pembrolizumab.given"] == near(4 * nmol, 1e-14));
  CHECK(std::abs(body["pembrolizumab.unaccounted"]) < 1e-9 * 4 * nmol);
  CHECK(body["pembrolizumab.outside"] > 3 * nmol);
}

TEST_CASE("systems: an infusion that begins and ends between steps goes exactly (V17)") {
  Body body("two_compartment.yaml",
            std::string(pembrolizumab) +
                "treatments: { course: { give: pembrolizumab, dose: 200 mg, route: iv, start: 17 min, over: "
                "51 min } }\n",
            30);
  const TwoExponentials one(0.22, 3.48, 0.795, 4.06);
  const double nmol = 200e-3 / 149e-6;
  for (const double t : {30.0, 60.0, 90.0, 1440.0}) {
    body.to(t);
    CHECK(body["pembrolizumab.central"] == near(nmol * one.infused((t - 17) / day, 51 / day), 1e-10));
    CHECK(body["pembrolizumab.given"] == near(nmol * std::min(1.0, (t - 17) / 51), 1e-12));
    CHECK(std::abs(body["pembrolizumab.unaccounted"]) < 1e-12 * nmol);
  }
}

TEST_CASE("systems: a depot loses what does not arrive, and everything adds up") {
  // The depot of an antibody: Davda 2014 (10.4161/mabs.29095).
  Body body(
      "one_compartment.yaml",
      "drugs: { igg: { mass: 150 kDa } }\nbody: { weight: 70 kg }\n"
      "systems: { igg: { model: one_compartment, of: igg, values: { clearance: 0.2 L/d, volume: 3.61 L, "
      "absorption: 0.282 1/d, bioavailability: 0.744 } } }\n"
      "treatments: { course: { give: igg, dose: 3 mg/kg, route: sc } }\n",
      120);
  const double nmol = 3e-3 * 70 / 150e-6;
  const double ka = 0.282, k = 0.2 / 3.61;
  for (const double t : {1.0, 7.0, 40.0}) {
    body.to(t * day);
    CHECK(body["igg.central"] ==
          near(0.744 * nmol * ka / (ka - k) * (std::exp(-k * t) - std::exp(-ka * t)), 1e-10));
    CHECK(std::abs(body["igg.unaccounted"]) < 1e-12 * nmol);
  }
}

TEST_CASE("systems: neutrophils stay as they are without a drug (V19)") {
  Body body("marrow_friberg.yaml", "systems: { marrow: { model: marrow_friberg } }\n", 60);
  const double before = body["marrow.circulating"];
  body.to(60 * day);
  CHECK(body["marrow.circulating"] == near(before, 1e-10));
  CHECK(before == near(5.05e9 / 1e15, 1e-14));
}

TEST_CASE("systems: docetaxel's nadir and recovery (V19, O9)") {
  struct Case {
    double dose;  // [mg]
    double nadir, on_day,
        back_on;  // 1e9/L, d: shared reference runs by a method of order 4 in steps of 0.02 h
  };
  for (const Case& c : {Case{135, 1.180, 7.35, 15.4}, Case{180, 0.874, 7.58, 15.4}}) {
    CAPTURE(c.dose);
    const double step = 30;
    Body body(
        "two_compartment.yaml marrow_friberg.yaml",
        "drugs: { docetaxel: { mass: 0.808 kDa } }\nsystems:\n"
        "  docetaxel: { model: two_compartment, of: docetaxel, values: { clearance: 32.6 L/h, exchange: 5.34 "
        "L/h, central_volume: 5.77 L, peripheral_volume: 11 L } }\n"
        "  marrow: { model: marrow_friberg, values: { effect: \"most_effect * "
        "hill(docetaxel.level(central), half_effect, 1)\" } }\n"
        "treatments: { course: { give: docetaxel, dose: " +
            std::to_string(c.dose) + " mg, route: iv, over: 1 h } }\n",
        step);
    // The same equations, hours and 1e9 cells/L.
    using Cells = Integrator<7>;
    bool infusing = true;
    Cells check(
        {0, 0, 5.05, 5.05, 5.05, 5.05, 5.05},
        [&](double, const Cells::State& x) {
          const double level = x[0] / 5.77;  // [umol/L]
          const double dose = infusing ? c.dose / 0.808 : 0;
          const double effect = 83.9 * level / (7.17 + level);
          const double ktr = 4 / 89.3;
          const double back = std::pow(5.05 / x[6], 0.163);
          return Cells::State{dose - 32.6 * level - 5.34 * (level - x[1] / 11),
                              5.34 * (level - x[1] / 11),
                              ktr * x[2] * (1 - effect) * back - ktr * x[2],
                              ktr * (x[2] - x[3]),
                              ktr * (x[3] - x[4]),
                              ktr * (x[4] - x[5]),
                              ktr * (x[5] - x[6])};
        },
        1.0 / 240);
    double nadir = 1e9, on_day = 0, back_on = 0, worst = 0;
    for (double t = step; t <= 25 * day; t += step) {
      body.to(t);
      check.to(t / hour);
      infusing = t < hour - 1;
      const double cells = body["marrow.circulating"] * 1e15 / 1e9;
      worst = std::max(worst, std::abs(cells - check.x[6]) / check.x[6]);
      if (cells < nadir) {
        nadir = cells;
        on_day = t / day;
        back_on = 0;
      } else if (back_on == 0 && cells >= 0.99 * 5.05) {
        back_on = t / day;
      }
    }
    CHECK(worst < 1e-4);
    CHECK(nadir == near(c.nadir, 0.01));
    CHECK(on_day == near(c.on_day, 0.01));
    CHECK(back_on == near(c.back_on, 0.01));
    MESSAGE("nadir ", nadir, " on day ", on_day, ", back on day ", back_on, ", from the other integrator ",
            worst);
  }
}

TEST_CASE("systems: two published models go as an independent integrator says, for 100 days") {
  Body body("kuznetsov_1994.yaml de_pillis_2003.yaml",
            "systems:\n  k: { model: kuznetsov_1994 }\n"
            "  p: { model: de_pillis_2003, values: { infusion: 0.02 1/d } }\n",
            120);
  using Two = Integrator<2>;
  Two kuznetsov(
      {3.2e5, 5e6},
      [](double, const Two::State& x) {
        return Two::State{
            13000 + 0.1245 * x[0] * x[1] / (2.019e7 + x[1]) - 3.422e-10 * x[0] * x[1] - 0.0412 * x[0],
            0.18 * x[1] * (1 - 2e-9 * x[1]) - 1.101e-7 * x[0] * x[1]};
      },
      1.0 / 480);
  using Four = Integrator<4>;
  Four de_pillis(
      {1, 0.25, 0.15, 0},
      [](double, const Four::State& x) {
        const double hit = 1 - std::exp(-x[3]);
        return Four::State{
            x[0] * (1 - x[0]) - x[1] * x[0] - 0.1 * hit * x[0],
            1.5 * x[1] * (1 - x[1]) - 0.5 * x[2] * x[1] - x[1] * x[0] - 0.3 * hit * x[1],
            0.33 + 0.01 * x[2] * x[1] / (0.3 + x[1]) - x[2] * x[1] - 0.2 * x[2] - 0.2 * hit * x[2],
            0.02 - x[3]};
      },
      1.0 / 480);
  double worst = 0;
  const auto compare = [&](const char* name, double expected) {
    worst = std::max(worst, std::abs(body[name] - expected) / std::abs(expected));
  };
  for (int t = 1; t <= 100; ++t) {
    body.to(t * day);
    kuznetsov.to(t);
    de_pillis.to(t);
    compare("k.effectors", kuznetsov.x[0]);
    compare("k.tumour", kuznetsov.x[1]);
    compare("p.normal", de_pillis.x[0]);
    compare("p.tumour", de_pillis.x[1]);
    compare("p.immune", de_pillis.x[2]);
    compare("p.drug", de_pillis.x[3]);
  }
  MESSAGE("largest relative difference ", worst);
  CHECK(worst < 1e-6);
}

TEST_CASE("systems: what a target takes saturates, and the account holds") {
  Body body("target_mediated.yaml",
            "drugs: { antibody: { } }\nsystems: { antibody: { model: target_mediated, of: antibody } }\n"
            "treatments: { course: { give: antibody, dose: 0.5 mg, route: iv, every: 3 d, count: 5 } }\n",
            60);
  for (int t = 1; t <= 40; ++t) {
    body.to(t * day);
    CHECK(std::abs(body["antibody.unaccounted"]) < 1e-12 * body["antibody.given"]);
  }
  CHECK(body["antibody.given"] == near(2.5e-3, 1e-13));
  CHECK(body["antibody.outside"] > 0.9 * 2.5e-3);
}

TEST_CASE("systems: a run that goes on from any step comes to the same bits, those of every compiler") {
  const scenarios::Scenario scenario =
      docetaxel("end: 10 d, step: 30 min",
                "give: docetaxel, dose: 100 mg, route: iv, start: 100 min, over: 5 h, every: 2 d, count: 3");
  const auto fresh = [&] { return std::make_unique<Simulation>(scenarios::build_params(scenario), 1); };
  const auto whole = fresh();
  whole->start();
  std::vector<World> stops;
  for (int s = 0; s < 200; ++s) {
    if (s % 11 == 5) stops.push_back(whole->world());
    whole->step();
  }
  // Whatever the compiler: both of the project's run this test.
  CHECK(whole->state_hash() == "c0725fd80b7bcd1959263743f0e65aae");
  for (const World& stop : stops) check_resumed(fresh(), stop, *whole);
}

TEST_CASE("systems: describe tells what a model says, and what a system says otherwise") {
  const auto file = source_file("tests/witness/systems.yaml");
  const scenarios::Scenario scenario = checked(scenarios::validate(file, language()));
  const std::string text = scenarios::describe_scenario(scenario).text;
  for (const char* part :
       {"plasma, a volumes, takes the doses of drug (with numbers of its own)",
        "clearance = 0.1 mL/min (out of the first)", "volume = 3 mL (larger)",
        "first starts with 1 nmol in volume (where a dose goes)",
        "third starts with 3 nmol in volume (behind the second)",
        "d memory/dt = (level(first) - memory) * 0.1 1/h, from 0 nM (of the level, slowly)",
        "(of what was there)",
        "out: first -> outside at clearance * level(first) * (1 + memory / 100 nM) (what the first loses)",
        "further: second -> third at second * third * 0.01 1/nmol/h (the more there is)",
        "a dose iv goes into second", "told\n"})
    CHECK_MESSAGE(text.find(part) != std::string::npos, part << " is not in\n" << text);
}

TEST_CASE("systems: what there is in one of them is told once in a model") {
  const Body body("two_compartment.yaml",
                  "models: { small: { about: a drug in two volumes, species: { a: 1 nmol } } }\n"
                  "systems: { x: { model: small }, y: { model: small } }\n",
                  60);
  CHECK(body["x.a"] == 1);
  CHECK(body["y.a"] == 1);
}

TEST_CASE("systems: a model takes what another says, and an entry keeps what is not said again") {
  const Body body("two_compartment.yaml",
                  "drugs: { x: { mass: 1 kDa } }\nbody: { surface: 1.8 m2 }\n"
                  "models:\n  mine: { model: two_compartment, values: { central_volume: 2 L } }\n"
                  "systems: { x: { model: mine, of: x, species: { central: 3 nmol } } }\n"
                  "treatments: { course: { give: x, dose: 10 mg/m2, route: oral } }\n",
                  60);
  CHECK(body["x.central"] == 3);
  CHECK(body["x.central.level"] == near(1.5, 1e-12));  // nM
  Body later("two_compartment.yaml",
             "drugs: { x: { mass: 1 kDa } }\nbody: { surface: 1.8 m2 }\n"
             "systems: { x: { model: two_compartment, of: x } }\n"
             "treatments: { course: { give: x, dose: 10 mg/m2, route: oral } }\n",
             60);
  later.to(60);
  CHECK(later["x.depot"] == near(18e-3 / 1e-6, 1e-12));  // [g], [g/nmol]
}

TEST_CASE(
    "systems: a drug, and particles with two payloads that release it, go as version 0.1 said, to 1e-9") {
  Body body(
      "two_compartment.yaml",
      "vessels: { generate: regular, spacing: 100 um }\n"
      "drugs:\n"
      "  antibody: { mass: 149 kDa, decay: 1 1/d, permeability: 3e-7 cm/s }\n"
      "  light: { mass: 1 kDa, decay: 2 1/d, permeability: 3e-6 cm/s }\n"
      "particles: { np: { diameter: 80 nm, payload: { antibody: 500 per particle, light: 200 per particle }, "
      "release: { first_order: { half_life: 18 h } } } }\n"
      "body: { represents: 1 mm3 }\n"
      "systems:\n"
      "  antibody: { model: two_compartment, of: antibody, values: { clearance: 0.22 L/d, central_volume: "
      "3.48 "
      "L, exchange: 0.795 L/d, peripheral_volume: 4.06 L } }\n"
      "  light: { model: two_compartment, of: light, values: { clearance: 2 L/d, central_volume: 3 L, "
      "exchange: "
      "5 L/d, peripheral_volume: 10 L } }\n"
      "  np: { model: two_compartment, of: np, values: { clearance: 0.9 L/d, central_volume: 3 L, exchange: "
      "0.2 "
      "L/d, peripheral_volume: 2 L } }\n"
      "treatments:\n"
      "  course: { give: antibody, dose: 200 mg, route: iv, start: 30 min, over: 45 min }\n"
      "  loaded: { give: np, dose: 100 mg, of: antibody, route: iv, start: 60 min, over: 25 min }\n",
      10, 24);
  body.to(2000);
  // As version 0.1 printed it for the same in the compartments that it had.
  for (const auto& expected : std::vector<std::pair<std::string, double>>{
           {"np.central.antibody", 120.04436025838703},
           {"np.peripheral.antibody", 12.812126010673486},
           {"antibody.central", 1261.0794745955232},
           {"antibody.peripheral", 376.3359471049608},
           {"antibody.outside", 128.4332230634533 + 114.71751589245908},
           {"np.central.antibody.level", 40.01478675279567},
           {"antibody.central.level", 362.3791593665297},
           {"antibody.given", 2013.4228187919468},
           {"antibody.tissue", 7.567095168875189e-05},
           {"antibody.tissue_np_antibody", 2.8874432344518605e-07},
           {"antibody.degraded", 9.590679683694651e-05},
           {"np.central.light", 48.01774410335471},
           {"light.central", 44.10338543985805},
           {"light.peripheral", 79.60515697855766},
           {"light.outside", 51.37328922538126 + 40.2319340227362},
           {"light.given", 268.45637583892625},
           {"light.tissue", 4.2210654426628015e-06},
           {"light.tissue_np_light", 1.1549772937711957e-07}}) {
    CAPTURE(expected.first);
    CHECK(body[expected.first] == near(expected.second, 1e-9));
  }
  // As they are carried in one ratio, so they are there.
  CHECK(body["np.central.light"] == near(0.4 * body["np.central.antibody"], 1e-12));
}

TEST_CASE("systems: body and tissue take turns, which is of order 1 in their period") {
  const auto tissue = [](double step) {
    const scenarios::Scenario scenario = checked(scenarios::validate_text(
        "tilscape: 1\nname: x\nextends: [parts/body/one_compartment.yaml]\ntime: { end: 2 d, step: " +
            std::to_string(step) +
            " min }\nlattice: { sites: [24, 24] }\nvessels: { generate: regular, spacing: 100 um }\n"
            "body: { represents: 1 mm3 }\n"
            "drugs: { drug: { mass: 0.5 kDa, decay: 1 1/h, permeability: 1 um/min } }\n"
            "systems: { drug: { model: one_compartment, of: drug, values: { clearance: 0.5 mL/h, volume: 2 "
            "mL } } }\n"
            "treatments: { course: { give: drug, dose: 1 mg, route: iv } }\n",
        source_file("scenarios/library/body.yaml"), language()));
    scenarios::Run r = scenarios::build_run(scenario, 1);
    r.simulation->start();
    while (r.simulation->world().time() < 240 - step / 2) r.simulation->step();
    const ProcessState& state = r.simulation->world().processes.back();
    for (std::size_t i = 0; i < state.labels.size(); ++i)
      if (state.labels[i].starts_with("drug.tissue")) return state.values[i];
    return 0.0;
  };
  const double coarse = tissue(20), middle = tissue(10), fine = tissue(5), finest = tissue(2.5);
  CHECK(finest > 0);
  CHECK(std::log2((coarse - middle) / (middle - fine)) == near(1, 0.3));
  CHECK(std::log2((middle - fine) / (fine - finest)) == near(1, 0.15));
}

TEST_CASE("systems: cells that a system sends arrive in the share that the lattice is") {
  const auto text = [](const std::string& represents, const std::string& from) {
    return "tilscape: 1\nname: x\ntime: { end: 2 d, step: 10 min }\nlattice: { size: [800 um, 800 um], "
           "spacing: 20 um, "
           "thickness: 20 um }\nvessels: { generate: regular, spacing: 100 um }\n" +
           represents + "agents: { t: { takes: 1, recruit: { primed_in: " + from +
           " } } }\n"
           "systems: { node: { values: { arriving: leaving * cells_there }, species: { cells_there: 1e4 "
           "cells }, "
           "flows: { out: { from: cells_there, rate: arriving } } } }\n";
  };
  const auto leaving = [&](const std::string& represents, const std::string& from) {
    std::string whole = text(represents, from);
    whole.replace(whole.find("leaving *"), 9, "0.1 1/h *");
    return scenarios::validate_text(whole, source_file("scenarios/library/body.yaml"), language());
  };
  const scenarios::Scenario scenario =
      checked(leaving("body: { represents: 1.28 mm3 }\n", "node"));  // a hundredth
  scenarios::Run run = scenarios::build_run(scenario, 1);
  run.simulation->start();
  for (int s = 0; s < 6 * 10; ++s) run.simulation->step();
  const double expected = 1e2 * (1 - std::exp(-1.0));
  CHECK(static_cast<double>(run.simulation->world().total(TypeId{0}, EventKind::recruitment)) ==
        near(expected, 4 / std::sqrt(expected)));
  const auto refused = [](const scenarios::Scenario& of) {
    try {
      (void)scenarios::build_run(of, 1);
    } catch (const BuildError& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  CHECK(refused(checked(leaving("", "node"))).find("`body.represents` is missing") != std::string::npos);
  CHECK(refused(checked(leaving("", "mode"))).find("there is no `mode` from which cells arrive") !=
        std::string::npos);
}

TEST_CASE("systems: doses in cycles, the first of them larger") {
  Body body("two_compartment.yaml",
            std::string(pembrolizumab) +
                "treatments: { course: { give: pembrolizumab, dose: 100 mg, loading: 250 mg, route: iv, "
                "start: 1 d, every: 21 "
                "d, count: 2, on: [0 d, 7 d] } }\n",
            60);
  const TwoExponentials one(0.22, 3.48, 0.795, 4.06);
  const double nmol = 1e-3 / 149e-6;  // of 1 mg
  for (const double t : {2.0, 9.0, 23.0, 30.0, 60.0}) {
    body.to(t * day);
    const double expected =
        250 * one.central(t - 1) + 100 * (one.central(t - 8) + one.central(t - 22) + one.central(t - 29));
    CHECK(body["pembrolizumab.central"] == near(nmol * expected, 1e-8));
  }
}

TEST_CASE("systems: a regimen as records of a table is the same to the last bit") {
  const TemporaryFolder folder;
  const std::string table = (folder.path() / "doses.csv").string();
  std::ofstream(table) << "ID,TIME,AMT,RATE,II,ADDL,EVID\n1,24,200,400,504,2,1\n1,30,,,,,0\n";
  const auto hash = [&](const std::string& course) {
    const scenarios::Scenario scenario = checked(scenarios::validate_text(
        "tilscape: 1\nname: x\nextends: [parts/body/two_compartment.yaml]\ntime: { end: 60 d, step: 1 h }\n"
        "lattice: { sites: [4, 4] }\n" +
            std::string(pembrolizumab) + "treatments: { course: { give: pembrolizumab, route: iv, " + course +
            " } }\n",
        source_file("scenarios/library/body.yaml"), language()));
    Simulation simulation(scenarios::build_params(scenario), 1);
    simulation.start();
    for (int s = 0; s < 24 * 50; ++s) simulation.step();
    return simulation.state_hash();
  };
  CHECK(hash("records: { table: \"" + table + "\", time: h, amount: mg }") ==
        hash("dose: 200 mg, start: 1 d, every: 21 d, count: 3, over: 30 min"));
  std::ofstream(table) << "TIME,AMT,RATE,II,ADDL,SS\n24,200,400,504,2,1\n";
  CHECK(hash("records: { table: \"" + table + "\", time: h, amount: mg }") ==
        hash("dose: 200 mg, start: 1 d, every: 21 d, count: 3, over: 30 min, steady: true"));
}

TEST_CASE(
    "systems: doses are left out while a condition holds, and stopped by another, to the same bits from any "
    "step") {
  const scenarios::Scenario scenario =
      docetaxel("end: 70 d, step: 1 h",
                "give: docetaxel, dose: 135 mg, route: iv, over: 90 min, every: 7 d, count: 9, hold: "
                "marrow.circulating < 3e9 cells/L, stop: time > 45 d");
  const auto fresh = [&] { return std::make_unique<Simulation>(scenarios::build_params(scenario), 1); };
  const auto whole = fresh();
  whole->start();
  const ProcessState start = whole->world().processes.front();
  const auto number = [&](const std::string& name) {
    for (std::size_t i = 0; i < start.labels.size(); ++i)
      if (start.labels[i].substr(0, start.labels[i].find(" [")) == name)
        return whole->world().processes.front().values[i];
    throw std::runtime_error("there is no " + name);
  };
  std::vector<World> stops;
  int given = 0;
  for (int hours = 0; hours < 70 * 24; ++hours) {
    if (hours % (7 * 24) == 0 && hours / (7 * 24) < 9) {  // a dose is due
      const double cells = number("marrow.circulating") * 1e15;
      if (hours <= 45 * 24 && cells >= 3e9) ++given;
    }
    if (hours % 171 == 1) stops.push_back(whole->world());
    whole->step();
  }
  CHECK(given >= 3);
  CHECK(given < 7);
  CHECK(number("docetaxel.given") == near(given * 135e-3 / 0.808e-6, 1e-12));
  CHECK(number("course.held") == 9 - given);
  CHECK(number("course.stopped") == 1);
  for (const World& stop : stops) check_resumed(fresh(), stop, *whole);
}

TEST_CASE("systems: what begins with nothing, and slowly, is followed") {
  Body body("one_compartment.yaml",
            "drugs: { dx: { mass: 1 kDa } }\nsystems:\n"
            "  pk: { of: dx, species: { c: { in: 3 L } }, flows: { e: { from: c, rate: 0.1 1/h * c } }, "
            "routes: { iv: c } }\n"
            "  pd: { variables: { b: { start: 0, rate: \"1 1/h * hill(pk.level(c), 5 nM, 2)\" }, third: { "
            "start: 0, rate: "
            "\"1 1/h * (time / 1 h)^2\" } } }\n"
            "  switch: { species: { c: 0 nmol }, flows: { e: { to: c, rate: \"if(time > 10 h and time < 20 "
            "h, 1 nmol/h, 0 "
            "nmol/h)\" } } }\n"
            "treatments: { course: { give: dx, dose: 70 nmol, route: iv, over: 1 h } }\n",
            30);
  using One = Integrator<2>;
  bool infusing = true;
  One check(
      {0, 0},
      [&](double, const One::State& x) {
        const double level = x[0] / 3;
        return One::State{(infusing ? 70.0 : 0.0) - 0.1 * x[0], level * level / (25 + level * level)};
      },
      1.0 / 240);
  for (int t = 1; t <= 24; ++t) {
    body.to(t * hour);
    check.to(t);
    infusing = false;
    CHECK(body["pd.b"] == near(check.x[1], 1e-7));
    CHECK(body["pd.third"] == near(t * t * t / 3.0, 1e-7));
  }
  CHECK(body["switch.c"] == near(10, 1e-6));
}

TEST_CASE("systems: what comes to an end ends, and what takes from nothing is told") {
  Body body("one_compartment.yaml",
            "systems:\n"
            "  saturable: { species: { c: 7 nmol }, flows: { e: { from: c, rate: \"1 nmol/h * c / (c + 1e-5 "
            "nmol)\" } } }\n"
            "  constant: { species: { c: 7 nmol }, flows: { e: { from: c, rate: \"if(time < 7 h, 1 nmol/h, 0 "
            "nmol/h)\" } } }\n",
            10);
  body.to(4 * day);
  CHECK(std::abs(body["saturable.c"]) < 1e-12);
  CHECK(std::abs(body["constant.c"]) < 1e-5);
  Body below("one_compartment.yaml",
             "systems: { s: { species: { c: 1e-3 nmol, z: 1e6 nmol }, flows: { e: { from: c, to: z, rate: "
             "1e-2 nmol/h }, f: { "
             "from: z, rate: 1e-9 1/h * z } } } }\n",
             10);
  CHECK_THROWS_WITH_AS(below.to(3 * day), doctest::Contains("`s.c` fell to"), SimulationError);
  Body none("one_compartment.yaml",
            "systems: { s: { species: { c: 1 nmol }, flows: { e: { from: c, rate: 1 nmol/h * (c - c) / (c - "
            "c) } } } }\n",
            10);
  CHECK_THROWS_WITH_AS(none.to(1 * day), doctest::Contains("the rate of `s.e` is no number"),
                       SimulationError);
}

TEST_CASE(
    "systems: a condition that is no number ends the run, and times of a cycle may stand in any order") {
  const std::string text =
      "drugs: { d: { mass: 1 kDa } }\nsystems: { s: { of: d, species: { a: 0 nmol }, flows: { e: { from: a, "
      "rate: 1 1/d * a } }, "
      "routes: { iv: a } } }\n";
  Body none(
      "one_compartment.yaml",
      text + "treatments: { t: { give: d, dose: 1 nmol, every: 1 d, count: 3, hold: s.a / s.a < 0.5 } }\n",
      60);
  CHECK_THROWS_WITH_AS(none.to(1 * day), doctest::Contains("a condition of the treatment `t` is no number"),
                       SimulationError);
  Body cycle("one_compartment.yaml",
             text +
                 "treatments: { t: { give: d, dose: 1 nmol, loading: 5 nmol, every: 4 d, on: [3 d, 1 d], "
                 "stop: time > 2 d } }\n",
             60);
  cycle.to(4 * day);
  CHECK(cycle["s.given"] == near(5, 1e-14));
  CHECK(cycle["t.held"] == 1);
}

TEST_CASE("systems: cells die of a level, and a system counts cells") {
  const scenarios::Scenario scenario = checked(scenarios::validate_text(
      "tilscape: 1\nname: x\ntime: { end: 2 d, step: 1 h }\nlattice: { sites: [20, 20] }\n"
      "agents: { cell: { takes: 1, start: { count: 300, shape: everywhere }, die: { rate: 0.1 1/h * "
      "body.marker.blood / (1 "
      "nmol) } } }\n"
      "systems: { marker: { species: { blood: 0 nmol }, flows: { shed: { to: blood, rate: 1e-3 nmol/h * "
      "cell.count } } } }\n",
      source_file("scenarios/library/body.yaml"), language()));
  scenarios::Run run = scenarios::build_run(scenario, 1);
  Simulation& simulation = *run.simulation;
  simulation.start();
  double shed = 0;
  for (int s = 0; s < 24; ++s) {
    shed += 1e-3 * static_cast<double>(simulation.world().populations[0].size());
    simulation.step();
    CHECK(simulation.world().processes[0].values[0] == near(shed, 1e-7));
  }
  CHECK(simulation.world().populations[0].size() < 200);
}

}  // namespace tilscape::test
