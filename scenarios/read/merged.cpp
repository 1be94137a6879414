// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/merged.hpp"

#include "engine/base/text.hpp"
#include "proto/bytes.hpp"
#include "proto/content_hash.hpp"
#include "scenarios/read/detail/descriptor.hpp"
#include "scenarios/read/detail/yaml_text.hpp"
#include "scenarios/read/sections.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>

namespace tilscape::scenarios {

namespace {

using detail::as_record;
using detail::behaviour_info;
using detail::entry_info;
using detail::yaml_scalar;
using Kind = ParameterKind;

bool from_rule(const std::string& name) {
  return name.find(' ') != std::string::npos;  // entries of `become` that stand under `rules`
}

// the merged YAML

/// Without asking for it: what was asked for is what acts.
const Value* given(const Values& values, std::string_view name) {
  for (const auto& [key, value] : values.entries())
    if (key == name) return &value;
  return nullptr;
}

/// The same place in the text as it is read, with parameters and rules worked in, and as it is said. What the
/// two differ in is written as it is said: laid over it, an override does what it does to the scenario.
struct Place {
  const Node* read = nullptr;
  const Node* said = nullptr;

  [[nodiscard]] Place below(const std::string& key) const {
    const auto find = [&](const Node* n) { return n != nullptr && n->map() ? n->find(key) : nullptr; };
    return {find(read), find(said)};
  }
  [[nodiscard]] Place item(std::size_t i) const {
    const auto find = [&](const Node* n) {
      return n != nullptr && n->sequence() && i < n->items.size() ? &n->items[i] : nullptr;
    };
    return {find(read), find(said)};
  }
  [[nodiscard]] bool of_a_rule() const { return read != nullptr && said == nullptr; }
  [[nodiscard]] bool same() const { return read == nullptr || said == nullptr || alike(*read, *said); }
  /// What differs does so further down.
  [[nodiscard]] bool both_open() const {
    return (read->map() && said->map()) ||
           (read->sequence() && said->sequence() && read->items.size() == said->items.size());
  }

 private:
  static bool alike(const Node& a, const Node& b) {
    if (a.kind != b.kind || a.text != b.text) return false;
    return std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), alike) &&
           std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(),
                      [](const Node::Entry& x, const Node::Entry& y) {
                        return x.key == y.key && alike(x.value, y.value);
                      });
  }
};

class Writer {
 public:
  Writer(Defaults defaults, const std::map<std::string, std::string>& copies)
      : defaults_(defaults), copies_(copies) {}
  std::string out;

  void comment(const std::string& text) { out += "# " + text + "\n"; }

  void values(const Values& values, const ParameterInfo& info, const Place& at, int depth) {
    for (const auto& [name, value] : values.entries()) {
      if (from_rule(name)) continue;
      entry(name, value, entry_info(info, name), info, at.below(name), depth);
    }
  }

  void entry(const std::string& name, const Value& value, const ParameterInfo* info,
             const ParameterInfo& parent, const Place& at, int depth) {
    const bool file = info != nullptr && info->kind == Kind::file;
    const bool records = std::holds_alternative<Value::Record>(value.data) ||
                         std::holds_alternative<std::vector<Value::Record>>(value.data);
    if (at.of_a_rule() || idle(value)) return;
    if (!file && !at.same() && !(records && at.both_open())) return node(name, *at.said, depth);
    if (const auto* record = std::get_if<Value::Record>(&value.data)) {
      if ((*record)->entries().empty()) {
        line(name, "{}", value, depth);
        return;
      }
      const std::size_t before = out.size();
      line(name, "", {}, depth);
      const std::size_t header = out.size();
      values(**record, info != nullptr ? *info : as_record(parent.children), at, depth + 1);
      if (out.size() == header) {  // nothing but what is left out
        out.resize(before);
        line(name, "{}", value, depth);
      }
    } else if (const auto* list = std::get_if<std::vector<Value::Record>>(&value.data)) {
      line(name, list->empty() ? "[]" : "", {}, depth);
      if (list->size() == 1 && at.said != nullptr && at.said->map())
        return values(*list->front(), as_record(info->children), at, depth + 1);
      for (std::size_t i = 0; i < list->size(); ++i) records_item(*(*list)[i], *info, at.item(i), depth + 1);
    } else if (!std::holds_alternative<std::monostate>(value.data)) {
      line(name, scalar(value, info), value, depth);
    }
  }

  void line(const std::string& name, const std::string& text, const Value& value, int depth) {
    std::string l = indent(depth) + name + ":" + (text.empty() ? "" : " " + text);
    const std::string from = origin(value);
    if (!from.empty()) l += fmt::format("{:{}}# {}", "", l.size() < 58 ? 58 - l.size() : 2, from);
    out += l + "\n";
  }

  void node(const std::string& name, const Node& n, int depth) {
    out += indent(depth) + yaml_scalar(name) + ": " + flow(n) + "\n";
  }

