// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/validate.hpp"

#include "engine/base/text.hpp"
#include "scenarios/read/checks.hpp"
#include "scenarios/read/detail/find.hpp"
#include "scenarios/read/extent.hpp"
#include "scenarios/read/reader.hpp"
#include "scenarios/read/refused.hpp"
#include "scenarios/read/rules.hpp"
#include "scenarios/read/sections.hpp"
#include "scenarios/read/slips.hpp"

#include <algorithm>
#include <functional>

namespace tilscape::scenarios {

namespace {

constexpr std::size_t most_types = 250;
constexpr std::size_t most_states = 64;
constexpr std::size_t most_variants = 100;

/// The names that a map under a path can have as its keys, where they are names of something.
std::vector<std::string> names_below(const std::vector<std::string>& path, const ParameterInfo& map,
                                     const Names& names) {
  const TypeNames* type = path.size() > 1 && path[0] == "agents" ? names.type(path[1]) : nullptr;
  std::vector<std::string> out;
  switch (map.key) {
    case ParameterKind::substance:
      return names.substance_names();
    case ParameterKind::name:
      return names.of(map.of);
    case ParameterKind::state:
      return type == nullptr ? out : type->states;
    case ParameterKind::column:
      if (type != nullptr)
        for (const NamedUnit& c : type->columns) out.push_back(c.name);
      return out;
    default:
      return map.name == "periods" ? names.with_period() : out;
  }
}

/// The keys that the language has under a path: for overrides of what the file leaves out.
std::vector<std::string> keys_below(const std::vector<std::string>& path, const Language& language,
                                    const Names& of_scenario) {
  const auto names = [](const std::vector<ParameterInfo>& list) {
    std::vector<std::string> out;
    for (const ParameterInfo& p : list)
      if (!p.name.empty() && p.name != "*") out.push_back(p.name);
    return out;
  };
  std::size_t i = 0;
  const std::vector<ParameterInfo>* list = &language.sections();
  if (path.size() >= 2 && path[0] == "agents") {
    list = &type_sections();
    i = 2;
    if (path.size() == 2) {
      std::vector<std::string> keys = names(*list);
      for (const auto& [b, make] : language.behaviours()) keys.push_back(b.name);
      return keys;
    }
    if (const BehaviourInfo* b = language.behaviour(path[2])) {
      list = &b->parameters;
      i = 3;
      if (list->size() == 1 && list->front().name == "*") {
        if (path.size() <= 3) return names_below(path, list->front(), of_scenario);
        list = &list->front().children;
        i = 4;
      }
    }
  }
  for (; i < path.size(); ++i) {
    const ParameterInfo* info = find(*list, path[i]);
    if (info == nullptr) return {};
    list = &info->children;
    if (info->kind == ParameterKind::map) {
      if (i + 1 == path.size()) return names_below(path, *info, of_scenario);
      ++i;
    }
  }
  return names(*list);
}

Values read_behaviour(const Node::Entry& entry, const BehaviourInfo& info, Reader& reader,
                      const Context& context) {
  const KeyPlace key{entry.key, entry.where, characters(entry.key)};
  if (info.parameters.size() == 1 && info.parameters[0].name == "*")
    return reader.map(entry.value, info.parameters[0], key, context);
  return reader.record(entry.value, info.parameters, key, context);
}

AgentSpec read_type(const Node::Entry& entry, const Language& language, const Names& names, Reader& reader,
                    Problems& problems) {
  AgentSpec spec;
  spec.name = entry.key;
  spec.where = entry.where;
  const KeyPlace key{entry.key, entry.where, characters(entry.key)};
  const Context context{entry.key, names.type(entry.key), "*", entry.value.failed};
  Node own = entry.value;  // what is left of the type without its behaviours
  if (own.map()) own.entries.clear();
  for (const Node::Entry& e : entry.value.entries) {
    const BehaviourInfo* info = language.behaviour(e.key);
    const bool section = find(type_sections(), e.key) != nullptr || e.key.starts_with("x-");
    if (!e.written.empty() || (info == nullptr && !section)) {
      const std::string& written = e.written.empty() ? e.key : e.written;
      std::vector<std::string> known;
      for (const auto& [b, make] : language.behaviours()) known.push_back(b.name);
      std::vector<std::string> all = known;
      for (const ParameterInfo& p : type_sections()) all.push_back(p.name);
      problems.error(Code::unknown_key, e.where, characters(written),
                     joined({ticked(written), " is neither a behaviour nor a key of an agent type"}),
                     "behaviours are: " + listed(known, 40), did_you_mean(written, all));
    }
    if (info != nullptr)
      spec.behaviours.emplace_back(e.key, read_behaviour(e, *info, reader, context));
    else if (section)
      own.entries.push_back({e.key, e.where, e.value});
  }
  spec.values = reader.record(own, type_sections(), key, context);
  add_rules(spec);
  std::sort(spec.behaviours.begin(), spec.behaviours.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  return spec;
}

void read_types(const Node& root, const Language& language, const Names& names, Reader& reader,
                Scenario& scenario, Problems& problems) {
  const Node* agents = root.find("agents");
  if (agents == nullptr) return;
  if (!agents->map()) {
    if (!agents->empty())
      problems.error(Code::wants_map, agents->where, agents->length(), "`agents` is a map of cell types");
    return;
  }
  if (agents->entries.size() > most_types) {
    problems.error(Code::too_many_entries, agents->where, 1, "there are more than 250 agent types");
    return;
  }
  for (const Node::Entry& e : agents->entries) {
    if (e.key.starts_with("x-")) continue;
    if (!reader.valid_key(e)) continue;
    if (!e.value.map()) {
      problems.error(Code::wants_map, e.where, characters(e.key),
                     joined({"the agent type ", ticked(e.key), " is a map"}));
      continue;
    }
    if (const TypeNames* t = names.type(e.key); t != nullptr && t->states.size() > most_states)
      problems.error(Code::too_many_entries, e.where, characters(e.key),
                     joined({ticked(e.key), " has more than 64 states"}));
    AgentSpec type = read_type(e, language, names, reader, problems);
    if (!e.value.failed) scenario.types.push_back(std::move(type));  // nothing can be said of a part of it
  }
  std::sort(scenario.types.begin(), scenario.types.end(),
            [](const AgentSpec& a, const AgentSpec& b) { return a.name < b.name; });
}

/// Where paths in a scenario lead. Those of the command line's overrides are relative to where the program
/// was started.
Paths paths_of(const std::string& file, const LoadOptions& options) {
  return {file, options.overrides.size() - std::min(options.levels, options.overrides.size()),
          options.inputs.get()};
}

void read_tree(Node root, const Language& language, const LoadOptions& options, Scenario& scenario,
               Problems& problems) {
  extend_types(root, problems);
  finish_merging(root, problems);
  read_slips(root, language);
  scenario.said = root;
  substitute_parameters(root, problems);
  apply_sentences(root, language, problems);
  split_endpoints(root);
  if (const Node* v = root.find("variants"); v != nullptr && !v->map() && !v->empty())
    problems.error(Code::wants_map, v->where, v->length(), "`variants` is a map of names",
                   "each stands for what it changes");
  // Of a section that is misspelt no variant can be taken.
  if (const Node::Entry* v = root.entry("variants"); v != nullptr && v->written.empty() && v->value.map())
    for (const Node::Entry& e : v->value.entries) scenario.variants.push_back(e.key);
  const Names names = collect_names(root, language);
  Reader reader(names, paths_of(scenario.file, options), problems);
  std::vector<ParameterInfo> list = language.sections();
  if (const Node::Entry* agents = root.entry("agents"); agents != nullptr && !agents->written.empty()) {
    std::vector<std::string> known;
    for (const ParameterInfo& p : list) known.push_back(p.name);
    reader.unknown_key(*agents, known, {"", root.where, 1});
  }
  std::erase_if(list, [](const ParameterInfo& p) { return p.name == "agents"; });
  Node rest = root;
  rest.remove("agents");
  scenario.root = reader.record(rest, list, {"", root.where, 1}, {});
  read_types(root, language, names, reader, scenario, problems);
  check_scenario(root, scenario, names, problems);
  check_columns(scenario, problems);
  scenario.tree = std::move(root);
}

/// Puts the maps back over which values were laid that cannot be, so that nothing is told to be missing that
/// is there without them; `told`: what stands against those values. Were there any?
bool put_back(Node& node, const Problems& problems, Problems& told) {
  bool any = false;
  if (node.beneath != nullptr && problems.error_at(node.where)) {
    for (const Problem& p : problems.sorted())
      if ((p.code == Code::wants_map || p.code == Code::wants_list || p.code == Code::wants_value) &&
          p.where == node.where)
        told.add(p);
    node = Node(*node.beneath);
    any = true;
  }
  for (Node& item : node.items) any = put_back(item, problems, told) || any;
  for (Node::Entry& entry : node.entries) {
    const bool type = entry.value.beneath != nullptr && !problems.error_at(entry.value.where) &&
                      problems.error_at(entry.where);  // which is told at its key
    if (type) entry.value.where = entry.where;
    any = put_back(entry.value, problems, told) || any;
  }
  return any;
}

bool lies_over_a_map(const Node& node) {
  return node.beneath != nullptr || std::any_of(node.items.begin(), node.items.end(), lies_over_a_map) ||
         std::any_of(node.entries.begin(), node.entries.end(),
                     [](const Node::Entry& e) { return lies_over_a_map(e.value); });
}

using Load = std::function<std::optional<Node>(Problems&)>;

Validation validate_loaded(const Load& load, const std::string& file, const Language& language,
                           const LoadOptions& options) {
  Validation out;
  out.scenario.file = file;
  out.scenario.language = &language;
  out.scenario.variant = options.variant;
  out.scenario.options = std::make_shared<const LoadOptions>(options);
  std::optional<Node> first = load(out.problems);
  if (!first) return out;
  LoadOptions of_overlays = options;
  of_overlays.inputs.reset();
  for (const std::string& file_above : options.overlays)
    if (const auto above = load_extended(file_above, of_overlays, out.problems)) {
      lay_over(*first, *above, out.problems);
      first->failed = first->failed || above->failed;
    }
  auto loaded = std::make_shared<const Node>(std::move(*first));
  out.scenario.text = loaded;
  const auto read = [&](const std::string& variant, Scenario& scenario, Problems& problems) {
    Node root = *loaded;
    apply_variant(root, variant, problems);
    apply_overrides(
        root, options.overrides,
        [&](const std::vector<std::string>& path) {
          return keys_below(path, language, collect_names(root, language));
        },
        problems);
    if (!lies_over_a_map(root)) return read_tree(std::move(root), language, options, scenario, problems);
    const Scenario blank = scenario;
    Problems told = problems;
    read_tree(root, language, options, scenario, problems);
    if (problems.ok() || !put_back(root, problems, told)) return;
    problems = std::move(told);
    scenario = blank;
    read_tree(std::move(root), language, options, scenario, problems);
  };
  if (loaded->failed) out.problems.tell_only_alone();
  out.problems.leave_out_unused(loaded->find(resolved_key) != nullptr);
  read(options.variant, out.scenario, out.problems);
  if (!out.problems.has(Code::unknown_parameter)) tell_unused_parameters(*loaded, out.problems);
  if (out.scenario.variants.size() > most_variants) {
    const Node* variants = loaded->find("variants");
    out.problems.error(Code::too_many_entries, variants == nullptr ? loaded->where : variants->where, 1,
                       "there are more than 100 variants");
    out.scenario.variants.resize(most_variants);  // that nobody reads thousands of them to say so
  }
  out.scenario.buildable = !loaded->failed && (out.problems.ok() || mark_refused(out.scenario, out.problems));
  if (options.check == LoadOptions::Check::every_variant && options.variant.empty()) {
    Node mended = *loaded;
    Problems unheard;
    if (!out.problems.ok() && put_back(mended, out.problems, unheard))
      loaded = std::make_shared<const Node>(std::move(mended));
    for (const std::string& variant : out.scenario.variants) {
      Scenario other;
      other.file = file;
      other.language = out.scenario.language;
      other.text = loaded;
      other.variant = variant;
      Problems problems = out.problems;
      read(variant, other, problems);
      join_variant(out.problems, problems, *loaded, variant);
    }
  }
  out.problems.leave_out_unused(false);
  return out;
}

}  // namespace

Validation validate(const std::string& file, const Language& language, const LoadOptions& options) {
  return validate_loaded([&](Problems& problems) { return load_extended(file, options, problems); }, file,
                         language, options);
}

Validation validate_tree(const Node& loaded, const std::string& file, const Language& language,
                         const LoadOptions& options) {
  return validate_loaded([&](Problems&) { return std::optional(loaded); }, file, language, options);
}

Validation validate_text(const std::string& text, const std::string& file, const Language& language,
                         const LoadOptions& options) {
  return validate_loaded(
      [&](Problems& problems) { return load_extended_text(text, file, options, problems); }, file, language,
      options);
}

}  // namespace tilscape::scenarios
