// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What is given goes through systems of the body: particles with what they carry, vaccines, doses into the
// tissue; what comes to pass there at once, and what the lymph brings.
#include "engine/base/error.hpp"
#include "scenarios/output/saved_state.hpp"
#include "scenarios/read/describe.hpp"
#include "tests/support/body.hpp"
#include "tests/support/integrator.hpp"
#include "tests/support/near.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace tilscape::test {
namespace {

constexpr double hour = 60;
constexpr double ln2 = 0.6931471805599453;

/// Particles that the liver takes up the slower the more there are, and two drugs in them, of which one
/// leaves.
std::string liposomes(const std::string& more = "", const std::string& wall = "") {
  return "drugs: { fast: { mass: 1 kDa, permeability: 1e-5 cm/s }, slow: { mass: 2 kDa, permeability: 1e-5 "
         "cm/s } }\n"
         "particles: { np: { diameter: 80 nm, payload: { fast: 1000 per particle, slow: 400 per particle }, "
         "release: "
         "{ first_order: { half_life: 10 h } } } }\n"
         "systems:\n"
         "  fast: { model: one_compartment, of: fast, values: { clearance: 0.1 L/h, volume: 5 L } }\n"
         "  slow: { model: one_compartment, of: slow, values: { clearance: 0.2 L/h, volume: 5 L } }\n"
         "  np:\n"
         "    of: np\n"
         "    values: { most: 2 nmol/h, half: 1 nM }\n"
         "    species: { plasma: { in: 3 L }, liver: { } }\n"
         "    flows:\n"
         "      uptake: { from: plasma, to: liver, rate: \"most * hill(level(plasma), half, 1)\" }\n"
         "      broken: { from: liver, rate: 0.1 1/h * liver }\n"
         "    routes: { iv: plasma }\n"
         "    releases: { plasma: central, liver: outside }\n" +
         wall + more + "treatments: { course: { give: np, dose: 10000 nmol, of: fast } }\n";
}

}  // namespace

TEST_CASE("medicines: what particles carry goes with them, as another integrator says") {
  Body body("one_compartment.yaml", liposomes(), 30);
  // Particles in plasma and liver; a drug in them, in plasma and liver; free.
  const double release = ln2 / (10 * hour);
  Integrator<5> other(
      {10, 0, 10000, 0, 0},
      [&](double, const std::array<double, 5>& x) {
        const double taken = 2.0 / hour * (x[0] / 3) / (1 + x[0] / 3);
        const double of = taken / x[0];
        return std::array<double, 5>{-taken, taken - 0.1 / hour * x[1], -of * x[2] - release * x[2],
                                     of * x[2] - (0.1 / hour + release) * x[3],
                                     release * x[2] - 0.1 / 5 / hour * x[4]};
      },
      0.5);
  for (int t = 1; t <= 4; ++t) {
    body.to(t * 6 * hour);
    other.to(t * 6 * hour);
    CHECK(body["np.plasma"] == near(other.x[0], 1e-7));
    CHECK(body["np.liver"] == near(other.x[1], 1e-7));
    CHECK(body["np.plasma.fast"] == near(other.x[2], 1e-7));
    CHECK(body["np.liver.fast"] == near(other.x[3], 1e-7));
    CHECK(body["fast.central"] == near(other.x[4], 1e-7));
    // one ratio
    CHECK(body["np.plasma.slow"] == near(0.4 * body["np.plasma.fast"], 1e-9));
    for (const char* account : {"np", "fast", "slow"}) {
      CAPTURE(account);
      CHECK(std::abs(body[std::string(account) + ".unaccounted"]) <
            1e-11 * body[std::string(account) + ".given"]);
    }
  }
  CHECK(body["np.given"] == near(10, 1e-14));
  CHECK(body["fast.given"] == near(10000, 1e-14));
  CHECK(body["slow.given"] == near(4000, 1e-14));
}

