// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/error.hpp"
#include "engine/population/identity.hpp"
#include "engine/step/setup.hpp"
#include "engine/step/simulation.hpp"
#include "engine/step/state_hash.hpp"
#include "tests/support/near.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <fstream>
#include <numeric>
#include <tuple>

namespace tilscape {
namespace {

/// Has asked for columns; nothing else.
class Toucher final : public Behaviour {
 public:
  explicit Toucher(std::string name) : name_(std::move(name)) {}
  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] std::size_t acts() const override { return 1; }

 private:
  std::string name_;
};

constexpr ColumnId column_one{0};
constexpr ColumnId column_two{1};

std::shared_ptr<const Behaviour> toucher(std::string name,
                                         std::vector<std::pair<ColumnId, Access>> columns = {},
                                         std::vector<Access> state = {}) {
  auto made = std::make_shared<Toucher>(std::move(name));
  made->has_asked_for({.columns = std::move(columns), .state = std::move(state)});
  return made;
}

std::string order_of(const std::vector<std::shared_ptr<const Behaviour>>& list) {
  const Pipeline pipeline = make_pipeline(list);
  std::string order;
  for (const Pipeline::Stage& stage : pipeline.stages) order += stage.behaviour->name();
  return order;
}

TEST_CASE("pipeline: a writer of a column comes before its readers, else the order of the scenario holds") {
  const std::vector<std::shared_ptr<const Behaviour>> list = {toucher("a", {{column_one, Access::reads}}),
                                                              toucher("b"),
                                                              toucher("c", {{column_one, Access::writes}})};
  const Pipeline pipeline = make_pipeline(list);
  REQUIRE(pipeline.stages.size() == 3);
  CHECK(pipeline.stages[0].behaviour->name() == "b");
  CHECK(pipeline.stages[1].behaviour->name() == "c");
  CHECK(pipeline.stages[2].behaviour->name() == "a");
  CHECK(pipeline.stages[2].first_act == 2);
  CHECK(pipeline.acts == 3);
}

TEST_CASE("pipeline: behaviours that wait for each other are an error that names them") {
  const std::vector<std::shared_ptr<const Behaviour>> list = {
      toucher("a", {{column_one, Access::reads}, {column_two, Access::writes}}),
      toucher("b", {{column_two, Access::reads}, {column_one, Access::writes}})};
  CHECK_THROWS_WITH_AS(make_pipeline(list), "behaviours wait for each other's columns: a -> b, b -> a",
                       UsageError);
}

TEST_CASE("pipeline: who recalls or keeps a column waits for nobody, and nobody for it") {
  CHECK(order_of({toucher("a", {{column_one, Access::recalls}}), toucher("b", {{column_one, Access::keeps}}),
                  toucher("c", {{column_one, Access::writes}})}) == "abc");
  CHECK(order_of({toucher("a", {{column_one, Access::reads}}),
                  toucher("b", {{column_one, Access::keeps}})}) == "ab");
}

TEST_CASE("pipeline: who writes a column that it reads as well does not wait for its other writers") {
  CHECK(order_of({toucher("a", {{column_one, Access::reads}, {column_one, Access::writes}}),
                  toucher("b", {{column_one, Access::writes}})}) == "ab");
}

TEST_CASE("pipeline: the state orders as a column does") {
  CHECK(order_of({toucher("a", {}, {Access::reads, Access::keeps}), toucher("b", {}, {Access::recalls}),
                  toucher("c", {}, {Access::writes})}) == "bca");
  CHECK(order_of({toucher("a", {}, {Access::reads, Access::writes}), toucher("b", {}, {Access::writes})}) ==
        "ab");
}

/// Every agent claims one fixed site, or strikes the first agent of the other type.
class Claimer final : public Behaviour {
 public:
  Claimer(Claim::Kind kind, Site site) : kind_(kind), site_(site) {}
  [[nodiscard]] std::string name() const override { return "claim"; }
  [[nodiscard]] std::size_t acts() const override { return 1; }
  void decide(const Batch& batch, const View&, Hazards& hazards, std::size_t first) const override {
    for (std::size_t i = 0; i < batch.size(); ++i) hazards.act(first)[i] = 1e9;
  }
  void act(std::size_t, const Batch& batch, const View& view, std::span<const std::uint16_t> rows,
           Proposals& proposals) const override {
    for (const std::uint16_t i : rows)
      proposals.claims.push_back({site_, contest_draw(view.draws, batch.ids()[i]), batch.ids()[i],
                                  static_cast<std::uint32_t>(batch.begin + i), batch.type, kind_, 0});
  }