 private:
  static std::string indent(int depth) { return std::string(static_cast<std::size_t>(2 * depth), ' '); }

  static std::string origin(const Value& value) {
    if (value.is_default) return value.source.empty() ? "default" : "default: " + value.source;
    if (value.where.line == 0) return "";
    return fmt::format("{}:{}", value.where.file, value.where.line);
  }

  [[nodiscard]] std::string scalar(const Value& value, const ParameterInfo* info) const {
    if (info != nullptr && info->kind == Kind::file) {
      const auto& path = std::get<std::string>(value.data);
      const auto copy = copies_.find(path);
      return yaml_scalar(copy == copies_.end() ? path : copy->second);
    }
    if (value.written.starts_with("[") && !std::holds_alternative<std::string>(value.data))
      return value.written;
    const bool source = !value.is_default && !value.source.empty();
    return yaml_scalar(source ? value.written + " @" + value.source : value.written);
  }

  void records_item(const Values& item, const ParameterInfo& info, const Place& at, int depth) {
    Writer inner(defaults_, copies_);
    inner.values(item, as_record(info.children), at, depth + 1);
    if (inner.out.empty()) {
      out += indent(depth) + "- {}\n";
      return;
    }
    const auto place = static_cast<std::size_t>(2 * depth);
    inner.out.replace(place, 2, "- ");
    out += inner.out;
  }

  static std::string flow(const Node& n) {
    std::string text;
    if (n.scalar()) return yaml_scalar(n.text);
    if (n.sequence()) {
      for (const Node& item : n.items) text += (text.empty() ? "" : ", ") + flow(item);
      return "[" + text + "]";
    }
    for (const Node::Entry& e : n.entries)
      text += (text.empty() ? "" : ", ") + yaml_scalar(e.key) + ": " + flow(e.value);
    return "{ " + text + " }";
  }

  [[nodiscard]] bool idle(const Value& value) const {
    return defaults_ == Defaults::that_act && value.is_default && !value.asked;
  }

  Defaults defaults_;
  const std::map<std::string, std::string>& copies_;
};

// canonical form and ledger: a walk over all values with their paths

using Visit = std::function<void(const std::string& path, const Value& value, const ParameterInfo* info)>;

struct Walk {
  const Visit& visit;
  bool sorted;  ///< records by key; maps keep their order, because ids of agents depend on it

  void values(const std::string& path, const Values& v, const ParameterInfo& info) const {
    std::vector<const std::pair<std::string, Value>*> entries;
    for (const auto& e : v.entries())
      if (!from_rule(e.first)) entries.push_back(&e);
    if (sorted && info.kind != Kind::map)
      std::sort(entries.begin(), entries.end(),
                [](const auto* a, const auto* b) { return a->first < b->first; });
    for (const auto* e : entries)
      value(path.empty() ? e->first : path + "." + e->first, e->second, entry_info(info, e->first), info);
  }

  void value(const std::string& path, const Value& v, const ParameterInfo* info,
             const ParameterInfo& parent) const {
    if (const auto* record = std::get_if<Value::Record>(&v.data)) {
      visit(path, v, info);
      values(path, **record, info != nullptr ? *info : as_record(parent.children));
    } else if (const auto* list = std::get_if<std::vector<Value::Record>>(&v.data)) {
      for (std::size_t i = 0; i < list->size(); ++i)
        values(fmt::format("{}.{}", path, i), *(*list)[i], as_record(info->children));
    } else if (!std::holds_alternative<std::monostate>(v.data)) {
      visit(path, v, info);
    }
  }

  void scenario(const Scenario& s) const {
    values("", s.root, as_record(s.language->sections()));
    for (const AgentSpec& type : s.types) {
      const std::string path = "agents." + type.name;
      values(path, type.values, as_record(type_sections()));
      for (const auto& [name, v] : type.behaviours)
        values(fmt::format("{}.{}", path, name), v, behaviour_info(s, name));
    }
  }
};

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '\n') out += '\\';
    out += c == '\n' ? 'n' : c;
  }
  return out;
}

std::string number_text(double x, const Dimension& dimension) {
  const std::string unit = canonical_unit(dimension);
  return unit.empty() ? fmt::format("{}", x) : fmt::format("{} {}", x, unit);
}

std::string canonical_value(const Value& v, const ParameterInfo* info) {
  if (const auto* x = std::get_if<double>(&v.data)) return number_text(*x, v.dimension);
  if (const auto* b = std::get_if<bool>(&v.data)) return *b ? "true" : "false";
  if (const auto* t = std::get_if<std::string>(&v.data))
    return info != nullptr && info->kind == Kind::file ? "table " + snapshot::hash128_of_file(*t)
                                                       : escaped(*t);
  if (const auto* list = std::get_if<std::vector<std::string>>(&v.data)) {
    std::string out = "[";
    for (const std::string& t : *list) out += escaped(t) + ",";
    return out + "]";
  }
  if (const auto* list = std::get_if<std::vector<double>>(&v.data)) {
    std::string out = "[";
    for (const double x : *list) out += number_text(x, v.dimension) + ",";
    return out + "]";
  }
  if (const auto* d = std::get_if<Distribution>(&v.data))
    return fmt::format("distribution {} {} {} {}", static_cast<int>(d->kind), d->a, d->b,
                       canonical_unit(v.dimension));
  if (const auto* e = std::get_if<Value::Expression>(&v.data)) {
    const QuantityParse q = parse_quantity(e->text);
    return q.quantity ? number_text(q.quantity->value, q.quantity->dimension) : escaped(e->text);
  }
  return "{}";
}

