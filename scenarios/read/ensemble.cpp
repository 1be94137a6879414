// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/ensemble.hpp"

#include "engine/base/text.hpp"
#include "scenarios/read/detail/check_study.hpp"
#include "scenarios/read/distribution.hpp"
#include "scenarios/read/ensemble_text.hpp"
#include "scenarios/read/reader.hpp"
#include "scenarios/read/sections.hpp"
#include "scenarios/read/source.hpp"
#include "scenarios/read/validate.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <tuple>

namespace tilscape::scenarios {

namespace {

constexpr std::size_t most_levels = 10'000;

bool sampled(Design design) {
  return design != Design::full && design != Design::one_at_a_time;
}

/// Those of a range with points.
void make_levels(Factor& f) {
  f.levels.clear();
  for (std::size_t i = 0; i < f.points; ++i)
    f.levels.push_back(factor_value(f, static_cast<double>(i) / static_cast<double>(f.points - 1)));
}

std::size_t count(const Parameter<int>& number, std::size_t otherwise) {
  return number.given() ? static_cast<std::size_t>(*number) : otherwise;
}

/// The one reader of the section: factors and what they are compared with are read from the text, everything
/// else are checked values.
class Section {
 public:
  Section(const Scenario& scenario, const Node::Entry& entry, Problems& problems)
      : scenario_(scenario),
        entry_(entry),
        problems_(problems),
        said_(entry.value, checked(scenario, entry, problems)) {}

  /// What is varied, how and how often.
  void read() {
    out_.design = meaning(designs, said_->design.value_or(""), out_.design);
    out_.replicates = count(said_->replicates, 1);
    out_.samples = count(said_->samples, 0);
    out_.seeds = meaning(seed_rules, said_->seeds.value_or(""), out_.seeds);
    out_.every = said_->every.value_or(0);
    out_.limit = said_->limit.value_or(0);
    factors();
    arms();
    samples();
  }

  /// What is looked at in the results. The levels of all factors are known by now.
  void read_comparisons() {
    out_.stop = said_->stop.value_or({});
    for (std::size_t i = 0; i < out_.stop.size(); ++i) endpoint(out_.stop[i], said_.item(said_->stop, i));
    if (said_->compare.given()) comparison(*said_->compare);
    if (said_->enough.given()) enough(*said_->enough);
  }

  [[nodiscard]] const Written<EnsembleParams>& said() const { return said_; }
  Ensemble& ensemble() { return out_; }

 private:
  void error(const Node& at, Code code, std::string problem, std::string why = {},
             std::string suggestion = {}) {
    problems_.error(code, at.where, at.length(), std::move(problem), std::move(why), std::move(suggestion));
  }
  static Values checked(const Scenario& scenario, const Node::Entry& entry, Problems& problems) {
    const Names names = collect_names(scenario.tree, *scenario.language);
    return Reader(names, {scenario.file}, problems)
        .record(entry.value, describe<EnsembleParams>(), {entry.key, entry.where, characters(entry.key)}, {});
  }

  void factors() {
    const Node* vary = said_.text(said_->vary);
    if (vary == nullptr || vary->empty()) return;
    if (!vary->map()) {
      error(*vary, Code::wants_map, "`vary` is a map from paths to what they become");
      return;
    }
    for (const Node::Entry& e : vary->entries)
      if (!e.key.starts_with("x-")) factor(e);
    // By name, so that no draw and no number of a run depends on the order in which they were written.
    std::stable_sort(out_.factors.begin(), out_.factors.end(),
                     [](const Factor& a, const Factor& b) { return a.path < b.path; });
  }