TEST_CASE("medicines: the number of particles is followed into the tissue, where a rate asks for it") {
  Body body("one_compartment.yaml",
            "vessels: { generate: regular, spacing: 60 um }\nbody: { represents: 1 mm3 }\n" +
                liposomes("", "    blood: plasma\n"),
            10, 12);
  body.to(12 * hour);
  CHECK(body["np.tissue"] > 0);
  CHECK(body["fast.tissue"] > 0);
  CHECK(body["fast.tissue_np_fast"] > 0);
  // Particles do not lose by release: there are more of them, beside what they held.
  CHECK(1000 * body["np.tissue"] > body["fast.tissue_np_fast"]);
  CHECK(body["slow.tissue_np_slow"] == near(0.4 * body["fast.tissue_np_fast"], 1e-6));
  for (const char* account : {"np", "fast", "slow"})
    CHECK(std::abs(body[std::string(account) + ".unaccounted"]) <
          1e-10 * body[std::string(account) + ".given"]);
}

TEST_CASE(
    "medicines: where flows are in proportion the number of particles is left out, unless it is asked for") {
  const auto states = [](const std::string& more) {
    const Body body(
        "one_compartment.yaml",
        "drugs: { a: { mass: 1 kDa } }\nparticles: { np: { diameter: 80 nm, payload: { a: 10 per particle "
        "} } }\nsystems:\n  np: { model: one_compartment, of: np }\n" +
            more + "treatments: { course: { give: np, dose: 1 nmol } }\n",
        60);
    const auto& labels = body.world().processes.front().labels;
    return std::find(labels.begin(), labels.end(), "np.central [nmol]") != labels.end();
  };
  CHECK_FALSE(states(""));
  CHECK(states("  other: { variables: { seen: { start: 0 nmol min, rate: np.central } } }\n"));
}

TEST_CASE("medicines: numbers of a design have names in its system") {
  const Body body(
      "one_compartment.yaml",
      "drugs: { a: { mass: 3 kDa } }\nparticles: { np: { diameter: 80 nm, payload: { a: 10 per particle } } "
      "}\nvaccines: { v: { carrier: soluble, antigen: 2 nmol, relevance: 0.5 } }\n"
      "systems:\n"
      "  a: { of: a, species: { x: of.mass * 1 nmol / 1 kDa } }\n"
      "  np: { of: np, species: { y: of.payload.a * 1 nmol }, variables: { z: { start: of.diameter, rate: 0 "
      "nm/h } } }\n"
      "  v: { of: v, species: { y: of.antigen, z: of.soluble * 1 nmol, w: of.particle * 1 nmol, u: "
      "of.relevance * 1 nmol } }\n",
      60);
  CHECK(body["a.x"] == near(3, 1e-14));
  CHECK(body["np.y"] == near(10, 1e-14));
  CHECK(body["np.z"] == near(0.08, 1e-14));  // um
  CHECK(body["v.y"] == near(2, 1e-14));
  CHECK(body["v.z"] == 1);
  CHECK(body["v.w"] == 0);
  CHECK(body["v.u"] == 0.5);
}

TEST_CASE("events: they come to pass when their condition begins to hold, and the account knows them") {
  Body body("one_compartment.yaml",
            "drugs: { a: { } }\n"
            "systems:\n"
            "  a:\n"
            "    of: a\n"
            "    species: { x: 0 nmol, y: 0 nmol, gone: 0 nmol }\n"
            "    variables: { open: { start: 0, rate: 0 1/h }, clock: { start: 0 h, rate: 1 } }\n"
            "    flows: { on: { from: x, to: y, rate: 0.3 1/h * x }, out: { from: y, to: gone, rate: open * "
            "0.5 1/h * "
            "y } }\n"
            "    events:\n"
            "      opens: { when: y > 4 nmol, set: { open: 1, clock: 0 h } }\n"
            "      lost: { when: gone > 1 nmol, from: y, amount: y / 2 }\n"
            "    routes: { iv: x }\n"
            "treatments: { course: { give: a, dose: 10 nmol } }\n",
            60);
  // 10 (1 - exp(-0.3 t)) = 4 at t = -ln(0.6) / 0.3.
  const double opened = -std::log(0.6) / 0.3 * hour;
  body.to(2 * hour);
  CHECK(body["a.opens.happened"] == 1);
  CHECK(body["a.open"] == 1);
  CHECK(body["a.clock"] == near(2 * hour - opened, 1e-6));
  body.to(12 * hour);
  CHECK(body["a.opens.happened"] == 1);  // y has fallen and does not come back
  CHECK(body["a.lost.happened"] == 1);
  CHECK(std::abs(body["a.unaccounted"]) < 1e-13);
  CHECK(body["a.outside"] > 0.5);
}