bool decides_nothing(const std::string& path) {
  for (const std::string_view key : describing)
    if (path == key || path.starts_with(joined({key, "."}))) return true;
  return path.ends_with(".about");
}

/// A line of each value whose path is taken.
template <class Takes>
std::string canonical_lines(const Scenario& scenario, const Takes& takes) {
  std::string out = "tilscape scenario 1\n";
  const Visit visit = [&](const std::string& path, const Value& value, const ParameterInfo* info) {
    if (!decides_nothing(path) && takes(path)) out += path + "=" + canonical_value(value, info) + "\n";
  };
  Walk{visit, true}.scenario(scenario);
  return out;
}

}  // namespace

std::string merged_yaml(const Scenario& scenario, Defaults defaults,
                        const std::map<std::string, std::string>& copies) {
  Writer writer(defaults, copies);
  const ParameterInfo top = as_record(scenario.language->sections());
  const Place whole{&scenario.tree, &scenario.said};
  for (const ParameterInfo& section : scenario.language->sections()) {
    if (section.name == "expect") continue;  // its claims speak of variants, which this text has none of
    if (section.name == "agents") {
      if (scenario.types.empty()) continue;
      writer.line("agents", "", {}, 0);
      for (const AgentSpec& type : scenario.types) {
        writer.line(type.name, "", {}, 1);
        const Place at = whole.below("agents").below(type.name);
        writer.values(type.values, as_record(type_sections()), at, 2);
        for (const auto& [name, values] : type.behaviours) {
          Value v;
          v.data = std::make_shared<const Values>(values);
          const ParameterInfo info = behaviour_info(scenario, name);
          const bool only_rules = std::all_of(values.entries().begin(), values.entries().end(),
                                              [](const auto& e) { return from_rule(e.first); });
          if (!only_rules || values.entries().empty()) writer.entry(name, v, &info, info, at.below(name), 2);
        }
      }
    } else if (const Node* parameters = scenario.said.find(section.name);
               section.name == "parameters" && parameters != nullptr) {
      writer.node(section.name, *parameters, 0);
    } else if (const Value* value = given(scenario.root, section.name)) {
      writer.entry(section.name, *value, &section, top, whole.below(section.name), 0);
    }
  }
  writer.out += fmt::format("{}: true\n", resolved_key);
  return writer.out;
}

Inputs inputs_of(const Scenario& scenario) {
  Inputs inputs = inputs_of(*scenario.text);
  inputs.add_files(files_of(scenario));
  return inputs;
}

std::string canonical_bytes(const Scenario& scenario) {
  return canonical_lines(scenario, [](const std::string&) { return true; });
}

std::vector<std::string> files_of(const Scenario& scenario) {
  std::vector<std::string> out;
  const Visit visit = [&](const std::string&, const Value& value, const ParameterInfo* info) {
    const auto* path = std::get_if<std::string>(&value.data);
    if (info != nullptr && info->kind == Kind::file && path != nullptr &&
        std::find(out.begin(), out.end(), *path) == out.end())
      out.push_back(*path);
  };
  Walk{visit, false}.scenario(scenario);
  return out;
}

std::string scenario_hash(const Scenario& scenario) {
  return snapshot::hash128(canonical_bytes(scenario));
}

std::string replicate_hash(const Scenario& scenario, const std::string& name) {
  return snapshot::hash128(name + '\n' + canonical_lines(scenario, [](const std::string& path) {
                             return path != "seed" && !path.starts_with("outputs.");
                           }));
}

std::vector<LedgerLine> ledger(const Scenario& scenario) {
  std::vector<LedgerLine> out;
  const Visit visit = [&](const std::string& path, const Value& v, const ParameterInfo* info) {
    const bool number = std::holds_alternative<double>(v.data) ||
                        std::holds_alternative<Distribution>(v.data) ||
                        std::holds_alternative<Value::Expression>(v.data) ||
                        std::holds_alternative<std::vector<double>>(v.data);
    if (!number || (info != nullptr && (info->kind == Kind::integer || info->kind == Kind::integers))) return;
    out.push_back({path, v.written, v.source.empty() ? "assumed" : v.source, v.is_default, v.where});
  };
  Walk{visit, false}.scenario(scenario);
  return out;
}

}  // namespace tilscape::scenarios