 private:
  Claim::Kind kind_;
  Site site_;
};

Params contest(Claim::Kind kind, std::uint8_t takes) {
  Params params{.lattice = Lattice({.nx = 10, .ny = 10})};
  params.types.push_back({.name = "cell", .takes = takes, .states = {{"alive", true}}});
  params.types[0].behaviours.push_back(std::make_shared<Claimer>(kind, Site{55}));
  return params;
}

TEST_CASE("resolve: of many movers to a site as many are admitted as fit") {
  Simulation run(contest(Claim::Kind::move, 3), 1);
  for (const Site s : {1U, 2U, 3U, 4U, 5U}) REQUIRE(run.place(TypeId{0}, s).done);
  run.start();
  run.step();
  CHECK(run.world().occupancy.count(TypeId{0}, 55) == 2);
  CHECK(run.world().occupancy.load(55) == 6);
  CHECK(run.world().populations[0].size() == 5);
}

TEST_CASE("commit: newborns are numbered by step, site and rank within the site") {
  Simulation run(contest(Claim::Kind::divide, 4), 1);
  for (const Site s : {1U, 2U, 3U}) run.place(TypeId{0}, s);
  run.start();
  run.step();
  const Population& p = run.world().populations[0];
  REQUIRE(p.size() == 5);
  CHECK(p.id[3] == newborn_id(1, 55, 0));
  CHECK(p.id[4] == newborn_id(1, 55, 1));
  CHECK(run.world().events.size() == 2);
  CHECK(run.world().totals[0][static_cast<std::size_t>(Event::Kind::division)] == 2);
}

TEST_CASE("resolve: who is admitted does not depend on the order of the rows") {
  const auto admitted = [](const std::vector<Site>& order) {
    Simulation run(contest(Claim::Kind::move, 8), 1);
    for (const Site s : order) run.place(TypeId{0}, s);
    run.start();
    run.step();
    const Population& p = run.world().populations[0];
    for (std::size_t row = 0; row < p.size(); ++row)
      if (p.site[row] == 55) return p.id[row];
    return no_agent;
  };
  const AgentId winner = admitted({1, 2, 3, 4, 5, 6, 7});
  CHECK(winner != no_agent);
  CHECK(admitted({7, 6, 5, 4, 3, 2, 1}) == winner);
  CHECK(admitted({4, 1, 7, 2, 6, 3, 5}) == winner);
}

TEST_CASE("occupancy: agrees with the populations after many steps") {
  Simulation run(contest(Claim::Kind::divide, 1), 2);
  for (const Site s : {1U, 2U, 3U}) run.place(TypeId{0}, s);
  run.start();
  for (int i = 0; i < 5; ++i) run.step();
  std::vector<int> count(100, 0);
  for (const Site s : run.world().populations[0].site) ++count[s];
  for (Site s = 0; s < 100; ++s) CHECK(run.world().occupancy.count(TypeId{0}, s) == count[s]);
  CHECK(run.world().occupancy.load(55) == 8);
}

TEST_CASE("place: a site that is full takes no more") {
  Simulation run(contest(Claim::Kind::move, 5), 1);
  CHECK(run.place(TypeId{0}, 9).done);
  CHECK_FALSE(run.place(TypeId{0}, 9).done);
}

TEST_CASE("site sums: the order of addition leaves no trace") {
  SiteSums a(1);
  SiteSums b(1);
  const std::vector<double> parts = {0.1, 1e-7, 123.456, 3e-9, 0.7};
  for (const double x : parts) a.add_source(0, x);
  for (auto it = parts.rbegin(); it != parts.rend(); ++it) b.add_source(0, *it);
  CHECK(a.source(0) == b.source(0));
  CHECK(a.source(0) == test::near(std::accumulate(parts.begin(), parts.end(), 0.0), 1e-12));
}

TEST_CASE("population: removal leaves the others whole, sorting goes by site, then id") {
  Population p({{"x", NumberType::f32}});
  for (std::uint32_t i = 0; i < 6; ++i) {
    const std::size_t row = p.append(100 - i, 50 - i / 2, 0);
    p.column<float>(ColumnId{0})[row] = static_cast<float>(i);
  }
  std::vector<std::uint32_t> gone = {1, 5};
  p.remove(gone, Threads(1));
  REQUIRE(p.size() == 4);
  for (std::size_t row = 0; row < 4; ++row)
    CHECK(p.column<float>(ColumnId{0})[row] == 100 - static_cast<float>(p.id[row]));
  std::vector<AgentId> left = p.id;
  std::sort(left.begin(), left.end());
  CHECK(left == std::vector<AgentId>{96, 97, 98, 100});
  CHECK_FALSE(p.sorted());
  p.sort(Threads(1));
  CHECK(p.sorted());
  CHECK(p.site.front() == 48);
  CHECK(p.column<float>(ColumnId{0})[0] == 4);
}

TEST_CASE("population: a sort of many rows is the same on any number of threads") {
  constexpr std::uint32_t rows = 100000;
  const auto shuffled = [](int threads) {
    Population p({{"x", NumberType::u32}});
    for (std::uint32_t i = 0; i < rows; ++i) {
      const std::size_t row = p.append(mix(i), static_cast<Site>(mix(rows + i) % 5000), 0);
      p.column<std::uint32_t>(ColumnId{0})[row] = i;
    }
    p.sort(Threads(threads));
    return p;
  };
  const Population one = shuffled(1);
  const Population three = shuffled(3);
  CHECK(one.sorted());
  CHECK(one.id == three.id);
  const auto& x = one.column<std::uint32_t>(ColumnId{0});
  std::size_t wrong = 0;
  for (std::size_t row = 0; row < rows; ++row)
    if (one.id[row] != mix(x[row]) || one.site[row] != mix(rows + x[row]) % 5000) ++wrong;
  CHECK(wrong == 0);
}

TEST_CASE("contest: a site admits by draw while claims fit, however they come") {
  constexpr Site sites = 500;
  Params params{.lattice = Lattice({.nx = sites, .ny = 1}), .capacity = 7};
  params.types = {{.name = "small", .takes = 1}, {.name = "large", .takes = 3}};
  Occupancy occupancy(sites, 2, params.capacity);
  for (Site s = 0; s < sites; s += 3) occupancy.enter(TypeId{1}, 3, s);
  std::vector<Claim> claims;
  for (std::uint32_t i = 0; i < 3000; ++i) {
    const std::uint64_t w = mix(i);
    claims.push_back({static_cast<Site>((w >> 8U) % sites), static_cast<std::uint32_t>(w % 16), i, i,
                      TypeId{static_cast<std::uint8_t>((w >> 40U) % 2)},
                      (w >> 50U) % 2 == 0 ? Claim::Kind::move : Claim::Kind::divide, 0});
    if (i % 17 == 0) claims.back().place = Claim::refused;
  }
  // One after the other, in the order of site and draw.
  std::vector<Claim> expected = claims;
  std::vector<std::size_t> order(claims.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const Claim& l = claims[a];
    const Claim& r = claims[b];
    return std::tie(l.site, l.draw, l.agent) < std::tie(r.site, r.draw, r.agent);
  });
  std::vector<unsigned> load(sites);
  std::vector<std::uint8_t> born(sites);
  for (Site s = 0; s < sites; ++s) load[s] = occupancy.load(s);
  for (const std::size_t i : order) {
    Claim& c = expected[i];
    if (c.place == Claim::refused) continue;
    const unsigned takes = params.types[c.type.value].takes;
    if (load[c.site] + takes > params.capacity) {
      c.place = Claim::refused;
      continue;
    }
    load[c.site] += takes;
    if (c.kind == Claim::Kind::divide) c.place = born[c.site]++;
  }
  Contest contest(sites);
  for (const int threads : {1, 3, 8}) {
    for (const bool backwards : {false, true}) {
      std::vector<Claim> decided = claims;
      if (backwards) std::reverse(decided.begin(), decided.end());
      contest.decide(decided, occupancy, params, Threads(threads));
      std::size_t wrong = 0;
      for (const Claim& c : decided)
        if (c.place != expected[c.row].place) ++wrong;
      CHECK(wrong == 0);
    }
  }
}