TEST_CASE("events: one that holds at the start comes to pass there, and again when it begins to hold again") {
  Body body("one_compartment.yaml",
            "systems:\n"
            "  a:\n"
            "    species: { x: 3 nmol }\n"
            "    flows: { out: { from: x, rate: 1 nmol/h } }\n"
            "    events:\n"
            "      more: { when: x < 1 nmol, to: x, amount: 2 nmol }\n"
            "      starts: { when: x > 0 nmol, to: x, amount: 1 nmol }\n",
            60);
  body.to(hour);
  CHECK(body["a.starts.happened"] == 1);
  CHECK(body["a.x"] == near(3, 1e-9));
  body.to(20 * hour);
  CHECK(body["a.more.happened"] == 9);  // at 3, 5, ... 19 h
}

TEST_CASE("events: a run that goes on from any step comes to the same bits") {
  const auto text =
      "tilscape: 1\nname: e\ntime: { end: 2 d, step: 20 min }\nlattice: { sites: [4, 4] }\ndrugs: { a: { } "
      "}\n"
      "systems:\n  a:\n    of: a\n    species: { x: 1 nmol }\n    variables: { sense: { start: 0, rate: \"1 "
      "1/h * (1 - sense) * "
      "hill(x, 1 nmol, 2)\" } }\n    flows: { out: { from: x, rate: 0.2 1/h * x * (1 + sense) } }\n    "
      "events: { low: { when: "
      "x < 0.3 nmol, to: x, amount: 1 nmol, set: { sense: sense / 2 } } }\n    routes: { iv: x }\n"
      "treatments: { course: { give: a, dose: 2 nmol, over: 50 min, when: sense > 0.4, every: 7 h, count: 3, "
      "hold: x > 2 "
      "nmol } }\n";
  const scenarios::Scenario scenario = checked(scenarios::validate_text(text, "e.yaml", language()));
  const auto fresh = [&] { return std::make_unique<Simulation>(scenarios::build_params(scenario), 1); };
  const auto whole = fresh();
  whole->start();
  std::vector<World> stops;
  for (int s = 0; s < 140; ++s) {
    if (s % 9 == 4) stops.push_back(whole->world());
    whole->step();
  }
  for (const World& stop : stops) check_resumed(fresh(), stop, *whole);
}

TEST_CASE("events: what one brings about comes to pass at the same time, and a circle of them ends the run") {
  Body body("one_compartment.yaml",
            "systems:\n"
            "  a:\n"
            "    species: { x: 10 nmol, y: 0 nmol }\n"
            "    variables: { n: { start: 0, rate: 0 1/h } }\n"
            "    events:\n"
            "      b_first: { when: time >= 5 h, set: { n: 1 } }\n"
            "      a_second: { when: n >= 1, from: x, to: y, amount: x }\n",
            60);
  body.to(6 * hour);
  CHECK(body["a.b_first.happened"] == 1);
  CHECK(body["a.a_second.happened"] == 1);
  CHECK(body["a.y"] == near(10, 1e-14));
  Body circle("one_compartment.yaml",
              "systems:\n"
              "  a:\n"
              "    species: { x: 10 nmol, y: 0 nmol }\n"
              "    events:\n"
              "      on: { when: x > y, from: x, to: y, amount: x }\n"
              "      off: { when: y > x, from: y, to: x, amount: y }\n",
              60);
  CHECK_THROWS_WITH_AS(circle.to(hour), doctest::Contains("again and again"), SimulationError);
}

