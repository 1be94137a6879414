// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/names.hpp"

#include "scenarios/read/distribution.hpp"
#include "scenarios/read/source.hpp"

#include <algorithm>
#include <cctype>

namespace tilscape::scenarios {

namespace {

std::vector<std::string> keys_of(const Node* map) {
  std::vector<std::string> keys;
  if (map != nullptr && map->map())
    for (const Node::Entry& e : map->entries)
      if (!e.key.starts_with("x-")) keys.push_back(e.key);
  return keys;
}

constexpr const char* not_known = "*";

std::string unit_of(const Node& node, const char* otherwise) {
  if (!node.map() && !node.empty()) return not_known;
  const Node* unit = node.map() ? node.find("unit") : nullptr;
  if (unit == nullptr) return otherwise;
  return unit->scalar() && is_unit(unit->text) ? unit->text : not_known;
}

/// The unit of a column: as it says, or that of its initial value.
std::string column_unit(const Node& column) {
  if (column.map() && column.find("unit") != nullptr) return unit_of(column, not_known);
  const Node* initial = column.map() ? column.find("initial") : &column;
  if (initial == nullptr || !initial->scalar()) return not_known;
  const DistributionParse read = parse_distribution(split_source(initial->text).text);
  return read.distribution ? canonical_unit(read.dimension) : not_known;
}

TypeNames type_names_of(const Node::Entry& entry, const Language& language) {
  TypeNames type;
  type.name = entry.key;
  if (!entry.value.map()) {
    type.states_lost = type.columns_lost = true;
    return type;
  }
  const Node* states = entry.value.find("states");
  type.states_lost = states != nullptr && !states->map() && !states->empty();
  type.states = keys_of(states);
  if (states != nullptr && states->sequence())
    for (const Node& s : states->items)
      if (s.scalar()) type.states.push_back(s.text);
  if (type.states.empty()) type.states.emplace_back("alive");
  const Node* columns = entry.value.find("columns");
  type.columns_lost = columns != nullptr && !columns->map() && !columns->empty();
  if (columns != nullptr && columns->map())
    for (const Node::Entry& c : columns->entries)
      if (!c.key.starts_with("x-")) type.columns.push_back({c.key, column_unit(c.value)});
  for (const auto& [b, make] : language.behaviours())
    if (entry.value.find(b.name) != nullptr)
      for (std::string& column : b.columns()) type.made_columns.push_back(std::move(column));
  return type;
}

}  // namespace

std::vector<std::string> Keys::at(const std::vector<std::string>& path) const {
  const Node* node = &root_;
  for (const std::string& key : path) node = node == nullptr || !node->map() ? nullptr : node->find(key);
  return keys_of(node);
}

std::string Keys::text(const std::vector<std::string>& path) const {
  const Node* node = &root_;
  for (const std::string& key : path) node = node == nullptr || !node->map() ? nullptr : node->find(key);
  return node == nullptr || !node->scalar() ? std::string() : node->text;
}

std::vector<std::string> Names::substance_names() const {
  std::vector<std::string> out;
  for (const NamedUnit& s : substances) out.push_back(s.name);
  return out;
}

std::vector<std::string> Names::type_names() const {
  std::vector<std::string> out;
  for (const TypeNames& t : types) out.push_back(t.name);
  return out;
}

std::vector<std::string> Names::with_period() const {
  std::vector<std::string> out = type_names();
  for (const NamedUnit& s : substances)
    if (!s.of_part) out.push_back(s.name);
  out.insert(out.end(), periods.begin(), periods.end());
  return out;
}

const TypeNames* Names::type(std::string_view name) const {
  const auto it =
      std::find_if(types.begin(), types.end(), [&](const TypeNames& t) { return t.name == name; });
  return it == types.end() ? nullptr : &*it;
}

const NamedUnit* Names::substance(std::string_view name) const {
  const auto it =
      std::find_if(substances.begin(), substances.end(), [&](const NamedUnit& s) { return s.name == name; });
  return it == substances.end() ? nullptr : &*it;
}

bool Names::any_lost() const {
  return !lost.empty() || std::any_of(types.begin(), types.end(),
                                      [](const TypeNames& t) { return t.states_lost || t.columns_lost; });
}

const std::vector<std::string>& Names::of(std::string_view kind) const {
  static const std::vector<std::string> none;
  const auto it =
      std::find_if(defined.begin(), defined.end(), [&](const Defined& d) { return d.kind.word == kind; });
  return it == defined.end() ? none : it->names;
}

std::string Names::why_no_field(const std::string& name) const {
  const auto it = std::find_if(defined.begin(), defined.end(), [&](const Defined& d) {
    return !d.no_field.empty() && std::find(d.names.begin(), d.names.end(), name) != d.names.end();
  });
  return it == defined.end() ? std::string() : it->no_field;
}

bool Names::unknown_unit_in(std::string_view text, const TypeNames* type) const {
  const auto letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  const auto inside = [&](char c) { return letter(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; };
  const auto unknown = [](const std::vector<NamedUnit>& list, std::string_view name) {
    return std::any_of(list.begin(), list.end(),
                       [&](const NamedUnit& n) { return n.unit == not_known && n.name == name; });
  };
  const bool any = lost.contains(Code::unknown_substance) || lost.contains(Code::unknown_type) ||
                   (type != nullptr && (type->columns_lost || type->states_lost));
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!letter(text[i])) continue;
    if (any) return true;
    const std::size_t begin = i;
    while (i < text.size() && inside(text[i])) ++i;
    const std::string_view word = text.substr(begin, i - begin);
    const auto named = [&](const NamedUnit& n) { return n.name == word; };
    const bool column = type != nullptr && std::any_of(type->columns.begin(), type->columns.end(), named);
    if (unknown(substances, word) || (column && unknown(type->columns, word))) return true;
    if (column && substance(word) != nullptr) return true;  // which of the two is meant, is told as well
  }
  return false;
}

