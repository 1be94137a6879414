// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Substances that react, saturable uptake, passages and the fluid, as a scenario says them.
#include "engine/base/error.hpp"
#include "scenarios/read/describe.hpp"
#include "tests/support/near.hpp"
#include "tests/support/runs.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilscape::test {
namespace {

scenarios::Scenario scenario_of(const std::string& text) {
  return checked(scenarios::validate_text("tilscape: 1\nname: r\n" + text,
                                          source_file("scenarios/library/r.yaml"), language()));
}
std::unique_ptr<Simulation> run_of(const std::string& text, int threads = 1) {
  return std::move(scenarios::build_run(scenario_of(text), threads).simulation);
}

const Field& field(const Simulation& run, const std::string& name) {
  const auto& fields = run.world().fields;
  return *std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.spec.name == name; });
}
double total(const Simulation& run, const std::string& name) {
  const auto& c = field(run, name).values;
  return std::accumulate(c.begin(), c.end(), 0.0);
}
/// With what the solver owes.
double held(const Simulation& run, const std::string& name) {
  const auto& owed = field(run, name).carried;
  return std::accumulate(owed.begin(), owed.end(), total(run, name));
}
void go(Simulation& run, int steps) {
  run.start();
  for (int s = 0; s < steps; ++s) run.step();
}

const std::string space = "lattice: { sites: [9, 7], spacing: 20 um }\ntime: { step: 2 min, end: 1 d }\n";

/// All that is new, in one run.
std::string everything(const std::string& reactions) {
  return space +
         "substances:\n"
         "  antibody: { diffusion: 600 um2/min, sides: { x_low: 30 nM } }\n"
         "  receptor: { diffusion: 0 um2/min, initial: 20 nM }\n"
         "  bound: { diffusion: 0 um2/min }\n"
         "  oxygen: { unit: mmHg, diffusion: 1e5 um2/min, sides: 38 mmHg, solve: steady, initial: 38 mmHg }\n"
         "passages: { antibody: { open: 'if(here(cell) > 0, 0.3, 0.6)', mobility: 'if(here(cell) > 0, 0.4, "
         "1)' "
         "} }\n"
         "reactions:\n" +
         reactions +
         "fluid: { conductivity: 248 um2/mmHg/min, filtration: 'if(here(cell) > 0, 3.4e-3 1/mmHg/min, 0 "
         "1/mmHg/min)', effective: 11.5 mmHg, lymph: 1e-3 1/mmHg/min, sides: open, carries: [antibody] }\n"
         "agents:\n"
         "  cell:\n"
         "    takes: 7\n"
         "    start: { count: 20, shape: everywhere }\n"
         "    divide: { every: exponential(1 h), into: free_neighbour }\n"
         "    consume: { oxygen: { rate: 1e6 um3/min, half: 1 mmHg } }\n";
}

const std::string binding =
    "  binding: { from: [antibody, receptor], to: bound, rate: 0.02 1/nM/min * open(antibody) * receptor }\n";
const std::string unbinding =
    "  a_way_back: { from: bound, to: [antibody, receptor], rate: 0.01 1/min * bound }\n";

}  // namespace

TEST_CASE("reactions: what binds is neither lost nor made") {
  const auto run = run_of(space +
                          "substances:\n"
                          "  antibody: { diffusion: 600 um2/min, initial: 10 nM }\n"
                          "  receptor: { diffusion: 0 um2/min, initial: 20 nM }\n"
                          "  bound: { diffusion: 0 um2/min }\n"
                          "reactions:\n" +
                          binding + unbinding);
  go(*run, 200);
  const double sites = 63;
  CHECK(total(*run, "antibody") + total(*run, "bound") == near(10 * sites, 1e-9));
  CHECK(total(*run, "receptor") + total(*run, "bound") == near(20 * sites, 1e-9));
  // In balance: open(antibody) is the level itself here, K = 0.5 nM.
  const double b = 10 + 20 + 0.5;
  CHECK(total(*run, "bound") / sites == near((b - std::sqrt(b * b - 4 * 10 * 20)) / 2, 1e-6));
}