std::size_t resident_bytes() {
  std::size_t total = 0;
  std::size_t resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return resident * 4096;
}

TEST_CASE("simulation: the empty part of a large lattice costs no memory") {
  const std::size_t before = resident_bytes();
  Params params{.lattice = Lattice({.nx = 512, .ny = 512, .nz = 512})};
  params.types = {{.name = "cell", .takes = 1, .states = {{"alive", true}}}};
  Simulation run(params, 1);
  for (Site s = 0; s < 1000; ++s) run.place(TypeId{0}, 512 * 512 * 256 + s);
  for (int step = 0; step < 5; ++step) run.step();
  CHECK(run.world().populations[0].size() == 1000);
  CHECK(resident_bytes() - before < std::size_t{64} << 20U);  // 134 million sites
}

TEST_CASE("contest: no more newcomers on a site in a step than there are names for") {
  Params params{.lattice = Lattice({.nx = 1, .ny = 1}), .capacity = 250};
  params.types = {{.name = "cell", .takes = 1}};
  std::vector<Claim> claims;
  for (std::uint32_t i = 0; i < 100; ++i) claims.push_back({0, i, i, i, TypeId{0}, Claim::Kind::divide, 0});
  Contest(1).decide(claims, Occupancy(1, 1, 250), params, Threads(1));
  CHECK(std::count_if(claims.begin(), claims.end(),
                      [](const Claim& c) { return c.place < births_per_site; }) == births_per_site);
}

TEST_CASE("state hash: rows out of order are refused, and a changed value changes it") {
  Simulation run(contest(Claim::Kind::move, 1), 1);
  run.place(TypeId{0}, 9);
  run.place(TypeId{0}, 3);
  CHECK_THROWS_AS((void)tilscape::state_hash(run.world()), UsageError);
  const std::string before = run.state_hash();
  CHECK(before.size() == 32);
  CHECK(before == run.state_hash());
  run.world().populations[0].state[0] = 1;
  CHECK(run.state_hash() != before);
}

TEST_CASE("simulation: parameters that contradict themselves are refused") {
  Params params = contest(Claim::Kind::move, 9);
  CHECK_THROWS_AS(Simulation(std::move(params), 1), UsageError);
  Params empty = contest(Claim::Kind::move, 1);
  empty.types[0].states.clear();
  CHECK_THROWS_AS(Simulation(std::move(empty), 1), UsageError);
}

}  // namespace
}  // namespace tilscape