TEST_CASE("events: particles that one takes go with what they carry") {
  Body body("one_compartment.yaml",
            "drugs: { a: { mass: 1 kDa } }\nparticles: { np: { diameter: 80 nm, payload: { a: 10 per "
            "particle }, release: "
            "{ first_order: { half_life: 5 h } } } }\n"
            "systems:\n"
            "  a: { model: one_compartment, of: a, values: { clearance: 0 L/d } }\n"
            "  np:\n"
            "    model: one_compartment\n"
            "    of: np\n"
            "    values: { clearance: 0 L/d }\n"
            "    events: { apheresis: { when: time >= 5 h, from: central, amount: 0.75 * central } }\n"
            "treatments: { course: { give: np, dose: 1 nmol, of: a } }\n",
            60);
  body.to(6 * hour);
  CHECK(body["np.apheresis.happened"] == 1);
  CHECK(body["np.central"] == near(0.1 * 0.25, 1e-9));
  CHECK(body["np.central.a"] == near(0.25 * std::exp2(-6. / 5), 1e-9));
  CHECK(body["a.outside"] == near(0.75 * 0.5, 1e-7));
  CHECK(std::abs(body["a.unaccounted"]) < 1e-13);
  CHECK(std::abs(body["np.unaccounted"]) < 1e-13);
}

TEST_CASE("treatments: conditions name numbers of a design") {
  const auto given = [](const std::string& hold) {
    Body body("one_compartment.yaml",
              "drugs: { a: { mass: 3 kDa } }\nsystems: { a: { model: one_compartment, of: a } }\n"
              "treatments: { course: { give: a, dose: 1 nmol, hold: " +
                  hold + " } }\n",
              60);
    body.to(hour);
    return body["a.given"];
  };
  CHECK(given("level(central) + 1 nM * of.mass / 1 kDa > 2 nM") == 0);
  CHECK(given("level(central) + 1 nM * of.mass / 1 kDa > 4 nM") == near(1, 1e-14));
}

TEST_CASE("treatments: one that waits begins in the period at whose start its condition holds") {
  Body body("one_compartment.yaml",
            "drugs: { a: { mass: 1 kDa } }\n"
            "systems: { a: { model: one_compartment, of: a, values: { clearance: 0 L/d }, variables: { v: { "
            "start: 0, "
            "rate: 1 1/h } } } }\n"
            "treatments: { course: { give: a, dose: 1 nmol, when: v > 2.5, every: 2 h, count: 2 } }\n",
            60);
  body.to(3 * hour);
  CHECK(body["a.given"] == 0);
  CHECK(body["course.begun"] == -1);
  body.to(4 * hour);
  CHECK(body["course.begun"] == 3 * hour);
  CHECK(body["a.given"] == near(1, 1e-14));
  body.to(6 * hour);
  CHECK(body["a.given"] == near(2, 1e-14));
  body.to(20 * hour);
  CHECK(body["a.given"] == near(2, 1e-14));
}

TEST_CASE("doses: a steady state is what many doses come to, and the first of it is as good as the last") {
  const auto pembrolizumab = [](const std::string& regimen) {
    return Body("two_compartment.yaml",
                "drugs: { p: { mass: 149 kDa } }\n"
                "systems: { p: { model: two_compartment, of: p, values: { clearance: 0.22 L/d, "
                "central_volume: 3.48 L, "
                "exchange: 0.795 L/d, peripheral_volume: 4.06 L } } }\n"
                "treatments: { course: { give: p, dose: 200 mg, " +
                    regimen + " } }\n",
                60);
  };
  const double week = 7 * 24 * hour;
  Body many = pembrolizumab("every: 21 d, count: 60, over: 30 min");
  many.to(59 * 3 * week + 10 * hour);
  Body steady = pembrolizumab("every: 21 d, over: 30 min, steady: true");
  steady.to(10 * hour);
  for (const char* species : {"p.central", "p.peripheral"})
    CHECK(steady[species] == near(many[species], 1e-9));
  CHECK(std::abs(steady["p.unaccounted"]) < 1e-12 * steady["p.given"]);
  // The trough of 29.52 ug/mL (docs/methods/body.md), for boluses.
  Body trough = pembrolizumab("every: 21 d, steady: true");
  trough.to(3 * week);
  CHECK(trough["p.central.level"] * 0.149 == near(29.52, 2e-4));
}

