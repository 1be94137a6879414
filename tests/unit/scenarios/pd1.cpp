// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The published sets of the PD-1 axis, against the table of docs/methods/pd1_activity.csv that
// tools/pd1_activity.py calculates from the same files; and the antibody of the mouse beside measurements.
#include "engine/base/table.hpp"
#include "tests/support/look.hpp"
#include "tests/support/runs.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <map>

namespace tilscape {
namespace {

using namespace test;

template <class List>
std::uint8_t index_of(const List& list, const std::string& name) {
  const auto it = std::find_if(list.begin(), list.end(), [&](const auto& e) { return e.name == name; });
  REQUIRE(it != list.end());
  return static_cast<std::uint8_t>(it - list.begin());
}

/// A T cell bound to a cancer cell on every site, under so much antibody; a lattice of `side` squared.
struct Pairs {
  scenarios::Run made;
  Simulation& run;
  std::uint8_t cancer, cd8, engaged;

  Pairs(const std::string& set, double antibody_over_kd, int side)
      : made(scenarios::build_run(scenario(set, antibody_over_kd, side), 1)),
        run(*made.simulation),
        cancer(index_of(run.params().types, "cancer")),
        cd8(index_of(run.params().types, "cd8")),
        engaged(index_of(run.params().types[cd8].states, "engaged")) {
    run.start();
    auto& t = run.world().populations[cd8];
    const auto& targets = run.world().populations[cancer];
    std::map<Site, AgentId> at;
    for (std::size_t row = 0; row < targets.size(); ++row) at[targets.site[row]] = targets.id[row];
    REQUIRE(t.size() == static_cast<std::size_t>(side * side));
    for (std::size_t row = 0; row < t.size(); ++row) {
      t.state[row] = engaged;
      column<std::uint64_t>(run, cd8, "target")[row] = at.at(t.site[row]) + 1;
      column<std::uint32_t>(run, cd8, "target_site")[row] = t.site[row];
    }
  }

  void kill_at(float rate) {
    for (float& r : column<float>(run, cd8, "kill_rate")) r = rate;
  }

