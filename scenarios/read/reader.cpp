// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The structure of a text: records, maps, lists and their defaults. Single values: reader_values.cpp.
#include "scenarios/read/reader.hpp"

#include "engine/base/text.hpp"
#include "scenarios/read/detail/find.hpp"
#include "scenarios/read/detail/own_unit.hpp"
#include "scenarios/read/detail/yaml_text.hpp"
#include "scenarios/read/refused.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

using Kind = ParameterKind;

constexpr std::size_t most_entries = 1000;

std::vector<std::string> names_of(const std::vector<ParameterInfo>& parameters) {
  std::vector<std::string> out;
  for (const ParameterInfo& p : parameters) out.push_back(p.name);
  return out;
}

bool is_map(Kind kind) {
  return kind == Kind::map || kind == Kind::record || kind == Kind::records || kind == Kind::alternative;
}

bool is_list(Kind kind) {
  return kind == Kind::states || kind == Kind::texts || kind == Kind::numbers || kind == Kind::integers;
}

/// The unit that "=unit" means below an entry: its own `unit`, or that of the substance it is named after.
void enter(Context& context, const Node& node, const std::vector<ParameterInfo>& parameters,
           const Names& names, Kind key_kind, const std::string& key) {
  context.owner = key;
  if (key_kind == Kind::substance)
    if (const NamedUnit* substance = names.substance(key)) context.unit = substance->unit;
  if (find(parameters, "unit") == nullptr) return;
  const Node* unit = node.map() ? node.find("unit") : nullptr;
  const std::optional<std::string>& otherwise = find(parameters, "unit")->default_value;
  context.unit = "*";
  if (unit != nullptr) {
    if (unit->scalar() && is_unit(unit->text)) context.unit = unit->text;
  } else if (otherwise) {
    context.unit = *otherwise;
  }
}

/// `cancer: 7` where a map with a main child is meant: { main: 7 }.
Node around(const Node& node, const std::string& main) {
  Node out;
  out.kind = Node::Kind::map;
  out.shorthand = true;
  out.where = node.where;
  out.entries.push_back({main, node.where, node});
  return out;
}

/// A default as it would be written in YAML: a scalar, `[a, b]` or `{}`.
Node default_node(const std::string& text, const Location& where) {
  Node node;
  node.where = where;
  if (text == "{}") {
    node.kind = Node::Kind::map;
  } else if (text.starts_with("[")) {
    node.kind = Node::Kind::sequence;
    std::size_t start = 1;
    const std::size_t last = text.size() - 1;
    while (start < last) {
      const std::size_t end = std::min(text.find(',', start), last);
      Node item;
      item.where = where;
      item.text = text.substr(start, end - start);
      node.items.push_back(std::move(item));
      start = text.find_first_not_of(' ', end + 1);
      if (start == std::string::npos) break;
    }
  } else {
    node.text = text;
  }
  return node;
}

}  // namespace

void Reader::error(Code code, const Node& node, const KeyPlace& key, std::string problem, std::string why,
                   std::string suggestion) {
  if (in_default_) {
    why += (why.empty() ? "" : "; ") + joined({"the default of ", ticked(key.name)});
    problems_.error(code, key.where, key.length, std::move(problem), std::move(why), std::move(suggestion));
  } else {
    problems_.error(code, node.where, node.length(), std::move(problem), std::move(why),
                    std::move(suggestion));
  }
}

void Reader::unknown_key(const Node::Entry& entry, const std::vector<std::string>& expected,
                         const KeyPlace& key) {
  const std::string& written = entry.written.empty() ? entry.key : entry.written;
  std::string problem = joined({"unknown key ", ticked(written)});
  if (!key.name.empty()) problem += joined({" under ", ticked(key.name)});
  problems_.error(Code::unknown_key, entry.where, characters(written), problem,
                  expected.empty() ? "nothing can stand here" : "expected one of: " + listed(expected, 40),
                  did_you_mean(written, expected));
}

