// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/describe.hpp"

#include "engine/base/nearest.hpp"
#include "engine/rule/program.hpp"
#include "scenarios/read/detail/find.hpp"
#include "scenarios/read/merged.hpp"
#include "scenarios/read/sections.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace tilscape::scenarios {

namespace {

using Json = nlohmann::ordered_json;
using Kind = ParameterKind;
using List = std::vector<ParameterInfo>;

std::string kind_name(const ParameterInfo& p) {
  switch (p.kind) {
    case Kind::number:
      return p.choices.empty() ? "quantity" : "quantity, or " + listed(p.choices);
    case Kind::integer:
      return "whole number";
    case Kind::numbers:
      return "list of quantities";
    case Kind::integers:
      return "list of whole numbers";
    case Kind::share:
      return "share";
    case Kind::unit:
      return "unit";
    case Kind::expression:
    case Kind::formula:
      return "expression";
    case Kind::distribution:
      return "quantity or distribution";
    case Kind::boolean:
      return "true or false";
    case Kind::word:
      return listed(p.choices);
    case Kind::text:
      return "text";
    case Kind::texts:
      return "list of texts";
    case Kind::file:
      return "file";
    case Kind::type:
      return "agent type";
    case Kind::state:
      return "state";
    case Kind::states:
      return "list of states";
    case Kind::column:
      return "column";
    case Kind::substance:
      return "substance";
    case Kind::name:
      return p.of;
    case Kind::map:
      return p.listed ? "list or map of names" : "map of names";
    case Kind::record:
      return "map";
    case Kind::records:
      return "list of maps";
    case Kind::alternative:
      return "map with one key";
    case Kind::raw:
      return "map";
  }
  return {};
}

std::string unit_name(const ParameterInfo& p) {
  if (is_own_unit(p.unit)) return "its own unit";
  return p.unit == "*" ? "" : p.unit;
}

std::string range(const ParameterInfo& p) {
  const std::string unit = unit_name(p).empty() || is_own_unit(p.unit) ? "" : " " + p.unit;
  if (std::isfinite(p.min) && std::isfinite(p.max)) return fmt::format("{:g} to {:g}{}", p.min, p.max, unit);
  if (std::isfinite(p.min)) return fmt::format("at least {:g}{}", p.min, unit);
  if (std::isfinite(p.max)) return fmt::format("at most {:g}{}", p.max, unit);
  return "";
}

std::string need(const ParameterInfo& p) {
  if (p.default_value)
    return p.source.empty() ? *p.default_value : fmt::format("{} ({})", *p.default_value, p.source);
  return p.optional ? "may be left out" : "required";
}

std::string parameter_line(const ParameterInfo& p) {
  std::string out = kind_name(p);
  if (!unit_name(p).empty()) out += fmt::format(" [{}]", unit_name(p));
  if (!range(p).empty()) out += ", " + range(p);
  return fmt::format("{}; {}. {}", out, need(p), p.about);
}

Json parameter_json(const ParameterInfo& p) {
  Json out = {{"name", p.name},
              {"kind", kind_name(p)},
              {"unit", unit_name(p)},
              {"about", p.about},
              {"range", range(p)}};
  if (p.default_value) out["default"] = *p.default_value;
  if (!p.source.empty()) out["source"] = p.source;
  out["required"] = !p.default_value && !p.optional;
  for (const ParameterInfo& child : p.children) out["children"].push_back(parameter_json(child));
  return out;
}

void tree(std::string& out, const List& parameters, int depth) {
  for (const ParameterInfo& p : parameters) {
    const std::string name = p.name.empty() || p.name == "*" ? "<name>" : p.name;
    out +=
        fmt::format("{:{}}{:<{}} {}\n", "", 2 * depth, name, std::max(1, 18 - 2 * depth), parameter_line(p));
    tree(out, p.children, depth + 1);
  }
}

Description of_behaviour(const BehaviourInfo& b) {
  std::string text = fmt::format("{}: {}\n\n  {}\n\nParameters\n", b.name, b.about, b.equation);
  tree(text, b.parameters, 1);
  text += fmt::format("\nReads: {}\nWrites: {}\n", listed(b.reads(), 40), listed(b.writes(), 40));
  for (const std::string& r : b.references) text += "Reference: " + r + "\n";
  Json parameters = Json::array();
  for (const ParameterInfo& p : b.parameters) parameters.push_back(parameter_json(p));
  const Json json = {{"schema", "tilscape.description.1"},
                     {"behaviour", b.name},
                     {"about", b.about},
                     {"equation", b.equation},
                     {"references", b.references},
                     {"reads", b.reads()},
                     {"writes", b.writes()},
                     {"parameters", parameters}};
  return {text, json.dump(2)};
}

Description of_parameter(const std::string& path, const ParameterInfo& p) {
  std::string text = fmt::format("{}: {}\n", path, parameter_line(p));
  tree(text, p.children, 1);
  Json json = {{"schema", "tilscape.description.1"}, {"key", path}};
  json.update(parameter_json(p));
  return {text, json.dump(2)};
}

std::vector<std::string> split(const std::string& path) {
  std::vector<std::string> out;
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find('.', start), path.size());
    out.push_back(path.substr(start, end - start));
    start = end + 1;
  }
  return out;
}