TEST_CASE("reactions: two of one make one of another") {
  const auto run =
      run_of(space +
             "substances: { single: { diffusion: 0 um2/min, initial: 8 nM }, double: { diffusion: 0 "
             "um2/min } }\n"
             "reactions: { join: { from: 2 single, to: double, rate: 0.01 1/nM/min * single * "
             "single } }\n");
  go(*run, 50);
  CHECK(total(*run, "single") + 2 * total(*run, "double") == near(8 * 63, 1e-12));
  CHECK(field(*run, "single").values[0] == near(8 / (1 + 2 * 0.01 * 8 * 100), 2e-3));
}

TEST_CASE("reactions: what is used up is gone, down to the last digit") {
  for (const std::string_view rate : {"1 1/min * a", "1e4 1/min * a", "1e8 1/min * a", "1 1/nM/min * a * a",
                                      "100 nM/min * hill(a, 0.1 nM, 2)", "1e4 1/nM/min * a * (a + 1 nM)"}) {
    CAPTURE(rate);
    std::string text = space +
                       "substances: { a: { diffusion: 10 um2/min, initial: 10 nM }, b: { diffusion: 10 "
                       "um2/min } }\n"
                       "reactions: { all: { from: a, to: b, rate: '";
    text.append(rate).append("' } }\n");
    const auto run = run_of(text);
    go(*run, 300);
    CHECK(held(*run, "a") + held(*run, "b") == near(10.0 * 63, 1e-12));
    CHECK(total(*run, "a") < 2);
  }
  // Nothing lets go of what is bound.
  const auto run =
      run_of(space +
             "substances:\n"
             "  antibody: { diffusion: 600 um2/min, initial: 10 nM }\n"
             "  receptor: { diffusion: 0 um2/min, initial: 150 nM }\n"
             "  bound: { diffusion: 0 um2/min }\n"
             "reactions:\n"
             "  binding: { from: [antibody, receptor], to: bound, rate: 6e-3 1/nM/min * antibody * "
             "receptor }\n");
  go(*run, 600);
  CHECK(total(*run, "bound") == near(10.0 * 63, 1e-9));
}

TEST_CASE("reactions: forty networks drawn at random run to where nothing is left of most") {
  std::mt19937 random(7);
  const auto any = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const std::vector<std::string> names = {"aa", "bb", "cc", "dd"};
  const auto one = [&](const auto& of) {
    return of[static_cast<std::size_t>(any(static_cast<int>(std::size(of))))];
  };
  for (int network = 0; network < 40; ++network) {
    std::string text =
        "lattice: { sites: [3, 2], spacing: 20 um }\ntime: { step: 1 min, end: 1 d }\nsubstances:\n";
    for (const std::string& name : names)
      text += fmt::format("  {}: {{ diffusion: {} um2/min, initial: {} nM, decay: {} 1/min }}\n", name,
                          one(std::array{0, 1, 600}), one(std::array{1e-3, 3.0, 150.0}),
                          one(std::array{0.0, 0.01}));
    text += "reactions:\n";
    for (int r = 0; r < 4; ++r) {
      const std::string& from = names[static_cast<std::size_t>(any(4))];
      const std::string& with = names[static_cast<std::size_t>(any(4))];
      const double k = std::pow(10, any(11) - 4);
      const double half = std::pow(10, any(4) - 3);
      const std::array rates = {fmt::format("{} 1/min * {}", k, from),
                                fmt::format("{} 1/nM/min * {} * {}", k, from, with),
                                fmt::format("{} nM/min * hill({}, {} nM, {})", k, from, half, 1 + any(3)),
                                fmt::format("{0} 1/min * {1} * {2} / ({2} + {3} nM)", k, with, from, half)};
      text += fmt::format("  r{}: {{ from: {}, rate: \"{}\" }}\n", 10 + r, from, one(rates));
    }
    CAPTURE(text);
    const auto run = run_of(text);
    CHECK_NOTHROW(go(*run, 300));
    for (const std::string& name : names) {
      const auto& c = field(*run, name).values;
      CHECK(*std::min_element(c.begin(), c.end()) >= 0);
    }
  }
}