TEST_CASE("doses: into the tissue, in particles, over a ball of it, and all is accounted for") {
  Body body("one_compartment.yaml",
            "vessels: { generate: regular, spacing: 60 um }\nbody: { represents: 0.01 mm3 }\n"
            "drugs: { a: { mass: 1 kDa, permeability: 1e-6 cm/s } }\n"
            "particles: { np: { diameter: 80 nm, payload: { a: 10 per particle }, release: { first_order: { "
            "half_life: "
            "5 h } } } }\n"
            "systems:\n"
            "  a: { model: one_compartment, of: a, values: { clearance: 1 L/d } }\n"
            "  np: { model: one_compartment, of: np, values: { clearance: 1 L/d }, routes: { it: tissue } }\n"
            "treatments: { course: { give: np, route: it, dose: 1e-6 nmol, of: a, radius: 50 um, start: 25 "
            "min, over: "
            "15 min } }\n",
            10, 12);
  body.to(30);
  CHECK(body["a.given"] == near(1e-6 / 3, 1e-12));
  body.to(3 * hour);
  CHECK(body["a.given"] == near(1e-6, 1e-12));
  CHECK(body["a.tissue_np"] > 1e-8);
  CHECK(body["a.tissue"] > 0);
  CHECK(body["np.central.a"] > 0);  // that has gone back into the blood
  CHECK(std::abs(body["a.unaccounted"]) < 1e-9 * 1e-6);
}

TEST_CASE("drains: what the lymph takes from the tissue is what comes into the body") {
  Body body("one_compartment.yaml",
            "substances: { antigen: { unit: nM, diffusion: 600 um2/min, initial: 2 nM } }\n"
            "body: { represents: 1 mm3 }\n"
            "systems:\n"
            "  node:\n"
            "    species: { antigen: 0 nmol }\n"
            "    flows: { lost: { from: antigen, rate: 0.5 1/h * antigen } }\n"
            "    drains: { antigen: { substance: antigen, rate: 0.2 1/h } }\n",
            1, 8);
  body.to(10 * hour);
  const double share = 64 * 8000 / 1e9;
  const double all = 2 * 64 * 8000e-15 / share;  // of the whole tumour, if all of it is like the lattice
  CHECK(body["node.drained_antigen"] == near(all * (1 - std::exp(-2.0)), 1e-4));
  CHECK(body["node.antigen"] + body["node.outside"] == near(body["node.drained_antigen"], 1e-12));
  CHECK(std::abs(body["node.unaccounted"]) < 1e-12 * all);
}

