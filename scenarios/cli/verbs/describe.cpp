// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/describe.hpp"

#include "engine/base/error.hpp"
#include "proto/console.hpp"
#include "proto/json_text.hpp"
#include "scenarios/cli/load.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/verb.hpp"
#include "scenarios/ensemble/cost.hpp"
#include "scenarios/ensemble/memory.hpp"
#include "scenarios/run/estimate.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tilscape::scenarios::verbs {

namespace {

struct DescribeRequest {
  std::string what;
  std::string key;
  std::string code;
  bool variants = false;  ///< of a scenario: their names alone
  bool diagram = false;   ///< of a scenario: for dot
};

Exit print(const Description& description, const Globals& globals) {
  console::print("{}\n", globals.json ? description.json : description.text);
  return Exit::done;
}

Exit unknown(const std::string& what, const std::string& suggestion) {
  console::tell("tilscape: nothing is called `{}`. {}\n", what,
                suggestion.empty() ? "`tilscape describe reference` lists everything" : suggestion);
  return Exit::wrong_use;
}

void add_ensemble_to(Description& description, const Scenario& scenario, const Ensemble& ensemble,
                     const LoadOptions& options) {
  const Plan plan = make_plan(scenario, ensemble, options, 0);
  const int cores = cores_for_work();
  auto json = nlohmann::ordered_json::parse(description.json);
  json["ensemble"] = {
      {"runs", plan.size()},   {"arms", ensemble.arms},        {"factors", plan.factors},
      {"design", plan.design}, {"points", plan.points.size()}, {"replicates", plan.replicates},
      {"cores", cores}};
  description.text += "\nEnsemble\n" + ensemble_sentences(ensemble, plan);
  try {
    require_memory(estimate(scenario));
    const RunCost cost = measure_cost(scenario, ensemble);
    description.text += cost_sentences(plan, cost, cores);
    json["ensemble"]["seconds_of_a_run"] = cost.seconds;
    json["ensemble"]["memory_of_a_run_bytes"] = cost.memory;
    json["ensemble"]["kept_bytes"] = cost.kept_bytes * plan.size();
  } catch (const TooLarge& e) {  // perhaps it is for another machine
    description.text += fmt::format("How long a run takes was not tried here: {}\n", e.what());
  }
  description.json = json_text(json);
}

Exit describe_file(const DescribeRequest& what, const std::string& file, const Globals& globals) {
  ScenarioRequest request;
  request.file = file;
  Validation validation = read_scenario(request);
  if (!validation.problems.ok()) {
    console::tell_text(validation.problems.text());
    return Exit::invalid_scenario;
  }
  if (what.variants) {
    for (const std::string& name : validation.scenario.variants) console::print("{}\n", name);
    return Exit::done;
  }
  if (what.diagram) {
    const std::string text = diagram_of(validation.scenario);
    if (text.empty()) console::tell("{}: nothing in it can be drawn.\n", file);
    console::print_text(text);
    return Exit::done;
  }
  Description description = describe_scenario(validation.scenario);
  const LoadOptions options = load_options(request);
  const std::optional<Ensemble> ensemble = check_ensemble(validation.scenario, options, validation.problems);
  try {
    if (ensemble) add_ensemble_to(description, validation.scenario, *ensemble, options);
  } catch (const BuildError& e) {
    add_refusals(e.refusals, validation.problems);
  }
  if (!validation.problems.ok()) {
    console::tell_text(validation.problems.text());
    return Exit::invalid_scenario;
  }
  return print(description, globals);
}

Exit describe_command(const DescribeRequest& request, const Globals& globals) {
  if (!request.code.empty()) {
    if (const auto found = describe_code(request.code, language())) return print(*found, globals);
    return unknown(request.code, "Codes look like E0214; a message shows its own.");
  }
  const std::string what = request.key.empty() ? request.what : request.key;
  if (what == "reference") {
    console::print_text(reference_page(language()));
    return Exit::done;
  }
  if (what.empty()) {
    std::string names;
    for (const auto& [info, make] : language().behaviours())
      names += fmt::format("  {:10}{}\n", info.name, info.about);
    console::print(
        "Behaviours of agents:\n{}\nSay which, or a key (--key lattice.spacing), a code (--code E0214), a "
        "scenario's file, or "
        "`reference`.\n",
        names);
    return Exit::done;
  }
  if (std::filesystem::is_regular_file(what)) return describe_file(request, what, globals);
  if (request.variants || request.diagram) throw InputError(what + ": there is no such scenario");
  if (const auto found = describe_key(what, language())) return print(*found, globals);
  if (const auto found = describe_function(what)) return print(*found, globals);
  if (const auto found = describe_code(what, language())) return print(*found, globals);
  const std::string near = suggest_key(what, language());
  return unknown(what, near.empty() ? near : fmt::format("Did you mean `{}`?", near));
}

Command options(Options& verb) {
  auto request = std::make_shared<DescribeRequest>();
  verb.alias("explain");
  verb.add_option("WHAT", request->what,
                  "A behaviour, a function of expressions, a scenario's file, or `reference` for everything");
  verb.add_option("--key", request->key, "A key of the scenario language: lattice.spacing");
  verb.add_option("--code", request->code, "An error code: E0214");
  verb.add_flag("--variants", request->variants, "Of a scenario: the names of its variants, one a line");
  verb.add_flag("--diagram", request->diagram,
                "Of a scenario: its systems as a graph, for Graphviz (dot -Tsvg)");
  return [request](const CommandLine& line) { return describe_command(*request, line.globals); };
}

std::vector<std::string> words() {
  std::vector<std::string> names = {"reference"};
  for (const auto& [info, make] : language().behaviours()) names.push_back(info.name);
  return names;
}

}  // namespace

Verb describe() {
  return {.name = "describe",
          .about = "Explain a behaviour, a key, an error code or a scenario",
          .order = 100,
          .examples = {{30, "tilscape describe kill"},
                       {35, "tilscape describe FILE --diagram | dot -Tsvg > systems.svg"}},
          .options = options,
          .words = words};
}

}  // namespace tilscape::scenarios::verbs