Values Reader::record(const Node& node, const std::vector<ParameterInfo>& parameters, const KeyPlace& key,
                      const Context& context) {
  Values out;
  if (!node.map() && !node.empty()) {
    error(Code::wants_map, node, key, joined({ticked(key.name), " is a map"}),
          parameters.empty() ? "" : "of: " + listed(names_of(parameters), 40));
    return out;
  }
  for (const Node::Entry& entry : node.entries) {
    if (entry.key.starts_with("x-")) continue;
    const ParameterInfo* info = find(parameters, entry.key);
    if (info == nullptr || !entry.written.empty()) unknown_key(entry, names_of(parameters), key);
    if (info == nullptr) continue;
    const std::string& name = node.shorthand ? key.name : entry.key;
    const KeyPlace place{name, entry.where, characters(name)};
    out.set(entry.key, value(entry.value, *info, place, context));
  }
  for (const ParameterInfo& info : parameters) {
    if (node.find(info.name) != nullptr) continue;
    if (info.default_value) {
      out.set(info.name, read_default(info, key, context));
    } else if (info.optional) {
      Value nothing;
      nothing.is_default = true;
      out.set(info.name, std::move(nothing));
    } else if (!context.partial) {
      problems_.error(Code::missing_key, key.where, key.length,
                      joined({ticked(info.name), " is missing",
                              key.name.empty() ? std::string() : " under " + ticked(key.name)}),
                      info.about);
    }
  }
  return out;
}

Values Reader::map(const Node& node, const ParameterInfo& info, const KeyPlace& key, const Context& context) {
  Values out;
  if (!node.map() && !node.empty()) {
    error(Code::wants_map, node, key, joined({ticked(key.name), " is a map of names"}), info.about);
    return out;
  }
  if (node.entries.size() > most_entries) {
    error(
        Code::too_many_entries, node, key,
        fmt::format("{} has {} entries, more than {}", ticked(key.name), node.entries.size(), most_entries));
    return out;
  }
  for (const Node::Entry& entry : node.entries) {
    if (entry.key.starts_with("x-")) continue;
    const bool known = check_key(entry, info, key, context);
    const auto keep = [&](Value v) {  // of a name that stands for nothing what is below is looked at alone
      if (known) out.set(entry.key, std::move(v));
    };
    const KeyPlace place{entry.key, entry.where, characters(entry.key)};
    Context inner = context;
    enter(inner, entry.value, info.children, names_, info.key, entry.key);
    if (!known) inner.unit = "*";
    if (info.children.size() == 1 && info.children[0].name.empty()) {
      ParameterInfo child = info.children[0];
      child.name = entry.key;
      keep(value(entry.value, child, place, inner));
      continue;
    }
    const bool scalar = !entry.value.map() && !entry.value.empty() && !info.main.empty();
    Value v;
    v.where = entry.value.where;
    v.data = std::make_shared<const Values>(
        record(scalar ? around(entry.value, info.main) : entry.value, info.children, place, inner));
    keep(std::move(v));
  }
  out.sort();  // so that no run depends on the order in which things were written
  return out;
}

Value Reader::value(const Node& node, const ParameterInfo& info, const KeyPlace& key,
                    const Context& context) {
  Value out;
  out.where = node.where;
  if (node.failed) return out;
  if (node.scalar()) out.written = node.text;
  if (info.kind == Kind::raw) return out;
  if (node.empty() && (!is_map(info.kind) || info.kind == Kind::records)) {
    problems_.error(Code::empty_value, key.where, key.length, joined({ticked(key.name), " has no value"}),
                    info.about);
    return out;
  }
  if (is_list(info.kind) || (info.listed && !node.map())) {
    out.data = list(node, info, key, context, out);
  } else if (info.kind == Kind::map) {
    out.data = std::make_shared<const Values>(map(node, info, key, context));
  } else if (info.kind == Kind::record) {
    const bool scalar = !node.map() && !node.empty() && !info.main.empty();
    Context inner = context;
    enter(inner, node, info.children, names_, Kind::text, key.name);
    if (find(info.children, "unit") == nullptr) inner.unit = context.unit;
    out.data = std::make_shared<const Values>(
        record(scalar ? around(node, info.main) : node, info.children, key, inner));
  } else if (info.kind == Kind::records) {
    out.data = records(node, info, key, context);
  } else if (info.kind == Kind::alternative) {
    out.data = alternative(node, info, key, context);
  } else if (!node.scalar()) {
    error(Code::wants_value, node, key,
          joined({ticked(key.name), " is a single value, not a ", node.map() ? "map" : "list"}), info.about);
  } else {
    out.data = scalar(node, info, key, context, out);
  }
  return out;
}