 private:
  static scenarios::Scenario scenario(const std::string& set, double antibody, int side) {
    return checked(scenarios::validate_text(
        fmt::format(
            "tilscape: 1\nname: pairs\nextends: [parts/tissue_2d.yaml, parts/cancer.yaml, parts/cd8.yaml, "
            "parts/pd1_{}.yaml]\ntime: {{ end: 1 d }}\n"
            "lattice: {{ size: [{} um, {} um] }}\n"
            "substances: {{ antibody: {{ diffusion: 0 um2/min, initial: {} nM }} }}\n"
            "agents:\n"
            "  cancer: {{ start: {{ count: {}, shape: everywhere }}, divide: !unset , die: !unset , necrose: "
            "!unset , "
            "consume: !unset , secrete: !unset , rules: !unset }}\n"
            "  cd8: {{ start: {{ count: {}, shape: everywhere }}, walk: !unset , divide: !unset , die: "
            "!unset , "
            "recruit: "
            "!unset , consume: !unset , secrete: !unset , kill: {{ engage: 0 1/min }}, inhibit: {{ "
            "blocked_by: antibody, kd: 1 nM }} }}\n",
            set, side * 20, side * 20, antibody, side * side, side * side),
        source_file("scenarios/library/pairs.yaml"), language()));
  }
};

/// Of a set, by the antibody over its dissociation constant.
std::map<double, double> published_curve(const std::string& set) {
  std::ifstream file(source_file("docs/methods/pd1_activity.csv"));
  TableReader table(file, "pd1_activity.csv");
  const std::size_t antibody = table.column("antibody_over_kd");
  const std::size_t activity = table.column(set);
  table.settle();
  std::map<double, double> curve;
  while (table.next()) curve[*table.number(antibody)] = *table.number(activity);
  return curve;
}

TEST_CASE("PD-1 sets: where complexes slow the killing, its rate is the table's share of the full one") {
  for (const std::string set : {"qspio", "tnbc"}) {
    const auto curve = published_curve(set);
    for (const double antibody : {0.0, 1.0, 10.0, 100.0}) {
      CAPTURE(set);
      CAPTURE(antibody);
      Pairs pairs(set, antibody, 64);
      pairs.kill_at(0.5F);
      pairs.run.step();
      CHECK(binomial(total(pairs.run, pairs.cancer, Event::Kind::kill), 64 * 64,
                     1 - std::exp(-0.5 * curve.at(antibody))));
    }
  }
}

TEST_CASE("PD-1 sets: where it deactivates, the share of a day before that is the table's") {
  const auto curve = published_curve("bergman");
  for (const double antibody : {0.0, 1.0, 10.0}) {
    CAPTURE(antibody);
    constexpr int side = 32;
    Pairs pairs("bergman", antibody, side);
    std::vector<double> day(side * side, 0.5);  // half a step before the first and after the last is left out
    for (int minute = 1; minute <= 1440; ++minute) {
      pairs.run.step();
      const auto& t = pairs.run.world().populations[pairs.cd8];
      for (std::size_t row = 0; row < t.size(); ++row)
        if (t.state[row] == pairs.engaged) day[t.site[row]] += minute < 1440 ? 1 : 0.5;
    }
    double mean = 0;
    double squares = 0;
    for (const double minutes : day) {
      mean += minutes / 1440 / (side * side);
      squares += minutes * minutes / 1440 / 1440 / (side * side);
    }
    CHECK(errors(mean, curve.at(antibody), std::sqrt((squares - mean * mean) / (side * side)) + 1e-3) < 4);
  }
}

/// Three doses of anti-PD-1 a week apart in the mouse, and the tissue of the library; 21 days in steps of 10
/// minutes.
class Mouse {
 public:
  explicit Mouse(double dose) {
    run_ = scenarios::build_run(
        checked(scenarios::validate_text(
            fmt::format("tilscape: 1\nname: mouse\nextends: [parts/tissue_2d.yaml, parts/vessels.yaml, "
                        "parts/cancer.yaml, parts/cd8.yaml, parts/pd1_bergman.yaml, parts/anti_pd1.yaml]\n"
                        "time: {{ end: 21 d, step: 10 min, periods: {{ cancer: 10 min }} }}\n"
                        "lattice: {{ size: [600 um, 600 um] }}\n"
                        "agents: {{ cd8: {{ walk: !unset , kill: !unset , inhibit: !unset , exhaust: !unset "
                        "}} }}\n"
                        "body: {{ represents: 0.0072 mm3 of 100 mm3 }}\n"
                        "treatments: {{ drug: {{ give: anti_pd1, dose: {} mg/kg, start: 0 d, every: 7 d, "
                        "count: 3 }} }}\n",
                        dose),
            source_file("scenarios/library/mouse.yaml"), language())),
        1);
    Simulation& s = *run_.simulation;
    field_ = index_of_field(s);
    s.start();
    for (int step = 0; step < 21 * 144; ++step) {
      s.step();
      for (const Observable& o : run_.series)
        if (o.name == "body.anti_pd1.central.level") plasma_.push_back(o.value(s.world()) * ug_per_ml);
      occupancy_.push_back(mean_occupancy(s));
    }
  }
  [[nodiscard]] double plasma(double day) const { return plasma_[step_at(day)]; }  ///< [ug/mL]
  [[nodiscard]] double occupancy(double day) const { return occupancy_[step_at(day)]; }

 private:
  static constexpr double ug_per_ml = 0.15;  // in a nM, of 150 kDa
  static std::size_t step_at(double day) {
    return std::min<std::size_t>(21 * 144, static_cast<std::size_t>(std::max(1.0, std::round(day * 144)))) -
           1;
  }
  static std::size_t index_of_field(const Simulation& s) {
    const auto& substances = s.params().substances;
    return static_cast<std::size_t>(
        std::find_if(substances.begin(), substances.end(),
                     [](const Substance& x) { return x.field.name == "anti_pd1"; }) -
        substances.begin());
  }
  [[nodiscard]] double mean_occupancy(const Simulation& s) const {
    constexpr double kd = 1.45;  // [nM] of the part anti_pd1
    const double available = s.params().substances[field_].available;
    const auto& level = s.world().fields[field_].values;
    double sum = 0;
    for (const double c : level) sum += c / available / (c / available + kd);
    return sum / static_cast<double>(level.size());
  }