/// Follows a path through descriptors; the name of an entry of a map is passed over.
const ParameterInfo* follow(const List& list, const std::vector<std::string>& path, std::size_t from) {
  const List* at = &list;
  const ParameterInfo* found = nullptr;
  bool named = false;  // which entry
  for (std::size_t i = from; i < path.size(); ++i) {
    if (at->size() == 1 && (at->front().name == "*")) {
      found = &at->front();
      at = &found->children;
      named = find(*at, path[i]) == nullptr;
      if (named) continue;
    }
    const ParameterInfo* next = find(*at, path[i]);
    if (next == nullptr) {
      const bool passes = found != nullptr && found->kind == Kind::map;
      if (!passes || (named && !found->children.empty())) return nullptr;
      named = true;
      continue;
    }
    found = next;
    at = &found->children;
    named = false;
  }
  return found;
}

// a scenario in sentences

std::string counted(std::size_t n, const char* word) {
  return fmt::format("{} {}{}", n, word, n == 1 ? "" : "s");
}

std::string lattice_sentence(const Scenario& s) {
  const Values& lattice = s.root.map("lattice");
  const bool by_size = lattice.has("size");
  std::vector<double> n = lattice.numbers(by_size ? "size" : "sites");
  const double spacing = lattice.number("spacing");
  double total = 1;
  std::string shape;
  for (double& x : n) {
    if (by_size) x = std::max(1.0, std::round(x / spacing));
    total *= x;
    shape += fmt::format("{}{:g}", shape.empty() ? "" : " x ", x);
  }
  return fmt::format("The lattice has {} sites of {:g} um ({:g} in all), {} in {}D; a site holds {:g} units.",
                     shape, spacing, total, lattice.text("neighbourhood"), n.size(),
                     lattice.number("capacity"));
}

std::string time_sentence(const Scenario& s) {
  const Values& time = s.root.map("time");
  const double steps = std::ceil(time.number("end") / time.number("step") - 1e-9);
  return fmt::format("It runs for {} in {:.0f} steps of {}, seed {:.0f}.", time.at("end").written, steps,
                     time.at("step").written, s.root.number("seed"));
}

std::string names_of(const Scenario& s, const std::string& section) {
  if (!s.root.has(section)) return "";
  std::vector<std::string> names;
  for (const auto& [name, value] : s.root.map(section).entries()) names.push_back(name);
  return listed(names, 40);
}

std::string start_text(const AgentSpec& type) {
  if (!type.values.has("start")) return "none at the start";
  std::string out;
  for (const Value::Record& start : type.values.records("start")) {
    if (!out.empty()) out += ", ";
    if (start->has("cells"))
      out += "from " + start->at("cells").written;
    else if (start->has("count"))
      out += fmt::format("{:g} {}", start->number("count"), start->text_or("shape", ""));
    else
      out += "filling a " + start->text("shape");
  }
  return out;
}

std::string type_sentence(const AgentSpec& type) {
  std::vector<std::string> verbs;
  for (const auto& [name, values] : type.behaviours) verbs.push_back(name);
  return fmt::format("  {}: takes {:g}, {}; {}", type.name, type.values.number("takes"), start_text(type),
                     verbs.empty() ? "does nothing" : listed(verbs, 40));
}

/// Columns that say what they are.
std::string column_sentences(const AgentSpec& type) {
  std::string out;
  const Values& columns = type.values.map("columns");
  for (const auto& [name, value] : columns.entries())
    if (const Values& column = columns.map(name); column.has("about"))
      out += fmt::format("    {}: {}\n", name, column.text("about"));
  return out;
}

/// What the names behind an @ stand for: note, doi and url of each.
Json references_of(const Scenario& s) {
  Json out = Json::object();
  if (!s.root.has("references")) return out;
  const Values& references = s.root.map("references");
  for (const auto& [name, value] : references.entries()) {
    out[name] = Json::object();
    for (const char* key : {"note", "doi", "url"})
      if (references.map(name).has(key)) out[name][key] = references.map(name).text(key);
  }
  return out;
}