TEST_CASE("branch: an arm takes the numbers of the body by their names, and past flows stay what they were") {
  const auto scenario = [](const std::string& system) {
    return checked(scenarios::validate_text(
        "tilscape: 1\nname: arms\ntime: { end: 2 d, step: 20 min }\nlattice: { sites: [4, 4] }\n"
        "drugs: { a: { mass: 1 kDa } }\nsystems:\n  a:\n    of: a\n    routes: { iv: alpha }\n" +
            system + "treatments: { course: { give: a, dose: 8 nmol } }\n",
        "arms.yaml", language()));
  };
  const auto simulation = [&](const std::string& system) {
    return std::make_unique<Simulation>(scenarios::build_params(scenario(system)), 1);
  };
  const auto of = [](const Simulation& run, const std::string& name) {
    const ProcessState& state = run.world().processes.front();
    for (std::size_t i = 0; i < state.labels.size(); ++i)
      if (state.labels[i].starts_with(name + " [")) return state.values[i];
    throw std::runtime_error("there is no " + name);
  };
  const auto run = simulation(
      "    species: { alpha: 0 nmol, beta: 0 nmol }\n"
      "    flows: { x: { from: alpha, to: beta, rate: 0.5 1/h * alpha }, y: { from: beta, rate: 0.1 1/h * "
      "beta } }\n");
  run->start();
  for (int s = 0; s < 36; ++s) run->step();
  const auto arm = simulation(
      "    species: { beta: 0 nmol, alpha: 0 nmol, gamma: 0 nmol }\n"
      "    flows: { x: { from: alpha, to: gamma, rate: 0.5 1/h * alpha }, y: { from: beta, to: gamma, rate: "
      "0.2 1/h * "
      "beta } }\n");
  const std::vector<std::string> notes =
      scenarios::load_state(*arm, scenarios::copy_state(*run), scenarios::Match::other_arm);
  CHECK(of(*arm, "a.alpha") == of(*run, "a.alpha"));
  CHECK(of(*arm, "a.beta") == of(*run, "a.beta"));
  CHECK(of(*arm, "a.gamma") == 0);
  REQUIRE(notes.size() == 2);
  CHECK(notes.front().find("a.gamma [nmol]") != std::string::npos);
  CHECK(notes.back().find("a.outside [nmol]") != std::string::npos);
  // What a flow leads to now does not change where it has led.
  const auto other = simulation(
      "    species: { alpha: 0 nmol, beta: 0 nmol }\n"
      "    flows: { x: { from: alpha, rate: 0.5 1/h * alpha }, y: { from: beta, rate: 0.1 1/h * beta } }\n");
  (void)scenarios::load_state(*other, scenarios::copy_state(*run), scenarios::Match::other_arm);
  for (int s = 0; s < 20; ++s) other->step();
  CHECK(std::abs(of(*other, "a.unaccounted")) < 1e-13);
  CHECK(of(*other, "a.given") == 8);
}

TEST_CASE(
    "drains: a drug that the lymph brings back stays in its account, and leaves it for another system") {
  const auto rest = [](const std::string& own, const std::string& other) {
    Body body("one_compartment.yaml",
              "vessels: { generate: regular, spacing: 60 um }\nbody: { represents: 0.01 mm3 }\n"
              "drugs: { a: { mass: 1 kDa, permeability: 1e-6 cm/s } }\n"
              "systems:\n"
              "  a: { model: one_compartment, of: a, values: { clearance: 1 L/d }, routes: { it: tissue }" +
                  own + " }\n  node: { species: { n: 0 nmol }" + other +
                  " }\n"
                  "treatments: { course: { give: a, route: it, dose: 1e-6 nmol, radius: 50 um } }\n",
              10, 12);
    body.to(2 * hour);
    const double most = std::abs(body["a.unaccounted"]);
    return other.empty() ? most : std::max(most, std::abs(body["node.unaccounted"]));
  };
  CHECK(rest(", drains: { central: { substance: a, rate: 0.1 1/h } }", "") < 1e-15);
  CHECK(rest("", ", drains: { n: { substance: a, rate: 0.1 1/h } }") < 1e-15);
}

TEST_CASE("medicines: describe tells events, vaccines, particles and how far pools miss a law") {
  const auto text = [](const char* file) {
    return scenarios::describe_scenario(checked(scenarios::validate(source_file(file), language()))).text;
  };
  const std::string bodies = text("tests/witness/bodies.yaml");
  for (const char* part :
       {"shift: when v > 0.5, 0.3 nmol goes c -> a, v becomes 0.1 (when it has risen)", "(and its own words)",
        "antigen sc goes into a", "adjuvant sc goes into b", "what leaves particles in plasma goes into free",
        "first is a vaccine (soluble) of 1 nmol antigen and 2 nmol adjuvant",
        "carries drug (100 per particle)"})
    CHECK_MESSAGE(bodies.find(part) != std::string::npos, part << " is not in\n" << bodies);
  CHECK(text("tests/witness/laws.yaml")
            .find("(3 pools, of which each is a level of its own; they miss the law by at "
                  "most ") != std::string::npos);
}

}  // namespace tilscape::test