  void factor(const Node::Entry& entry) {
    Factor f{.path = entry.key, .where = entry.where, .length = characters(entry.key)};
    const Node& v = entry.value;
    const std::string section = entry.key.substr(0, entry.key.find('.'));
    const bool describes = std::find(describing.begin(), describing.end(), section) != describing.end();
    if (entry.key == "seed" || section == entry_.key || describes)
      problems_.error(Code::ensemble, f.where, f.length, joined({ticked(entry.key), " cannot be varied"}),
                      entry.key == "seed" ? "`replicates` and `seeds` decide over the draws"
                      : describes         ? "it describes the scenario, and no run depends on it"
                                          : "");
    else if (v.sequence())
      levels(f, v);
    else if (v.map())
      range(f, v);
    else
      distribution(f, v);
    out_.factors.push_back(std::move(f));
  }

  void levels(Factor& f, const Node& list) {
    if (list.items.empty()) error(list, Code::empty_value, joined({ticked(f.path), " has no levels"}));
    for (const Node& level : list.items) {
      if (!level.scalar() || level.empty()) {
        error(level, Code::wants_value, "a level is a single value");
      } else if (std::find(f.levels.begin(), f.levels.end(), level.text) != f.levels.end()) {
        error(level, Code::ensemble, joined({"the level ", ticked(level.text), " stands there twice"}), {},
              "More runs of a point are `replicates`");
      } else {
        f.levels.push_back(level.text);
        f.level_places.push_back(level.where);
      }
    }
  }

  void range(Factor& f, const Node& map) {
    const Node* ends = ends_in(map);
    const RangeParams said;
    const bool logarithmic = map.find(said.log_range.name()) != nullptr;
    std::vector<std::string> keys;
    for (const ParameterInfo& key : describe<RangeParams>()) keys.push_back(key.name);
    for (const Node::Entry& e : map.entries)
      if (std::find(keys.begin(), keys.end(), e.key) == keys.end())
        problems_.error(Code::unknown_key, e.where, characters(e.key),
                        joined({"unknown key ", ticked(e.key), " under ", ticked(f.path)}),
                        "expected one of: " + listed(keys), did_you_mean(e.key, keys));
    if (ends == nullptr || (logarithmic && map.find(said.range.name()) != nullptr)) {
      error(map, Code::ensemble, joined({ticked(f.path), " wants either a `range` or a `log_range`"}));
      return;
    }
    if (!ends->sequence() || ends->items.size() != 2) {
      error(*ends, Code::wants_list, "a range is a list of its two ends", {}, "Write [least, largest]");
      return;
    }
    std::array<Quantity, 2> q;
    for (std::size_t i = 0; i < 2; ++i) {
      const QuantityParse read = parse_quantity(split_source(ends->items[i].text).text);
      if (!read.quantity) {
        error(ends->items[i], Code::quantity, read.problem, {}, read.suggestion);
        return;
      }
      q[i] = *read.quantity;
      f.level_places.push_back(ends->items[i].where);
    }
    if (!(q[0].dimension == q[1].dimension)) {
      error(ends->items[1], Code::wrong_dimension,
            fmt::format("the ends of a range are of one kind, not {} and {}", dimension_name(q[0].dimension),
                        dimension_name(q[1].dimension)));
      return;
    }
    if (!(q[0].value < q[1].value) || (logarithmic && q[0].value <= 0)) {
      error(*ends, Code::out_of_range,
            logarithmic ? "a logarithmic range goes from a value above 0 to a larger one"
                        : "a range goes from a value to a larger one");
      return;
    }
    f.unit = unit_text(ends->items[0].text);
    f.distribution = Distribution{logarithmic ? Distribution::Kind::log_uniform : Distribution::Kind::uniform,
                                  q[0].value, q[1].value};
    points(f, map);
  }