  scenarios::Run run_;
  std::size_t field_ = 0;
  std::vector<double> plasma_, occupancy_;  // after each step
};

struct Point {
  double dose, x, y;
};
std::vector<Point> points(const std::string& file, const char* dose, const char* x, const char* y) {
  std::ifstream in(file);
  TableReader table(in, file);
  const std::size_t d = table.column(dose);
  const std::size_t a = table.column(x);
  const std::size_t b = table.column(y);
  table.settle();
  std::vector<Point> list;
  while (table.next()) list.push_back({*table.number(d), *table.number(a), *table.number(b)});
  return list;
}

double median(std::vector<double> list) {
  std::sort(list.begin(), list.end());
  return list[list.size() / 2];
}

TEST_CASE("anti-PD-1 in the mouse: plasma and occupancy stand beside the measured ones as the page says") {
  const char* folder = std::getenv("TILSCAPE_DATA");
  if (folder == nullptr) {
    MESSAGE("skipped: TILSCAPE_DATA names no folder of data sets");
    return;
  }
  const std::string data = std::string(folder) + "/antibody-mouse-antipd1/";
  std::string said;
  std::map<double, Mouse> mice;
  for (const double dose : {0.1, 0.4, 1.0, 1.4, 5.0, 10.0}) {
    const Mouse& mouse = mice.try_emplace(dose, dose).first->second;
    // The days of the later doses of the other three are not known.
    const bool weekly = dose == 0.1 || dose == 1.0 || dose == 10.0;
    std::vector<double> early;
    std::vector<double> late;
    std::size_t within = 0;
    std::size_t n = 0;
    for (const Point& p : points(data + "plasma_pk.csv", "dose_mg_per_kg", "time_day", "plasma_ug_per_ml")) {
      if (p.dose != dose || p.x > (weekly ? 6.9 : 4.4)) continue;
      const double ratio = mouse.plasma(p.x) / p.y;
      (p.x < 2 ? early : late).push_back(ratio);
      if (ratio > 0.5 && ratio < 2) ++within;
      ++n;
    }
    said += fmt::format("| {} mg/kg | {:.2f} | {:.2f} | {} of {} |\n", dose, median(early), median(late),
                        within, n);
  }
  for (const auto& [low, high] : {std::pair{0.1, 0.3}, std::pair{0.3, 1.0}, std::pair{1.0, 3.0},
                                  std::pair{3.0, 10.0}, std::pair{10.0, 30.0}, std::pair{30.0, 100.0}}) {
    std::vector<double> measured;
    std::vector<double> model;
    for (const Point& p : points(data + "receptor_occupancy.csv", "plasma_ug_per_ml", "plasma_ug_per_ml",
                                 "receptor_occupancy_tumour_pct"))
      if (p.x >= low && p.x < high) measured.push_back(p.y);
    for (const auto& [dose, mouse] : mice)
      for (double day = 1; day <= 20; day += 0.5)
        if (const double c = mouse.plasma(day); c >= low && c < high)
          model.push_back(100 * mouse.occupancy(day));
    said += fmt::format("| {} to {} | {:.0f} % | {:.0f} % | {} |\n", low, high, median(model),
                        median(measured), measured.size());
  }
  // The page of the validation says these numbers as they are.
  const std::string page = file_content(source_file("docs/validation/index.md"));
  std::istringstream lines(said);
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    CHECK(page.find(line) != std::string::npos);
  }
}

TEST_CASE(
    "kill, inhibit: fewer than no molecules, or antigenicity below nothing, end the run with what it was") {
  const auto told = [](const std::string& ligand, const std::string& taste) {
    const scenarios::Scenario scenario = checked(scenarios::validate_text(
        "tilscape: 1\nname: x\ntime: { end: 1 h }\nlattice: { sites: [8, 8] }\nagents:\n"
        "  c: { takes: 4, states: { well: alive, gone: dead }, start: { count: 64, shape: everywhere }, "
        "columns: { "
        "ligand: " +
            ligand + ", taste: " + taste +
            " } }\n"
            "  t: { takes: 1, states: { searching: begins, engaged: alive }, start: { count: 64, shape: "
            "everywhere "
            "},\n"
            "    kill: { target: c, engage: 5 1/min, slow: 0.01 1/min, fast: 0.01 1/min, leaves: gone, by: "
            "taste, "
            "slowed_half: 10 molecules/um2, slowed_hill: 2 },\n"
            "    inhibit: { target: c, ligand: ligand, copies: 3000 molecules, affinity: 14.8 molecules/um2, "
            "area: 151 um2, target_area: 897 um2, "
            "reference: 9e4 molecules } "
            "}\n",
        "x.yaml", language()));
    scenarios::Run run = scenarios::build_run(scenario, 1);
    run.simulation->start();
    try {
      for (int s = 0; s < 10; ++s) run.simulation->step();
    } catch (const SimulationError& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  CHECK(told("9e4 molecules", "1").empty());
  CHECK(told("-1e4 molecules", "1").find("inhibit: the target has -10000 molecules of the ligand") !=
        std::string::npos);
  CHECK(told("9e4 molecules", "-3").find("kill: the antigenicity of the target is -3") != std::string::npos);
}

}  // namespace
}  // namespace tilscape
