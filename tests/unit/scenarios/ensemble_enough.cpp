// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The rule that ends a study early, on results that are made up.
#include "engine/base/error.hpp"
#include "scenarios/ensemble/collect.hpp"
#include "scenarios/ensemble/enough.hpp"
#include "scenarios/ensemble/status.hpp"
#include "tests/support/studies.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <functional>

using namespace tilscape;
using namespace tilscape::scenarios;
using Verdict = Need::Verdict;

namespace {

/// Two arms of 40 replicates, looked at after 10, 20 and 30.
class Looked {
 public:
  explicit Looked(const std::string& rule, const std::string& more = "")
      : plan(test::plan_of(test::written(
            folder_.path(), test::tiny_study("replicates: 40, arms: [as_written, deadly], enough: { " + rule +
                                             " }" + more)))) {}

  /// A result for each run: what it ends with, and whether it reaches `gone`.
  void add(
      const std::vector<std::size_t>& units, const std::function<double(const Unit&)>& last,
      const std::function<bool(const Unit&)>& gone = [](const Unit&) { return false; }) const {
    ShardWriter shard(folder_.path(), "made");
    for (const std::size_t u : units)
      shard.put({.unit = u,
                 .key = plan.keys[u],
                 .seed = plan.unit(u).seed,
                 .end = 120,
                 .state_hash = "0123",
                 .columns = {{"time.left", "cancer.count"}, {"", "cells"}, {"gone"}, {"cancer.count < 1"}},
                 .times = {0, 120},
                 .values = {9, 20, 9, last(plan.unit(u))},
                 .reached = {gone(plan.unit(u)) ? 60.0 : -1.0}});
    shard.finish();
  }
  void give_up(std::size_t unit) const {
    ShardWriter shard(folder_.path(), "failures");
    for (std::size_t i = 0; i < ShardIndex::attempts_allowed; ++i)
      shard.put_failure(unit, plan.keys[unit], "made up");
    shard.finish();
  }
  /// The replicates from `first` up to but without `last` of both arms.
  [[nodiscard]] static std::vector<std::size_t> replicates(std::size_t first, std::size_t last) {
    std::vector<std::size_t> out;
    for (const std::size_t arm : {std::size_t{0}, std::size_t{40}})
      for (std::size_t r = first; r < last; ++r) out.push_back(arm + r);
    return out;
  }
  [[nodiscard]] ShardIndex index() const { return {plan, folder_.path()}; }
  [[nodiscard]] Need need() const { return index().need(); }
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }

 private:
  test::TemporaryFolder folder_;

 public:
  Plan plan;
};

/// 10 less and 10 more in turn: Student's interval reaches 7.54 to either side after 10, 4.80 after 20, 3.80
/// after 30.
double in_turn(const Unit& u) {
  return u.replicate % 2 == 0 ? 90 : 110;
}

}  // namespace

TEST_CASE("enough: a study needs the replicates of the next look until its intervals are narrow") {
  const Looked study("within: 5");
  CHECK(study.need().replicates == 10);
  CHECK(study.need().verdict == Verdict::open);
  study.add(Looked::replicates(0, 10), in_turn);
  CHECK(study.need().replicates == 20);
  CHECK(study.index().missing({0, 80}) == Looked::replicates(10, 20));
  study.add(Looked::replicates(10, 20), in_turn);
  CHECK(study.need().replicates == 20);
  CHECK(study.need().verdict == Verdict::enough);
  CHECK(study.index().missing({0, 80}).empty());
}

TEST_CASE("enough: the first look comes after `least` replicates, the next ones a `batch` apart") {
  const Looked study("within: 0.1, least: 12, batch: 7");
  std::vector<std::size_t> looks;
  for (std::size_t done = 0; done < 40; done = looks.back()) {
    if (done > 0)
      study.add(Looked::replicates(looks.size() > 1 ? looks[looks.size() - 2] : 0, done), in_turn);
    looks.push_back(study.need().replicates);
  }
  CHECK(looks == std::vector<std::size_t>{12, 19, 26, 33, 40});
}

TEST_CASE("enough: the interval of one group that is wide keeps all groups going, to the last replicate") {
  const Looked study("within: 5");
  const auto wide = [](const Unit& u) { return u.arm == 1 ? 10 * in_turn(u) : 100.0; };
  study.add(Looked::replicates(0, 30), wide);
  CHECK(study.need().verdict == Verdict::all);
  CHECK(study.need().replicates == 40);
  CHECK(study.index().missing({0, 80}) == Looked::replicates(30, 40));
}