  void points(Factor& f, const Node& map) {
    const std::string key_of_points = RangeParams().points.name();
    const Node* given = map.find(key_of_points);
    if (given == nullptr) {
      if (!sampled(out_.design))
        error(map, Code::missing_key, joined({"`points` is missing under ", ticked(f.path)}),
              "this design runs each of so many values of the range");
      return;
    }
    const QuantityParse n = parse_quantity(given->text);
    const auto count = n.quantity && n.quantity->dimension.none() ? n.quantity->value : 0;
    if (count != static_cast<double>(static_cast<std::size_t>(count)) || count < 2 ||
        count > static_cast<double>(most_levels)) {
      error(*given, Code::whole_number, fmt::format("`points` is a whole number from 2 to {}", most_levels));
      return;
    }
    if (sampled(out_.design)) {
      const Node::Entry& key = *map.entry(key_of_points);
      problems_.warning(Code::unused, key.where, characters(key.key),
                        joined({"`points` of ", ticked(f.path), " has no effect"}),
                        "this design draws its points: `samples` says how many");
      return;
    }
    f.points = static_cast<std::size_t>(count);
    make_levels(f);
  }

  void distribution(Factor& f, const Node& text) {
    const DistributionParse read = parse_distribution(split_source(text.text).text);
    if (!read.distribution) {
      problems_.error(Code::distribution, text.at(read.offset), 1, read.problem, {}, read.suggestion);
    } else if (read.distribution->kind == Distribution::Kind::constant) {
      error(text, Code::ensemble, joined({ticked(text.text), " is one value, nothing varies"}), {},
            "Write a list [ ], a range or a distribution");
    } else if (!sampled(out_.design)) {
      error(text, Code::ensemble, "a distribution is drawn from, and this design draws nothing", {},
            "Choose `design: latin_hypercube` or `sobol`");
    } else if (out_.design == Design::morris && read.distribution->kind != Distribution::Kind::uniform &&
               read.distribution->kind != Distribution::Kind::log_uniform) {
      error(text, Code::ensemble, "the design `morris` goes from end to end, and this distribution has none");
    } else {
      f.distribution = read.distribution;
      f.unit = canonical_unit(read.dimension);
      f.level_places = {text.where, text.where};
    }
  }

  void arms() {
    out_.arms = said_->arms.value_or({});
    if (out_.arms.empty()) {
      out_.arms = {scenario_.variant.empty() ? as_written : scenario_.variant};
      return;
    }
    for (std::size_t i = 0; i < out_.arms.size(); ++i) {
      const std::string& name = out_.arms[i];
      const auto& variants = scenario_.variants;
      if (name != as_written && std::find(variants.begin(), variants.end(), name) == variants.end()) {
        std::vector<std::string> known = variants;
        known.emplace_back(as_written);
        error(said_.item(said_->arms, i), Code::unknown_variant,
              joined({"there is no variant ", ticked(name)}), "there are: " + listed(known),
              did_you_mean(name, known));
      }
    }
  }

  void samples() {
    if (sampled(out_.design) && out_.factors.empty())
      error(*said_.text(said_->design), Code::ensemble, "this design draws values, and nothing is varied", {},
            "Write under `vary` what differs");
    else if (sampled(out_.design) && out_.samples == 0)
      problems_.error(Code::missing_key, entry_.where, characters(entry_.key),
                      "`samples` is missing under `ensemble`", "how many points this design draws");
    else if (!sampled(out_.design) && out_.samples > 0)
      error(*said_.text(said_->samples), Code::ensemble,
            "this design runs all levels, it takes no `samples`");
  }

  void endpoint(const std::string& name, const Node& at) {
    std::vector<std::string> known;
    const Node* outputs = scenario_.tree.find("outputs");
    const Node* endpoints = outputs != nullptr ? outputs->find("endpoints") : nullptr;
    if (endpoints != nullptr)
      for (const Node::Entry& e : endpoints->entries)
        if (!e.key.starts_with("x-")) known.push_back(e.key);
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    error(at, Code::unknown_name, joined({"there is no endpoint ", ticked(name)}),
          known.empty() ? "the scenario has none under `outputs`" : "there are: " + listed(known),
          did_you_mean(name, known));
  }