TEST_CASE("reactions: what decays from one into the other is solved one after the other, and as together") {
  const auto levels = [](const std::string& passages) {
    const auto run = run_of(space +
                            "substances:\n"
                            "  third: { diffusion: 0 um2/min }\n"
                            "  second: { diffusion: 300 um2/min, decay: 0.01 1/min }\n"
                            "  first: { diffusion: 600 um2/min, initial: 8 nM, sides: { x_low: 5 nM } }\n" +
                            passages +
                            "reactions:\n"
                            "  one: { from: first, to: 2 second, rate: 0.05 1/min * first }\n"
                            "  two: { from: second, to: third, rate: second / 50 min }\n");
    go(*run, 40);
    std::vector<double> all;
    for (const char* name : {"first", "second", "third"})
      for (const double c : field(*run, name).values) all.push_back(c);
    return all;
  };
  const auto apart = levels("");
  const auto together = levels("passages: { second: { mobility: 'if(time >= 0 min, 1, 2)' } }\n");
  for (std::size_t i = 0; i < apart.size(); ++i) CHECK(apart[i] == near(together[i], 1e-3));
  // Bateman's solution, where nothing comes or goes.
  const auto run = run_of(
      "lattice: { sites: [2, 2], spacing: 20 um }\ntime: { step: 0.5 min, end: 1 d }\n"
      "substances: { a: { diffusion: 10 um2/min, initial: 8 nM }, b: { diffusion: 10 um2/min "
      "}, c: { diffusion: 10 um2/min } }\n"
      "reactions: { ab: { from: a, to: b, rate: 0.05 1/min * a }, bc: { from: b, to: c, "
      "rate: 0.02 1/min * b } }\n");
  go(*run, 80);
  const double t = 40;
  const double b = 8 * 0.05 / (0.02 - 0.05) * (std::exp(-0.05 * t) - std::exp(-0.02 * t));
  const double tolerance = 8 * field(*run, "a").spec.tolerance;  // [nM] of the solver
  CHECK(std::abs(field(*run, "a").values[0] - 8 * std::exp(-0.05 * t)) < tolerance);
  CHECK(std::abs(field(*run, "b").values[0] - b) < tolerance);
  CHECK(held(*run, "a") + held(*run, "b") + held(*run, "c") == near(8.0 * 4, 1e-12));
}

TEST_CASE("reactions: particles let their load go where a reaction says so, and the account closes") {
  const auto run = run_of(
      "extends: [parts/body/one_compartment.yaml]\n" + space +
      "vessels: { generate: random, spacing: 60 um, radius: 8 um }\n"
      "drugs: { drug: { diffusion: 600 um2/min, permeability: 1e-6 cm/s, available: 0.3, mass: 150 kDa } }\n"
      "particles: { np: { diffusion: 60 um2/min, permeability: 1e-6 cm/s, available: 0.2, payload: { drug: 5 "
      "per "
      "particle }, release: { first_order: { half_life: 18 h } } } }\n"
      "passages: { np: { mobility: 'if(here(cell) > 0, 0.2, 1)' } }\n"
      "reactions: { by_enzyme: { from: np, to: drug, rate: 'if(here(cell) > 0, 0.1 1/min, 0 1/min) * np' } "
      "}\n"
      "agents: { cell: { takes: 7, start: { count: 20, shape: everywhere } } }\n"
      "body: { weight: 20 g, represents: 1 mm3 }\n"
      "systems:\n"
      "  np: { model: one_compartment, of: np, values: { clearance: log(2) / 3 d * volume, volume: 2 mL } }\n"
      "  drug: { model: one_compartment, of: drug, values: { clearance: log(2) / 3 d * volume, volume: 2 mL "
      "} }\n"
      "treatments: { course: { give: np, dose: 3 mg/kg, of: drug, route: iv } }\n");
  go(*run, 200);
  const auto number = [&](const std::string& name) {
    for (const ProcessState& p : run->world().processes)
      for (std::size_t i = 0; i < p.labels.size(); ++i)
        if (p.labels[i].starts_with(name)) return p.values[i];
    FAIL("there is no " << name);
    return 0.0;
  };
  CHECK(number("drug.given") > 0);
  CHECK(number("drug.tissue") > 0);
  CHECK(std::abs(number("drug.unaccounted")) < 1e-12 * number("drug.given"));
  CHECK(std::abs(number("drug.degraded")) < 1e-12 * number("drug.given"));
  // Most of the drug is free where the cells are.
  const auto& drug = field(*run, "drug").values;
  const auto& load = field(*run, "np").values;
  double here = 0;
  double elsewhere = 0;
  for (const Site s : run->world().populations[0].site) here += drug[s] / (load[s] * 20);
  for (Site s = 0; s < 63; ++s)
    if (run->world().occupancy.load(s) == 0) elsewhere += drug[s] / (load[s] * 43);
  CHECK(here > 1.2 * elsewhere);
}

