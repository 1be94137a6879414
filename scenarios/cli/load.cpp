// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/load.hpp"

#include "proto/console.hpp"
#include "scenarios/build/unused.hpp"
#include "scenarios/cli/unused_anywhere.hpp"
#include "scenarios/read/ensemble.hpp"
#include "scenarios/read/ensemble_text.hpp"
#include "scenarios/read/extent.hpp"
#include "scenarios/read/names.hpp"
#include "scenarios/read/refused.hpp"
#include "scenarios/run/estimate.hpp"
#include "scenarios/verify/expectation.hpp"

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <functional>

namespace tilscape::scenarios {

LoadOptions load_options(const ScenarioRequest& request) {
  LoadOptions options;
  options.variant = request.variant;
  options.overrides = request.set;
  options.overlays = request.overlays;
  options.inputs = request.inputs;
  if (request.seed) options.overrides.push_back(fmt::format("seed={}", *request.seed));
  if (!request.until.empty()) options.overrides.push_back("time.end=" + request.until);
  return options;
}

Validation read_scenario(const ScenarioRequest& request) {
  return validate(request.file, language(), load_options(request));
}

void add_refusals(const std::vector<Refusal>& list, Problems& problems) {
  for (const Refusal& r : list) problems.error(r.code, r.where, 1, r.what);
}

namespace {

/// What is said of columns that the series lacks.
void tell_no_column(const Scenario& scenario, const std::vector<std::string>& columns,
                    const std::function<bool(const std::string&)>& doubtful, Problems& problems) {
  for (const Node* value : compared_columns(scenario.tree)) {
    if (!value->scalar() || value->empty() || doubtful(value->text) ||
        std::find(columns.begin(), columns.end(), value->text) != columns.end())
      continue;
    problems.error(Code::unknown_name, value->where, value->length(),
                   fmt::format("the series has no column {}", ticked(value->text)),
                   "there are: " + listed(columns, 40), did_you_mean(value->text, columns));
  }
}

/// A column that what is not built might have brought: a mean that the series asks for, or one of a process.
bool may_come(const Scenario& scenario, const std::string& column) {
  const Node* means = node_at(scenario.tree, {"outputs", "series", "columns"});
  const std::size_t dot = column.find('.');
  if (dot == std::string::npos) return false;
  const std::string owner = column.substr(0, dot);
  const std::string rest = column.substr(dot + 1);
  if (means != nullptr && means->scalar() && means->text == rest) return true;
  if (means != nullptr &&
      std::any_of(means->items.begin(), means->items.end(), [&](const Node& n) { return n.text == rest; }))
    return true;
  return scenario.language->may_bring(owner);
}

/// An endpoint, or a column of what is not built: of neither is anything known.
bool hangs_on_refused(const Scenario& scenario, const std::string& name) {
  return node_at(scenario.tree, {"outputs", "endpoints", name}) != nullptr || may_come(scenario, name);
}

/// Is how long a run lasts what the scenario says?
bool knows_time(const Scenario& scenario) {
  const auto* time =
      scenario.root.has("time") ? std::get_if<Value::Record>(&scenario.root.at("time").data) : nullptr;
  if (time == nullptr) return false;
  const Values& values = **time;
  return std::none_of(values.entries().begin(), values.entries().end(),
                      [](const auto& e) { return is_refused(e.second); });
}

/// Of what several readings say: what all of them say.
std::vector<Problem> said_by_all(const std::vector<Problems>& readings) {
  std::vector<Problem> out;
  if (readings.empty()) return out;
  for (const Problem& p : readings.front().sorted())
    if (std::all_of(readings.begin(), readings.end(), [&](const Problems& r) { return r.has(p); }))
      out.push_back(p);
  return out;
}

/// What stands against a scenario besides its errors. What is found is taken for refused as well, and all is
/// looked at again, as a person would who mends one after the other.
void tell_beside_errors(const Scenario& scenario, Problems& problems) {
  constexpr int most_rounds = 20;
  // With a name that expressions cannot hold, or without the names of a section, too little is what is meant.
  if ((!scenario.buildable && !problems.ok()) || problems.has(Code::bad_name) ||
      collect_names(scenario.tree, *scenario.language).any_lost())
    return;
  const Location nowhere{scenario.file, 1, 1};  // of the run as a whole, which hangs on what is refused
  Scenario marked = scenario;
  BesideErrors found;
  std::vector<Problems> of_claims;
  const auto look = [&](const Run& run) {
    if (!scenario.variant.empty() || !knows_time(marked)) return;
    (void)read_expectations(marked, &run, of_claims.emplace_back(),
                            [&](const std::string& name) { return hangs_on_refused(scenario, name); });
  };
  try {
    for (int round = 0; round < most_rounds; ++round) {
      (void)mark_refused(marked, problems);
      require_memory(estimate_beside_errors(marked));
      of_claims.clear();
      found = build_beside_errors(marked, look);
      const Problems before = problems;
      for (const Refusal& r : found.refusals)
        if (!before.error_at(r.where) && !(r.where == nowhere && !before.ok()))
          problems.error(r.code, r.where, 1, r.what);
      if (problems.errors() == before.errors()) break;
    }
  } catch (const std::exception&) {  // it comes when the errors are gone
    return;
  }
  for (const Problem& p : found.unused)
    if (!problems.error_at(p.where)) problems.add(p);
  for (const Problem& p : said_by_all(of_claims))
    if (!problems.error_at(p.where)) problems.add(p);
  tell_no_column(
      scenario, found.series, [&](const std::string& c) { return may_come(scenario, c); }, problems);
}

}  // namespace

std::optional<Run> try_build(const Scenario& scenario, int threads, Problems& problems, Begin begin) {
  if (!problems.ok()) {
    tell_beside_errors(scenario, problems);
    return std::nullopt;
  }
  try {
    const Demand cost = estimate(scenario);
    require_memory(cost);
    forget_asked(scenario);
    Run run = begin == Begin::with_cells ? build_run(scenario, threads) : build_empty_run(scenario, threads);
    if (begin == Begin::with_cells) tell_unused_anywhere(scenario, problems);
    run.disk = cost.disk;
    for (const Warning& w : run.warnings) problems.warning(w.code, w.where, 1, w.what);
    return run;
  } catch (const BuildError& e) {
    add_refusals(e.refusals, problems);
    tell_beside_errors(scenario, problems);
  }
  return std::nullopt;
}

namespace {

/// The scenario without its claims, which a run does not depend on.
Scenario without_claims(const Scenario& scenario) {
  Scenario out = scenario;
  Values root;
  for (const auto& [name, value] : scenario.root.entries())
    if (name != "expect") root.set(name, value);
  out.root = std::move(root);
  out.tree.remove("expect");
  out.said.remove("expect");
  return out;
}

/// Do all errors stand in the claims and the variants?
bool is_sound_beside_claims(const Scenario& scenario, const Problems& problems) {
  if (!scenario.buildable) return false;
  const auto extent = [](const Node& root, const char* section) {
    const Node::Entry* entry = root.entry(section);
    return entry == nullptr ? Extent() : Extent(*entry);
  };
  const Extent claims = extent(scenario.tree, "expect");
  const Extent variants =
      scenario.variant.empty() && scenario.text != nullptr ? extent(*scenario.text, "variants") : Extent();
  const std::vector<Problem> all = problems.sorted();
  return std::all_of(all.begin(), all.end(), [&](const Problem& p) {
    return p.severity != Severity::error || claims.holds(p.where) || variants.holds(p.where);
  });
}

}  // namespace

std::optional<Run> build_beside_claims(const Scenario& scenario, Problems& problems) {
  if (problems.ok() || !is_sound_beside_claims(scenario, problems)) return try_build(scenario, 1, problems);
  Problems of_model;
  std::optional<Run> run = try_build(without_claims(scenario), 1, of_model);
  for (const Problem& p : of_model.sorted())
    if (!problems.has(p)) problems.add(p);
  return run;
}

void check_compared(const Scenario& scenario, const Run& run, Problems& problems) {
  std::vector<std::string> columns;
  for (const Observable& o : run.series) columns.push_back(o.name);
  tell_no_column(
      scenario, columns, [](const std::string&) { return false; }, problems);
}

void require_compared(const Scenario& scenario, Problems& problems) {
  if (problems.ok() && compared_columns(scenario.tree).empty() && !has_expectations(scenario)) return;
  try {
    if (const std::optional<Run> run = try_build(scenario, 1, problems, Begin::empty)) {
      check_compared(scenario, *run, problems);
      (void)read_expectations(scenario, &*run, problems);
    }
  } catch (const TooLarge&) {  // perhaps it is for another machine
  }
}

namespace {

/// What stands against each variant as well, and what has no effect in it.
void check_variants(ScenarioRequest request, const std::vector<std::string>& variants, Problems& problems) {
  for (const std::string& variant : variants) {
    request.variant = variant;
    Validation validation = read_scenario(request);
    (void)build_beside_claims(validation.scenario, validation.problems);
    join_variant(problems, validation.problems, *validation.scenario.text, variant);
  }
}

}  // namespace

Exit exit_of(const Problems& problems) {
  const std::vector<Problem> all = problems.sorted();
  return std::any_of(all.begin(), all.end(),
                     [](const Problem& p) { return p.code == Code::cannot_read || p.code == Code::table; })
             ? Exit::unreadable_input
             : Exit::invalid_scenario;
}

Checked check(const ScenarioRequest& request) {
  Checked out{.validation = read_scenario(request)};
  const Scenario& scenario = out.validation.scenario;
  Problems& problems = out.validation.problems;
  try {
    if (problems.ok()) out.cost = estimate(scenario);
  } catch (const BuildError&) {  // told by what follows
  }
  try {
    std::optional<Run> run = build_beside_claims(scenario, problems);
    if (run) {
      check_compared(scenario, *run, problems);
      out.notes = run->notes;
      out.built = true;
    }
    (void)check_claims(request, scenario, std::move(run), problems);
    // A variant that is laid over what is no map is a part of nothing.
    if (request.variant.empty() && !problems.has(Code::wants_map))
      check_variants(request, scenario.variants, problems);
  } catch (const TooLarge& e) {  // perhaps it is for another machine
    out.too_large = e.what();
  }
  (void)check_ensemble(scenario, load_options(request), problems);
  return out;
}

Exit dry_run(const ScenarioRequest& request, const Globals& globals) {
  const Checked checked = check(request);
  const Problems& problems = checked.validation.problems;
  if (!globals.quiet || !problems.ok()) console::tell_text(problems.text());
  if (!problems.ok()) return exit_of(problems);
  console::print_text(globals.json ? estimate_json(*checked.cost) : estimate_text(*checked.cost));
  require_memory(*checked.cost);
  return Exit::done;
}

}  // namespace tilscape::scenarios