std::string reference_sentences(const Json& references) {
  std::string out;
  for (const auto& [name, said] : references.items()) {
    std::vector<std::string> parts;
    for (const auto& [key, text] : said.items())
      parts.push_back((key == "doi" ? "doi:" : "") + text.get<std::string>());
    out += fmt::format("  {}: {}\n", name, listed(parts));
  }
  return out;
}

/// Warnings are the seven hundreds.
std::string name_of_code(int number) {
  return fmt::format("{}{:04}", number / 100 == 7 ? 'W' : 'E', number);
}

}  // namespace

std::optional<Description> describe_key(const std::string& path, const Language& language) {
  std::vector<std::string> parts = split(path);
  if (parts[0] == "agents" && parts.size() > 2) parts.erase(parts.begin(), parts.begin() + 2);
  if (const BehaviourInfo* b = language.behaviour(parts[0])) {
    if (parts.size() == 1) return of_behaviour(*b);
    const ParameterInfo* p = follow(b->parameters, parts, 1);
    return p == nullptr ? std::nullopt : std::optional(of_parameter(path, *p));
  }
  for (const List* list : {&language.sections(), &type_sections()})
    if (const ParameterInfo* p = follow(*list, parts, 0)) return of_parameter(path, *p);
  return std::nullopt;
}

std::string suggest_key(const std::string& path, const Language& language) {
  const std::vector<std::string> parts = split(path);
  std::vector<std::string> names;
  for (const RuleFunction& f : rule_functions()) names.emplace_back(f.name);
  const List* list = nullptr;  // that the path begins in, with the part `from`
  std::size_t from = 0;
  const List* below = nullptr;
  for (const auto& [b, make] : language.behaviours()) {
    names.push_back(b.name);
    if (b.name != parts[0]) continue;
    list = below = &b.parameters;
    from = 1;
  }
  for (const List* all : {&language.sections(), &type_sections()})
    for (const ParameterInfo& p : *all) {
      names.push_back(p.name);
      if (list != nullptr || p.name != parts[0]) continue;
      list = all;
      below = &p.children;
    }
  if (list == nullptr || parts.size() == 1) return nearest(parts[0], names);

  // The longest beginning that is a key, and what may stand behind it.
  std::size_t known = 1;
  for (std::vector<std::string> begin = parts; begin.size() > 1; begin.pop_back()) {
    const ParameterInfo* found = follow(*list, begin, from);
    if (found == nullptr) continue;
    below = &found->children;
    known = begin.size();
    break;
  }
  if (below->size() == 1 && below->front().name == "*") below = &below->front().children;
  names.clear();
  for (const ParameterInfo& p : *below) names.push_back(p.name);
  const std::string near = known < parts.size() ? nearest(parts[known], names) : std::string();
  if (near.empty()) return {};
  return fmt::format("{}.{}",
                     fmt::join(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(known), "."), near);
}

std::optional<Description> describe_function(const std::string& name) {
  for (const RuleFunction& f : rule_functions())
    if (f.name == name) {
      const Json json = {{"schema", "tilscape.description.1"},
                         {"function", f.name},
                         {"parameters", f.parameters},
                         {"about", f.about}};
      return Description{fmt::format("{}({}), of expressions: {}\n", f.name, f.parameters, f.about),
                         json.dump(2)};
    }
  return std::nullopt;
}