  void comparison(const CompareParams& compare) {
    Comparison c{.endpoint = compare.endpoint.value_or(""), .value = compare.value.value_or("")};
    if (!c.endpoint.empty()) endpoint(c.endpoint, *said_.text(compare.endpoint));
    const Node* against = said_.text(compare.against);
    if (against != nullptr && against->map()) {
      for (const Node::Entry& e : against->entries) against_level(e, c);
    } else if (against != nullptr) {
      c.arm = against->text;
      if (std::find(out_.arms.begin(), out_.arms.end(), c.arm) == out_.arms.end())
        error(*against, Code::ensemble, joined({"there is no arm ", ticked(c.arm), " to compare with"}),
              "there are: " + listed(out_.arms), did_you_mean(c.arm, out_.arms));
    }
    out_.compare = std::move(c);
  }

  void against_level(const Node::Entry& entry, Comparison& c) {
    const auto f = std::find_if(out_.factors.begin(), out_.factors.end(),
                                [&](const Factor& factor) { return factor.path == entry.key; });
    if (f == out_.factors.end()) {
      problems_.error(Code::ensemble, entry.where, characters(entry.key),
                      joined({ticked(entry.key), " is not varied, so nothing can be compared with it"}));
    } else if (std::find(f->levels.begin(), f->levels.end(), entry.value.text) == f->levels.end()) {
      error(entry.value, Code::ensemble,
            joined({ticked(entry.value.text), " is no level of ", ticked(entry.key)}),
            f->levels.empty() ? "" : "levels are: " + listed(f->levels));
    } else {
      c.levels.emplace_back(entry.key, entry.value.text);
    }
  }

  void enough(const EnoughParams& enough) {
    const Node& at = *said_.text(said_->enough);
    Enough e{.value = enough.value.value_or(out_.compare ? out_.compare->value : ""),
             .endpoint = enough.endpoint.value_or(""),
             .within = enough.within.value_or(0)};
    e.least = count(enough.least, e.least);
    e.batch = count(enough.batch, e.batch);
    if (!e.endpoint.empty()) endpoint(e.endpoint, *said_.text(enough.endpoint));
    if (!e.endpoint.empty() && enough.value.given())
      error(*said_.text(enough.value), Code::ensemble,
            "`enough` looks at a value or at an endpoint, not at both");
    if (sampled(out_.design))
      error(at, Code::ensemble, "this design draws its points, so their mean has no interval to look at", {},
            "`enough` is for `full` and `one_at_a_time`");
    if (e.least >= out_.replicates)
      error(at, Code::ensemble,
            fmt::format("there is no look before all {} replicates are done", out_.replicates),
            fmt::format("the first comes after {}", e.least), "More `replicates`, or leave `enough` out");
    out_.enough = std::move(e);
  }

  /// What stands behind the number: values are written in the same unit.
  static std::string unit_text(const std::string& quantity) {
    const std::string_view text = split_source(quantity).text;
    const std::size_t space = text.find(' ');
    return space == std::string_view::npos ? "" : std::string(text.substr(space + 1));
  }

