// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/suppose.hpp"

#include "engine/base/quantity.hpp"
#include "scenarios/read/detail/descriptor.hpp"
#include "scenarios/read/names.hpp"
#include "scenarios/read/refused.hpp"
#include "scenarios/read/rules.hpp"
#include "scenarios/read/sections.hpp"
#include "scenarios/read/source.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace tilscape::scenarios {

namespace {

using detail::as_record;
using detail::entry_info;
using Kind = ParameterKind;

constexpr const char* guessed = "?";  // in the place of what is written

/// How far guesses lie apart: what stands against a value far below and far above what is usual, stands
/// against every one. Of the lattice and the clock not far, for a run is built on them.
enum class Spread { near, far };

/// In canonical units: on both sides of the default, or of 1 in its unit, as far as its range goes.
double number_for(const ParameterInfo& info, Guess guess, Spread spread) {
  const bool plain = info.unit.empty() || info.unit == "*" || is_own_unit(info.unit);
  const auto canonical = [&](double x) { return plain || std::isinf(x) ? x : to_canonical(x, info.unit); };
  double usual = canonical(1);
  if (info.default_value)
    if (const QuantityParse read = parse_quantity(split_source(*info.default_value).text);
        read.quantity && read.quantity->value > 0)
      usual = read.quantity->value;
  const double factor = spread == Spread::far ? 1000 : 2;
  double x = guess == Guess::other ? usual * factor : spread == Spread::far ? usual / factor : usual;
  if (info.kind == ParameterKind::integer) x = std::ceil(x);
  return std::clamp(x, canonical(info.min), canonical(info.max));
}

const std::string& word_for(const ParameterInfo& info, Guess guess) {
  if (guess == Guess::other) return info.choices.back();
  return info.default_value ? *info.default_value : info.choices.front();
}

std::shared_ptr<const Values> record_for(const ParameterInfo& info, Guess guess, Spread spread);

/// Nothing where a name is wanted, or what nobody can guess.
std::optional<Value> value_for(const ParameterInfo& info, const Value& refused, Guess guess, Spread spread) {
  Value value;
  value.where = refused.where;
  const bool own = info.unit == "*" || is_own_unit(info.unit);
  value.dimension = own ? refused.dimension : dimension_of(info.unit);
  value.written = guessed;
  switch (info.kind) {
    case Kind::number:
      if (info.unit == "*") return std::nullopt;  // what it says hangs on its unit
      if (!info.choices.empty())
        value.data = word_for(info, guess);
      else
        value.data = number_for(info, guess, spread);
      return value;
    case Kind::integer:
      value.data = number_for(info, guess, spread);
      return value;
    case Kind::word:
      value.data = word_for(info, guess);
      return value;
    case Kind::unit:  // two that have nothing in common: no message about either is the same
      value.data = std::string(guess == Guess::one ? "nM" : "mmHg");
      return value;
    case Kind::boolean:
      value.data = guess == Guess::one;
      return value;
    case Kind::distribution:
      value.data = Distribution{Distribution::Kind::constant, number_for(info, guess, spread), 0};
      return value;
    case Kind::expression: {
      if (own && refused.dimension.none()) return std::nullopt;
      value.data = Value::Expression{
          fmt::format("{} {}", number_for(info, guess, spread), canonical_unit(value.dimension)),
          value.dimension};
      return value;
    }
    default:
      return std::nullopt;
  }
}

/// All of a part that has to be there.
Value part_for(const ParameterInfo& info, const Value& refused, Guess guess, Spread spread) {
  Value value;
  value.where = refused.where;
  value.written = guessed;
  if (info.kind == Kind::map)
    value.data = std::make_shared<const Values>();
  else if (info.kind == Kind::record)
    value.data = record_for(info, guess, spread);
  else if (std::optional<Value> plain = value_for(info, refused, guess, spread))
    value = std::move(*plain);
  return value;
}

std::shared_ptr<const Values> record_for(const ParameterInfo& info, Guess guess, Spread spread) {
  auto values = std::make_shared<Values>();
  for (const ParameterInfo& child : info.children) {
    Value value;
    value.is_default = true;
    if (!child.optional) value = part_for(child, {}, guess, spread);
    values->set(child.name, std::move(value));
  }
  return values;
}

/// What is refused below, where something plain can stand for it. Of what is near, nothing is left out.
void fill(Values& values, const ParameterInfo& info, Guess guess, Spread spread) {
  const bool needed = spread == Spread::near;
  const std::vector<std::pair<std::string, Value>> entries = values.entries();
  for (const auto& [name, value] : entries) {
    const ParameterInfo* child = entry_info(info, name);
    const ParameterInfo own = child != nullptr ? *child : as_record(info.children);
    Value filled = value;
    if (is_refused(value)) {
      if (needed)
        filled = part_for(own, value, guess, spread);
      else if (value.is_default)
        continue;
      else if (std::optional<Value> plain = value_for(own, value, guess, spread))
        filled = std::move(*plain);
    } else if (const auto* record = std::get_if<Value::Record>(&value.data)) {
      auto copy = std::make_shared<Values>(**record);
      fill(*copy, own, guess, spread);
      filled.data = Value::Record(std::move(copy));
    } else if (const auto* list = std::get_if<std::vector<Value::Record>>(&value.data)) {
      std::vector<Value::Record> all;
      for (const Value::Record& one : *list) {
        auto copy = std::make_shared<Values>(*one);
        fill(*copy, as_record(own.children), guess, spread);
        all.push_back(std::move(copy));
      }
      filled.data = std::move(all);
    } else {
      continue;
    }
    values.set(name, std::move(filled));
  }
}

/// Of a record, whatever it is.
Values part_of(const Values& values, std::string_view name) {
  if (!values.has(name)) return {};
  const auto* record = std::get_if<Value::Record>(&values.at(name).data);
  return record == nullptr ? Values{} : **record;
}

void put(Values& values, const std::string& name, Values part) {
  Value value;
  if (values.has(name)) value.where = values.at(name).where;
  value.data = std::make_shared<const Values>(std::move(part));
  values.set(name, std::move(value));
}

Value nothing() {
  Value value;
  value.is_default = true;
  return value;
}

/// Its sites, when its lengths are not known; room for every cell, when its room is not.
bool fill_lattice(Values& root, const Values& marked, const Node& tree, Guess guess) {
  const Values before = part_of(marked, "lattice");
  const auto refused = [&](const char* key) { return before.has(key) && is_refused(before.at(key)); };
  Values lattice = part_of(root, "lattice");
  const bool lengths = refused("size") || refused("sites") || refused("spacing") ||
                       (!lattice.has("size") && !lattice.has("sites")) ||
                       (lattice.has("size") && lattice.has("sites"));
  if (lengths) {
    std::size_t axes = 2;
    for (const char* key : {"size", "sites"})
      if (const Node* node = node_at(tree, {"lattice", key}); node != nullptr && node->items.size() == 3)
        axes = 3;
    lattice.set("size", nothing());
    Value sites;
    sites.data = std::vector<double>(axes, guess == Guess::one ? 40 : 50);
    lattice.set("sites", std::move(sites));
  }
  if (before.entries().empty() || refused("capacity")) {
    Value capacity;
    capacity.data = guess == Guess::one ? 255.0 : 128.0;
    lattice.set("capacity", std::move(capacity));
  }
  put(root, "lattice", std::move(lattice));
  return lengths;
}

/// One living state that begins.
void fill_states(Values& values, const TypeNames& names, const Node* text, Guess guess) {
  if (values.has("states") && !is_refused(values.at("states")) && part_of(values, "states").entries().empty())
    return;  // `alive` alone
  const auto said = [&](const std::string& name) -> std::string {
    const Node* word = text == nullptr || !text->map() ? nullptr : text->find(name);
    for (const char* known : {"begins", "alive", "dead"})
      if (word != nullptr && word->text == known) return known;
    return guess == Guess::one ? "alive" : "dead";
  };
  std::vector<std::pair<std::string, std::string>> states;
  for (const std::string& name : names.states) states.emplace_back(name, said(name));
  const auto last = [&](const char* word) {
    auto found = states.end();
    for (auto it = states.begin(); it != states.end(); ++it)
      if (it->second == word && (found == states.end() || guess == Guess::other)) found = it;
    return found;
  };
  auto begins = last("begins");
  if (begins == states.end()) begins = last("alive");
  if (begins == states.end()) begins = guess == Guess::one ? states.begin() : states.end() - 1;
  Values filled;
  for (auto it = states.begin(); it != states.end(); ++it) {
    Value word;
    word.data = it == begins             ? std::string("begins")
                : it->second == "begins" ? std::string("alive")
                                         : it->second;
    word.written = guessed;
    filled.set(it->first, std::move(word));
  }
  filled.sort();
  put(values, "states", std::move(filled));
}

void fill_columns(Values& values, const TypeNames& names, Guess guess) {
  const Values said = part_of(values, "columns");
  Values filled;
  for (const NamedUnit& column : names.columns) {
    Values one = part_of(said, column.name);
    const auto sound = [&](const char* key) { return one.has(key) && !is_refused(one.at(key)); };
    Value initial;
    initial.data = Distribution{Distribution::Kind::constant, guess == Guess::one ? 0.0 : 1.0, 0};
    initial.dimension = column.unit != "*"    ? dimension_of(column.unit)
                        : guess == Guess::one ? Dimension{}
                                              : dimension_of("um");
    initial.written = guessed;
    if (!sound("initial")) one.set("initial", std::move(initial));
    const bool unit_refused = one.has("unit") && !sound("unit");
    Value unit;
    unit.data = std::string(guess == Guess::one ? "molecules" : "um");
    if (!sound("unit")) one.set("unit", unit_refused ? std::move(unit) : nothing());
    Value stored;
    stored.data = std::string(guess == Guess::one ? "f32" : "u8");
    if (!sound("stored")) one.set("stored", std::move(stored));
    put(filled, column.name, std::move(one));
    if (said.has(column.name)) {
      Value placed = filled.at(column.name);
      placed.where = said.at(column.name).where;
      filled.set(column.name, std::move(placed));
    }
  }
  filled.sort();
  put(values, "columns", std::move(filled));
}

bool any_refused(const Values& values) {
  return std::any_of(values.entries().begin(), values.entries().end(), [](const auto& e) {
    const auto* record = std::get_if<Value::Record>(&e.second.data);
    return is_refused(e.second) || (record != nullptr && any_refused(**record));
  });
}

void fill_type(AgentSpec& type, const Scenario& scenario, const Names& names, Guess guess) {
  const auto bad = [&](const char* key) {
    return type.values.has(key) &&
           (is_refused(type.values.at(key)) || any_refused(part_of(type.values, key)));
  };
  const TypeNames& own = *names.type(type.name);
  if (bad("states"))
    fill_states(type.values, own, node_at(scenario.tree, {"agents", type.name, "states"}), guess);
  if (bad("columns")) fill_columns(type.values, own, guess);
  if (bad("takes")) {
    Value takes;
    takes.where = type.values.at("takes").where;
    takes.data = guess == Guess::one ? 1.0 : 2.0;
    type.values.set("takes", std::move(takes));
  }
  // Where cells are at the start stays refused: no two guesses say what fits there.
  for (const ParameterInfo& info : type_sections())
    if (info.name != "start" && type.values.has(info.name)) {
      Values alone;
      alone.set(info.name, type.values.at(info.name));
      fill(alone, as_record({info}), guess, Spread::far);
      type.values.set(info.name, alone.at(info.name));
    }
  for (auto& [verb, values] : type.behaviours)
    fill(values, detail::behaviour_info(scenario, verb), guess, Spread::far);
  // The entries of `become` that they are, and no copies of them.
  if (type.values.has("rules") && !is_refused(type.values.at("rules"))) add_rules(type);
}

}  // namespace

Supposed suppose(const Scenario& marked, Guess guess) {
  Supposed out{marked};
  Scenario& scenario = out.scenario;
  const Names names = collect_names(scenario.tree, *scenario.language);
  for (const ParameterInfo& info : scenario.language->sections()) {
    if (!scenario.root.has(info.name)) continue;
    const bool needed = info.name == "lattice" || info.name == "time" || info.name == "seed";
    Values alone;
    alone.set(info.name, scenario.root.at(info.name));
    fill(alone, as_record({info}), guess, needed ? Spread::near : Spread::far);
    scenario.root.set(info.name, alone.at(info.name));
  }
  out.extents = fill_lattice(scenario.root, marked.root, scenario.tree, guess);
  for (AgentSpec& type : scenario.types) fill_type(type, scenario, names, guess);
  return out;
}

bool is_guess(const Value& value) {
  return value.written == guessed;
}

}  // namespace tilscape::scenarios