bool Names::of_process_in(std::string_view text) const {
  const auto inside = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!inside(text[i]) || (i > 0 && text[i - 1] == '.')) continue;
    const std::size_t begin = i;
    while (i < text.size() && inside(text[i])) ++i;
    const std::string_view word = text.substr(begin, i - begin);
    if (i < text.size() && text[i] == '.' &&
        std::any_of(processes.begin(), processes.end(),
                    [&](std::string_view name) { return is_process(word, name); }))
      return true;
  }
  return false;
}

Names collect_names(const Node& root, const Language& language) {
  Names names;
  const auto written_otherwise = [&](const std::string& section, Code code) {
    if (const Node* node = root.find(section); node != nullptr && !node->map() && !node->empty())
      names.lost.insert(code);
  };
  written_otherwise("substances", Code::unknown_substance);
  written_otherwise("agents", Code::unknown_type);
  written_otherwise("references", Code::unknown_reference);
  if (const Node* substances = root.find("substances"); substances != nullptr && substances->map())
    for (const Node::Entry& e : substances->entries)
      if (!e.key.starts_with("x-")) names.substances.push_back({e.key, unit_of(e.value, "nM")});
  names.references = keys_of(root.find("references"));
  const Keys keys(root);
  for (const Part& part : language.parts()) {
    for (const NameKind& kind : part.names) {
      if (kind.code != Code::unknown_name) written_otherwise(kind.section, kind.code);
      names.defined.push_back({kind, keys_of(root.find(kind.section)), kind.no_field});
    }
    names.processes.insert(names.processes.end(), part.processes.begin(), part.processes.end());
    names.periods.insert(names.periods.end(), part.periods.begin(), part.periods.end());
    if (part.fields != nullptr)
      for (const PartField& field : part.fields(keys))
        if (names.substance(field.name) == nullptr)
          names.substances.push_back({field.name, field.unit, true});
  }
  if (const Node* agents = root.find("agents"); agents != nullptr && agents->map())
    for (const Node::Entry& e : agents->entries)
      if (!e.key.starts_with("x-")) names.types.push_back(type_names_of(e, language));
  return names;
}

namespace {

/// A name that expressions cannot use is told elsewhere, as is that a unit is not known.
void add(Symbols& symbols, const NamedUnit& named, Symbol symbol) {
  if (is_reserved_name(named.name) || named.unit == not_known) return;
  symbol.dimension = dimension_of(named.unit);
  symbols.add(named.name, symbol);
}

void add_counts(Symbols& symbols, const Names& names) {
  for (std::uint32_t i = 0; i < names.types.size(); ++i)
    symbols.add(names.types[i].name + ".count", {Symbol::Kind::scalar, i + 1, {}});
  symbols.add("time", {Symbol::Kind::scalar, 0, dimension_of("min")});
}

}  // namespace

Symbols type_symbols(const Names& names, const TypeNames& type) {
  Symbols symbols;
  for (std::uint32_t i = 0; i < type.columns.size(); ++i)
    add(symbols, type.columns[i], {Symbol::Kind::column, i, {}});
  for (std::uint32_t i = 0; i < type.states.size(); ++i)
    symbols.add("state." + type.states[i], {Symbol::Kind::state, i, {}});
  for (std::uint32_t i = 0; i < names.substances.size(); ++i)
    add(symbols, names.substances[i], {Symbol::Kind::field, i, {}});
  for (std::uint32_t i = 0; i < names.types.size(); ++i) {
    symbols.add_call("neighbours", names.types[i].name, {Symbol::Kind::neighbours, i, {}});
    symbols.add_call("here", names.types[i].name, {Symbol::Kind::here, i, {}});
  }
  symbols.add("room", {Symbol::Kind::room, 0, {}});
  add_counts(symbols, names);
  return symbols;
}

Symbols run_symbols(const Names& names) {
  Symbols symbols;
  add_counts(symbols, names);
  symbols.add("baseline", {Symbol::Kind::scalar, static_cast<std::uint32_t>(names.types.size()) + 1, {}});
  return symbols;
}

}  // namespace tilscape::scenarios