TEST_CASE("reactions: open(NAME) is the level over what is open") {
  const auto bound = [](const std::string& passages, const std::string& rate) {
    const auto run = run_of(space +
                            "substances: { a: { diffusion: 600 um2/min, initial: 2.4 nM }, b: { diffusion: 0 "
                            "um2/min } }\n" +
                            passages + "reactions: { r: { from: a, to: b, rate: " + rate + " } }\n");
    go(*run, 10);
    return total(*run, "b");
  };
  // Not of first order, so that the coupled solver has it.
  const auto second = [](const std::string& level) { return " * 1 nM / (1 nM + " + level + ")"; };
  const double expected = bound("", "0.01 1/min * a / 0.24" + second("a / 0.24"));
  CHECK(bound("passages: { a: { open: 0.24 } }\n", "0.01 1/min * open(a)" + second("open(a)")) ==
        near(expected, 1e-9));
  CHECK(bound("passages: { a: { open: 0.24 } }\n", "0.01 1/min * a" + second("a")) ==
        near(bound("", "0.01 1/min * a" + second("a")), 1e-9));
  CHECK(bound("", "0.01 1/min * open(a)" + second("open(a)")) ==
        near(bound("", "0.01 1/min * a" + second("a")), 1e-12));
  CHECK(bound("", "0.01 1/min * open(a)") == near(bound("", "0.01 1/min * a"), 1e-12));
}

TEST_CASE("reactions: a rate names cells on the site, living ones, the time and numbers of the body") {
  const auto run = run_of(
      space +
      "substances: { here: { diffusion: 0 um2/min }, living: { diffusion: 0 um2/min }, late: { diffusion: 0 "
      "um2/min }, body: { diffusion: 0 um2/min } }\n"
      "systems: { s: { species: { x: { start: 2 nmol, in: 1 mL } }, flows: { out: { from: x, rate: 0 1/h * x "
      "} } "
      "} }\n"
      "reactions:\n"
      "  a: { to: here, rate: 1 nM/min * here(cell) }\n"
      "  b: { to: living, rate: 1 nM/min * cell.count }\n"
      "  c: { to: late, rate: 'if(time >= 10 min, 1 nM/min, 0 nM/min)' }\n"
      "  d: { to: body, rate: 1 1/h * body.s.x.level }\n"
      "agents: { cell: { takes: 7, start: { count: 5, shape: everywhere } } }\n");
  go(*run, 10);
  CHECK(total(*run, "here") == near(5 * 20, 1e-9));
  CHECK(total(*run, "living") == near(63 * 5 * 20, 1e-9));
  CHECK(total(*run, "late") == near(63 * 10, 1e-9));
  CHECK(total(*run, "body") == near(63 * 2000.0 / 60 * 20, 1e-9));
}