Value Reader::read_default(const ParameterInfo& info, const KeyPlace& key, const Context& context) {
  const bool before = in_default_;
  in_default_ = true;
  const std::size_t errors = problems_.errors();
  const KeyPlace place{info.name, key.where, key.length};
  const std::string text = detail::with_unit(*info.default_value, info, context);
  Value out = value(default_node(text, key.where), info, place, context);
  in_default_ = before;
  if (problems_.errors() > errors) return refused_value({});  // told at the key, which is not to blame
  out.is_default = true;
  out.source = info.source;
  out.written = text;
  out.where = {};
  return out;
}

Reader::Data Reader::list(const Node& node, const ParameterInfo& info, const KeyPlace& key,
                          const Context& context, Value& out) {
  std::vector<Node> items = node.items;
  if (node.scalar()) items = {node};
  if (node.map()) {
    error(Code::wants_list, node, key, joined({ticked(key.name), " is a list"}), info.about);
    return {};
  }
  std::vector<std::string> texts;
  std::vector<double> numbers;
  out.written = "[";
  for (const Node& item : items) {
    out.written += (out.written.size() > 1 ? ", " : "") + detail::yaml_scalar(item.text);
    if (item.failed) continue;
    if (!item.scalar() || item.empty()) {
      error(Code::wants_value, item, key, joined({"the items of ", ticked(key.name), " are single values"}));
      continue;
    }
    Value one;
    Data data;
    if (info.kind == Kind::numbers)
      data = number(item, info, key, context, one);
    else if (info.kind == Kind::integers)
      data = integer(item, info, key, one);
    if (const double* x = std::get_if<double>(&data)) numbers.push_back(*x);
    if (!one.source.empty()) out.source = one.source;
    if (info.kind == Kind::numbers) out.dimension = one.dimension;
    if (info.kind == Kind::states) check_name(item.text, item, Kind::state, {}, key, context);
    if (info.kind == Kind::texts && !info.choices.empty()) word(item, info, key);
    const bool names = info.kind == Kind::texts || info.kind == Kind::states;
    if (names && std::find(texts.begin(), texts.end(), item.text) != texts.end())
      error(Code::duplicate_key, item, key,
            joined({ticked(item.text), " stands twice in ", ticked(key.name)}));
    texts.push_back(item.text);
  }
  if (info.kind == Kind::states && items.empty())
    error(Code::empty_value, node, key, joined({ticked(key.name), " names no state"}),
          "then it never applies");
  out.written += "]";
  if (info.kind != Kind::numbers && info.kind != Kind::integers) return texts;
  if (numbers.size() != items.size()) return {};  // of so many, and not of those that are sound
  return numbers;
}

Reader::Data Reader::records(const Node& node, const ParameterInfo& info, const KeyPlace& key,
                             const Context& context) {
  std::vector<Value::Record> out;
  const auto one = [&](const Node& item, const KeyPlace& place) {
    const bool scalar = item.scalar() && !item.empty() && !info.main.empty();
    out.push_back(std::make_shared<const Values>(
        record(scalar ? around(item, info.main) : item, info.children, place, context)));
  };
  if (node.sequence())
    for (const Node& item : node.items) one(item, {key.name, item.where, item.length()});
  else
    one(node, key);
  return out;
}

Reader::Data Reader::alternative(const Node& node, const ParameterInfo& info, const KeyPlace& key,
                                 const Context& context) {
  const std::vector<std::string> names = names_of(info.children);
  if (!node.map() || node.entries.empty()) {
    error(Code::wants_map, node, key, joined({ticked(key.name), " is a map with one key"}),
          "one of: " + listed(names));
    return {};
  }
  Values out;
  std::size_t found = 0;
  for (const Node::Entry& entry : node.entries) {
    if (entry.key.starts_with("x-")) continue;
    const ParameterInfo* child = find(info.children, entry.key);
    if (child == nullptr || !entry.written.empty()) unknown_key(entry, names, key);
    if (child == nullptr) {
      ++found;
      continue;
    }
    if (++found == 2)
      problems_.error(Code::one_of, entry.where, characters(entry.key),
                      joined({ticked(key.name), " has two keys where one is meant"}),
                      "one of: " + listed(names));
    out.set(entry.key, value(entry.value, *child, {entry.key, entry.where, characters(entry.key)}, context));
  }
  return std::make_shared<const Values>(std::move(out));
}

}  // namespace tilscape::scenarios