TEST_CASE("enough: a look waits for every run before it, in whatever order they end") {
  const Looked study("within: 5");
  std::vector<std::size_t> units = Looked::replicates(0, 20);
  std::reverse(units.begin(), units.end());
  const std::size_t late = units.back();
  units.pop_back();
  study.add(units, in_turn);
  CHECK(study.need().replicates == 10);
  CHECK(study.index().missing({0, 80}) == std::vector<std::size_t>{late});
  study.add({late}, in_turn);
  CHECK(study.need().replicates == 20);
  CHECK(study.need().verdict == Verdict::enough);
}

TEST_CASE("enough: a run that is given up does not hold up a look, and is not in its interval") {
  const Looked study("within: 5");
  std::vector<std::size_t> units = Looked::replicates(0, 20);
  units.erase(units.begin());
  study.add(units, in_turn);
  study.give_up(0);
  const ShardIndex index = study.index();
  CHECK(index.need().verdict == Verdict::enough);
  CHECK(looked_at(study.plan, index, 0, 20).n == 19);
  CHECK(looked_at(study.plan, index, 1, 20).n == 20);
}

TEST_CASE("enough: what was run beyond the replicates that were enough counts nowhere") {
  const Looked study("within: 5");
  study.add(Looked::replicates(0, 20), in_turn);
  collect(study.plan, study.index(), study.folder());
  const std::string before = test::text_of(study.folder() / "results.csv");
  study.add({25, 65}, [](const Unit&) { return 1e6; });
  const ShardIndex index = study.index();
  CHECK(index.present_count() == 40);
  const StudyStatus status = status_of(study.plan, index);
  CHECK(status.expected == 40);
  CHECK(status.missing == 0);
  CHECK(status.not_needed == 40);
  collect(study.plan, index, study.folder());
  CHECK(test::text_of(study.folder() / "results.csv") == before);
  const auto lines = test::lines_of(study.folder() / "results.csv");
  CHECK(std::count_if(lines.begin(), lines.end(), [](const std::string& line) {
          return line.find(",not needed,") != std::string::npos;
        }) == 40);
}

TEST_CASE("enough: the share of runs that reach an endpoint can be looked at instead") {
  const Looked study("endpoint: gone, within: 0.15");
  const auto half = [](const Unit& u) {
    return u.replicate % 2 == 0;
  };  // Wilson: 0.201 after 20, 0.168 after 30
  study.add(Looked::replicates(0, 30), in_turn, half);
  CHECK(study.need().verdict == Verdict::all);
  const Looked wider("endpoint: gone, within: 0.17");
  wider.add(Looked::replicates(0, 30), in_turn, half);
  CHECK(wider.need().replicates == 30);
  CHECK(wider.need().verdict == Verdict::enough);
}

TEST_CASE("enough: the column is the one that is named, else the compared one, else the first count") {
  const auto always = [](const Unit&) { return 1.0; };
  CHECK(Looked("within: 0").plan.enough->value.empty());
  CHECK(Looked("within: 0", ", compare: { against: deadly, value: time.left }").plan.enough->value ==
        "time.left");
  const Looked named("within: 0, value: time.left, least: 5, batch: 1");
  named.add(Looked::replicates(0, 5), in_turn);  // `time.left` does not vary
  CHECK(named.need().replicates == 5);
  CHECK(named.need().verdict == Verdict::enough);
  const Looked unknown("within: 0, value: cancer.cuont");
  unknown.add(Looked::replicates(0, 10), always);
  CHECK_THROWS_AS((void)unknown.need(), InputError);
}

TEST_CASE("enough: the rule is part of the plan, and a change of it is told") {
  const Looked study("within: 5, least: 12, batch: 7");
  write_plan(study.plan, study.folder());
  const Plan back = read_plan(study.folder());
  CHECK(changes(study.plan, back).empty());
  CHECK(back.enough->least == 12);
  CHECK(back.enough->batch == 7);
  CHECK(changes(study.plan, Looked("within: 4, least: 12, batch: 7").plan).size() == 1);
  CHECK(back.keys == Looked("within: 4").plan.keys);  // what one run gives does not depend on it
}