TEST_CASE("reactions: what cells take up until they have enough is a reaction of each site") {
  const std::string oxygen =
      "lattice: { sites: [12, 12], spacing: 20 um, capacity: 8 }\ntime: { step: 10 min, end: 1 h }\n"
      "substances: { oxygen: { unit: mmHg, diffusion: 1e5 um2/min, sides: 38 mmHg, solve: steady, initial: "
      "38 "
      "mmHg } }\n";
  for (const char* hill : {"1", "2", "3.5"}) {
    const auto cells =
        run_of(oxygen +
               "agents: { cell: { takes: 7, start: { count: 144, shape: everywhere }, consume: { "
               "oxygen: { rate: 5e5 um3/min, half: 4 mmHg, hill: " +
               hill + " } } } }\n");
    const auto sites = run_of(oxygen +
                              "reactions: { uptake: { from: oxygen, rate: '5e5 um3/min * 4 mmHg / 8000 um3 * "
                              "hill(oxygen, 4 mmHg, " +
                              hill + ")' } }\n");
    go(*cells, 1);
    go(*sites, 1);
    const auto& a = field(*cells, "oxygen").values;
    const auto& b = field(*sites, "oxygen").values;
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == near(b[i], 1e-4));
  }
}

TEST_CASE("reactions: the same bits on any number of threads, in any order of keys, and from any stop") {
  const auto whole = run_of(everything(binding + unbinding));
  std::vector<World> stops;
  whole->start();
  for (int s = 0; s < 30; ++s) {
    if (s % 7 == 3) stops.push_back(whole->world());
    whole->step();
  }
  const std::string hash = whole->state_hash();
  for (const int threads : {2, 3}) {
    const auto run = run_of(everything(binding + unbinding), threads);
    go(*run, 30);
    CHECK(run->state_hash() == hash);
  }
  const auto turned = run_of(everything(unbinding + binding));
  go(*turned, 30);
  CHECK(turned->state_hash() == hash);
  for (const World& stop : stops) {
    const auto rest =
        std::move(scenarios::build_empty_run(scenario_of(everything(binding + unbinding)), 1).simulation);
    Occupancy empty = rest->world().occupancy;  // follows from the agents
    rest->world() = stop;
    rest->world().occupancy = std::move(empty);
    rest->resume();
    while (rest->world().step < 30) rest->step();
    CHECK(rest->state_hash() == hash);
  }
}