std::optional<Description> describe_code(const std::string& code, const Language& language) {
  std::string digits = code;
  if (!digits.empty() && (digits[0] == 'E' || digits[0] == 'W')) digits.erase(0, 1);
  if (digits.empty() || digits.size() > 4 || digits.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  const int number = std::stoi(digits);
  for (const CodeInfo& info : language.codes()) {
    if (static_cast<int>(info.code) != number) continue;
    const std::string name = name_of_code(number);
    const Json json = {{"schema", "tilscape.description.1"}, {"code", name}, {"about", info.about}};
    return Description{fmt::format("{}: {}\n", name, info.about), json.dump(2)};
  }
  return std::nullopt;
}

Description describe_scenario(const Scenario& s) {
  std::string text = s.root.text("name");
  if (s.root.has("about")) text += ": " + s.root.text("about");
  text += "\n\n" + time_sentence(s) + "\n" + lattice_sentence(s) + "\n";
  std::vector<std::string> named = {"substances"};
  for (const NameKind& kind : s.language->all_names()) named.push_back(kind.section);
  for (const std::string& section : named)
    if (const std::string names = names_of(s, section); !names.empty())
      text += fmt::format("{}{}: {}.\n", static_cast<char>(section[0] - 'a' + 'A'), section.substr(1), names);
  if (!s.types.empty()) text += "\nCells\n";
  for (const AgentSpec& type : s.types) text += type_sentence(type) + "\n" + column_sentences(type);
  for (const Part& part : s.language->parts())
    if (const std::string lines = part.describe == nullptr ? std::string() : part.describe(s.root);
        !lines.empty())
      text += fmt::format("\n{}\n{}", part.title, lines);
  if (!s.variants.empty()) text += "\nVariants: " + listed(s.variants, 40) + "\n";

  const std::vector<LedgerLine> lines = ledger(s);
  const auto assumed =
      static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), [](const LedgerLine& l) {
        return l.source == "assumed" || l.source == "unverified";
      }));
  text += fmt::format("\n{}, {} of them assumed or unverified:\n", counted(lines.size(), "number"), assumed);
  Json numbers = Json::array();
  for (const LedgerLine& l : lines) {
    text +=
        fmt::format("  {:<52} {:<24} {}{}\n", l.path, l.written, l.source, l.is_default ? " (default)" : "");
    numbers.push_back(
        {{"path", l.path}, {"value", l.written}, {"source", l.source}, {"default", l.is_default}});
  }
  const Json references = references_of(s);
  if (!references.empty()) text += "\nReferences\n" + reference_sentences(references);
  Json types = Json::array();
  for (const AgentSpec& type : s.types) {
    Json behaviours = Json::array();
    for (const auto& [name, values] : type.behaviours) behaviours.push_back(name);
    types.push_back(
        {{"name", type.name}, {"takes", type.values.number("takes")}, {"behaviours", behaviours}});
  }
  const Json json = {{"schema", "tilscape.description.1"},
                     {"scenario", s.root.text("name")},
                     {"about", s.root.text_or("about", "")},
                     {"end_min", s.root.map("time").number("end")},
                     {"step_min", s.root.map("time").number("step")},
                     {"types", types},
                     {"variants", s.variants},
                     {"references", references},
                     {"numbers", numbers}};
  return {text, json.dump(2, ' ', false, Json::error_handler_t::replace)};
}

std::string diagram_of(const Scenario& s) {
  std::string statements;
  for (const Part& part : s.language->parts())
    if (part.diagram != nullptr) statements += part.diagram(s.root);
  if (statements.empty()) return statements;
  return "digraph {\n"
         "  graph [rankdir=LR, bgcolor=transparent, fontname=Helvetica, fontsize=12];\n"
         "  node [shape=box, fontname=Helvetica, fontsize=12];\n"
         "  edge [fontname=Helvetica, fontsize=10];\n" +
         statements + "}\n";
}

namespace {

std::string cell(std::string text) {
  for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2))
    text.insert(at, "\\");
  return text.empty() ? " " : text;
}

void rows(std::string& out, const List& parameters, const std::string& before) {
  for (const ParameterInfo& p : parameters) {
    const std::string name = before + (p.name.empty() || p.name == "*" ? "NAME" : p.name);
    out += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", name, cell(kind_name(p)), cell(unit_name(p)),
                       cell(range(p)), cell(need(p)), cell(p.about));
    const bool entries = p.kind == Kind::map && p.name != "*";
    const bool value = p.children.size() == 1 && p.children[0].name.empty();
    if (value)
      rows(out, p.children, name + ".");
    else
      rows(out, p.children, name + (entries ? ".NAME." : "."));
  }
}

constexpr const char* table_head =
    "\n| key | kind | unit | range | default | about |\n|---|---|---|---|---|---|\n";

}  // namespace

std::string reference_page(const Language& language) {
  std::string out =
      "<!--\nSPDX-FileCopyrightText: 2026 The tilscape authors\nSPDX-License-Identifier: Apache-2.0\n-->\n\n"
      "# Reference of the scenario language\n\nMade from the descriptors that the reader works with "
      "(`tilscape describe reference`).\nGrammar of numbers, units and merging: "
      "[scenario.md](../formats/scenario.md).\n\n"
      "## Sections\n";
  out += table_head;
  rows(out, language.sections(), "");
  out += "\n## Keys of an agent type\n";
  out += table_head;
  rows(out, type_sections(), "");
  out += "\n## Behaviours\n";
  for (const auto& [b, make] : language.behaviours()) {
    out += fmt::format("\n### {}\n\n{}\n\n    {}\n", b.name, b.about, b.equation);
    out += table_head;
    rows(out, b.parameters, "");
    if (!b.references.empty()) out += "\nReferences: " + listed(b.references, 40) + "\n";
  }
  out += "\n## Codes\n\n| code | meaning |\n|---|---|\n";
  for (const CodeInfo& info : language.codes())
    out += fmt::format("| {} | {} |\n", name_of_code(static_cast<int>(info.code)), info.about);
  return out;
}

}  // namespace tilscape::scenarios