  const Scenario& scenario_;
  const Node::Entry& entry_;
  Problems& problems_;
  Written<EnsembleParams> said_;
  Ensemble out_;
};

/// A value that the scenario is read with, and the place that speaks of it.
struct Trial {
  std::string value;
  Location where;
  int length;
};

/// Values at the ends of what is drawn and between them, the ends first; a distribution without ends is
/// looked at inside. The inner ones are no simple shares of the whole, which could be right by chance.
std::vector<Trial> trials_of(const Factor& f) {
  std::vector<Trial> out;
  const auto add = [&](std::string value) {
    const bool written = out.size() < f.level_places.size();
    const int length = written ? characters(value) : f.length;
    const Location where = written ? f.level_places[out.size()] : f.where;
    out.push_back({std::move(value), where, length});
  };
  if (!f.distribution) {
    for (const std::string& level : f.levels) add(level);
    return out;
  }
  const auto kind = f.distribution->kind;
  const bool ends = kind == Distribution::Kind::uniform || kind == Distribution::Kind::log_uniform;
  const double first = ends ? 0 : 0.01;
  for (const double share : {0.0, 1.0, 0.3090169, 0.5, 0.7861513})
    add(factor_value(f, first + share * (1 - 2 * first)));
  constexpr std::size_t most = 64;
  for (std::size_t i = 0; i < f.levels.size(); i += 1 + f.levels.size() / most) add(f.levels[i]);
  return out;
}

/// The first thing that stands against a value, at the place where the value or its path is written.
void report_level(const Factor& f, const Trial& trial, const Problem& first, Problems& problems) {
  if (first.code == Code::unknown_path)
    problems.error(Code::unknown_path, f.where, f.length, first.problem, first.why, first.suggestion);
  else
    problems.error(Code::level, trial.where, trial.length,
                   fmt::format("{} cannot be {}: {}", ticked(f.path), ticked(trial.value), first.problem),
                   first.why, first.suggestion);
}

/// Reads the scenario with values of a factor; one that cannot be says enough. Where a whole number is wanted
/// and numbers are drawn, whole ones are.
class Trials {
 public:
  Trials(const Scenario& scenario, const LoadOptions& options) : scenario_(scenario), options_(options) {
    options_.check = LoadOptions::Check::only_this;
    without_ = validate(scenario_.file, *scenario_.language, options_).problems;
    options_.levels = 1;
  }

  void of(Factor& f, Problems& problems) const {
    auto [trial, problem] = first_refused(f);
    if (problem && problem->code == Code::whole_number && f.distribution && f.unit.empty()) {
      f.whole = true;
      make_levels(f);
      std::tie(trial, problem) = first_refused(f);
    }
    if (problem) {
      report_level(f, trial, *problem, problems);
      return;
    }
    if (std::adjacent_find(f.levels.begin(), f.levels.end()) != f.levels.end() && f.whole)
      problems.error(
          Code::ensemble, f.where, f.length,
          fmt::format("{} has {} points, and its range not as many whole numbers", ticked(f.path), f.points));
  }

 private:
  using Refused = std::pair<Trial, std::optional<Problem>>;

  /// What stands against the value itself comes before what follows from it.
  static Problem cause_of(const std::vector<Problem>& all) {
    const auto first_of = [&](const auto& cause) { return std::find_if(all.begin(), all.end(), cause); };
    auto found = first_of([](const Problem& p) { return p.code == Code::whole_number; });
    if (found == all.end())
      found = first_of([](const Problem& p) { return p.where.file == override_source; });
    return found == all.end() ? all.front() : *found;
  }

  [[nodiscard]] Refused first_refused(const Factor& f) const {
    for (Trial& trial : trials_of(f)) {
      LoadOptions with_level = options_;
      with_level.overrides.push_back(f.path + "=" + trial.value);
      std::vector<Problem> with = validate(scenario_.file, *scenario_.language, with_level).problems.sorted();
      std::erase_if(with, [&](const Problem& p) { return p.severity != Severity::error || without_.has(p); });
      if (with.empty()) continue;
      return {std::move(trial), cause_of(with)};
    }
    return {};
  }

  const Scenario& scenario_;
  LoadOptions options_;
  Problems without_;  ///< what stands against the scenario as it is
};

}  // namespace

std::optional<Ensemble> check_ensemble(const Scenario& scenario, const LoadOptions& options,
                                       Problems& problems) {
  const Node::Entry* entry = ensemble_in(scenario.tree);
  if (entry == nullptr || entry->value.empty()) return std::nullopt;
  Section section(scenario, *entry, problems);
  section.read();
  const Trials trials(scenario, options);
  for (Factor& f : section.ensemble().factors) trials.of(f, problems);
  section.read_comparisons();
  detail::check_study(scenario, section.said(), section.ensemble(), options, problems);
  return problems.ok() ? std::optional(std::move(section.ensemble())) : std::nullopt;
}

}  // namespace tilscape::scenarios