TEST_CASE("reactions: a rate that cannot be stops the run, with its name and place") {
  const auto refused = [](const std::string& reaction) {
    const auto run = run_of(space +
                            "substances: { a: { diffusion: 0 um2/min, initial: 4 nM }, b: { diffusion: 100 "
                            "um2/min, initial: 1 nM } }\nreactions: { r: { " +
                            reaction + " } }\n");
    try {
      go(*run, 400);
    } catch (const SimulationError& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  CHECK(refused("from: a, to: b, rate: '0.1 1/min * b - 0.1 1/min * a'")
            .find("below 0: let it be two, there and back at site (0, 0, 0)") != std::string::npos);
  CHECK(refused("from: b, rate: '0.1 1/min * a'").find("reaction `r` uses `b` where there is none") !=
        std::string::npos);
  CHECK(refused("to: b, rate: '1 nM^2/min / (a - a)'").find("rate of reaction `r` is") != std::string::npos);
}

TEST_CASE("fluid: what it carries over the sides is gone, and what lymph takes up") {
  const auto run = run_of(everything("  none: { from: bound, rate: 1 1/min * bound }\n"));
  go(*run, 5);
  const auto& pressure = field(*run, "pressure").values;
  CHECK(*std::min_element(pressure.begin(), pressure.end()) > 0);
  CHECK(*std::max_element(pressure.begin(), pressure.end()) < 11.5);
  const ProcessState& fluid = run->world().processes.back();
  CHECK(fluid.name == "fluid");
  CHECK(fluid.values[0] == near(fluid.values[1] + fluid.values[2], 1e-3));  // what comes goes
}

TEST_CASE("reactions: the library's binding sites, acid and oxygen of spheroids run") {
  const std::string tissue =
      "time: { end: 1 h }\nlattice: { size: [400 um, 400 um] }\nvessels: { spacing: 100 um }\n"
      "agents: { cancer: { start: { count: 100, shape: disc, radius: 120 um } } }\n";
  const std::string parts = "extends: [parts/tissue_2d.yaml, parts/vessels.yaml, parts/cancer.yaml, ";
  const auto bound =
      run_of(parts + "parts/antibody_binding.yaml, parts/body/one_compartment.yaml]\n" + tissue +
             "body: { weight: 20 g }\n"
             "systems: { antibody: { model: one_compartment, of: antibody, values: { clearance: log(2) / 3 d "
             "* volume, volume: 2 mL } } }\n"
             "treatments: { course: { give: antibody, dose: 10 mg/kg, route: iv } }\n");
  go(*bound, 60);
  CHECK(total(*bound, "complex") > 0);
  // As many are made as are lost, free or bound.
  CHECK(total(*bound, "receptor") + total(*bound, "complex") == near(150.0 * 400, 1e-6));

  const auto acid = run_of(parts +
                           "parts/cd8.yaml, parts/pd1_bergman.yaml, parts/oxygen_of_spheroids.yaml, "
                           "parts/acid.yaml]\n" +
                           tissue);
  go(*acid, 60);
  CHECK(total(*acid, "oxygen") < 38.0 * 400);
  const auto& lactate = field(*acid, "lactate").values;
  CHECK(*std::min_element(lactate.begin(), lactate.end()) > 2.2e6);   // [nM] what blood holds in half of it
  CHECK(*std::max_element(lactate.begin(), lactate.end()) < 14.2e6);  // no bicarbonate would be left
}

TEST_CASE("reactions: acid lets more out of the library's particles, where it is") {
  const auto drug = [](const std::string& part) {
    const auto run = run_of(
        "extends: [parts/tissue_2d.yaml, parts/vessels.yaml, parts/cancer.yaml, parts/cd8.yaml, "
        "parts/pd1_bergman.yaml, parts/oxygen_of_spheroids.yaml, parts/anti_pd1.yaml, parts/acid.yaml" +
        part +
        "]\ntime: { end: 1 d }\nlattice: { size: [600 um, 600 um] }\n"
        "agents: { cancer: { start: { count: 450, shape: disc, radius: 260 um } } }\n"
        "body: { represents: 1 mm3 }\n"
        "treatments: { course: { give: np_anti_pd1, dose: 10 mg/kg, of: anti_pd1, route: iv } }\n");
    go(*run, 240);
    return std::pair(total(*run, "anti_pd1"), total(*run, "np_anti_pd1"));
  };
  const auto [free, load] = drug("");
  const auto [free_in_acid, load_in_acid] = drug(", parts/released_in_acid.yaml");
  CHECK(free_in_acid > free);  // most of it comes with the blood
  CHECK(load_in_acid < 0.99 * load);
}

TEST_CASE("reactions: describe tells what becomes of what, where it finds room, and what flows") {
  const scenarios::Scenario scenario =
      checked(scenarios::validate(source_file("tests/witness/reactions.yaml"), language()));
  const std::string text = scenarios::describe_scenario(scenario).text;
  for (const char* part :
       {"binding: antibody + receptor -> bound at 0.01 1/nM/min * open(antibody) * receptor (what is held)",
        "loss: 2 bound -> antibody at 0.01 1/min * bound",
        "antibody: open to it is if(here(cell) > 0, 0.3, 0.6)", "it diffuses by a factor of 0.5",
        "lymph takes up 1e-3 1/mmHg/min", "it carries antibody"})
    CHECK_MESSAGE(text.find(part) != std::string::npos, part << " is not in\n" << text);
}

}  // namespace tilscape::test
