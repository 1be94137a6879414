// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/detail/check.hpp"

#include "engine/base/text.hpp"
#include "scenarios/read/checks.hpp"
#include "scenarios/read/ensemble_text.hpp"
#include "scenarios/read/merge.hpp"
#include "scenarios/read/sections.hpp"
#include "scenarios/subjects/agent_type.hpp"

#include <cmath>
#include <fmt/format.h>
#include <set>
#include <span>

namespace tilscape::scenarios::detail {

namespace {

/// Does a text that is laid over say something of the value at a path?
bool speaks(const Node& over, std::span<const std::string> path) {
  if (path.empty() || !over.map()) return true;
  const Node* below = over.find(path.front());
  return below != nullptr && speaks(*below, path.subspan(1));
}

/// The same of the path of an override, "agents.cancer.divide.every"; or of a parameter, by its name.
bool speaks(std::string_view over, const std::vector<std::string>& path) {
  if (path.size() == 2 && path.front() == "parameters" && over == path.back()) return true;
  for (const std::string& key : path) {
    const std::size_t dot = std::min(over.find('.'), over.size());
    if (over.substr(0, dot) != key) return false;
    if (dot == over.size()) return true;
    over.remove_prefix(dot + 1);
  }
  return true;
}

/// Of `state.apoptotic`.
std::string of_type_state(std::string_view name) {
  return std::string(name.substr(name.find('.') + 1));
}

}  // namespace

std::optional<double> Check::constant(const Value& value, const AgentSpec& type) const {
  if (const auto* x = std::get_if<double>(&value.data)) return *x;
  if (const auto* d = std::get_if<Distribution>(&value.data))
    return d->kind == Distribution::Kind::delayed_exponential ? d->a + d->b : d->a;
  const auto* expression = std::get_if<Value::Expression>(&value.data);
  if (expression == nullptr) return std::nullopt;
  const auto compiled =
      compile(expression->text, type_symbols(names_, *names_.type(type.name)), expression->dimension);
  const auto* program = std::get_if<Program>(&compiled);
  return program == nullptr ? std::nullopt : program->constant();
}

std::vector<Deed> Check::deeds(const AgentSpec& type) const {
  std::vector<Deed> out;
  for (const auto& [verb, values] : type.behaviours) {
    const BehaviourInfo* info = scenario_.language->behaviour(verb);
    if (info == nullptr) continue;
    const std::vector<ParameterInfo>& list = info->parameters;
    if (list.size() != 1 || list.front().name != "*") {
      out.push_back({*info, {}, list, values});
      continue;
    }
    each(&values, [&, &verb = verb](const std::string& name, const Values& entry) {
      // An entry of the rules says itself what it leads to.
      out.push_back({*info, name, list.front().children, entry, verb == rules_verb && entry.has(rules_verb)});
    });
  }
  return out;
}

namespace {

const Node::Entry* entry_at(const Node& root, const Review::Path& path) {
  const Node* at = &root;
  const Node::Entry* entry = nullptr;
  for (const std::string& key : path) {
    entry = at == nullptr || !at->map() ? nullptr : at->entry(key);
    at = entry == nullptr ? nullptr : &entry->value;
  }
  return entry;
}

Spot spot_of(const Node* node) {
  return node == nullptr ? Spot{} : Spot{node->where, node->length(), true};
}

}  // namespace

const Node* Check::text_at(const Path& path) const {
  const Node* at = &root_;
  for (const std::string& key : path) at = at == nullptr || !at->map() ? nullptr : at->find(key);
  return at;
}

Spot Check::spot(const Path& path) const {
  return spot_of(text_at(path));
}

Spot Check::key(const Path& path) const {
  const Node::Entry* entry = entry_at(root_, path);
  return entry == nullptr ? Spot{} : Spot{entry->where, characters(entry->key), true};
}

Spot Check::item(const Path& path, std::size_t i) const {
  return spot_of(item_of(text_at(path), i));
}

std::optional<std::vector<std::string>> Check::keys(const Path& path) const {
  const Node* node = text_at(path);
  if (node == nullptr || !node->map()) return std::nullopt;
  std::vector<std::string> out;
  for (const Node::Entry& e : node->entries) out.push_back(e.key);
  return out;
}

std::optional<std::string> Check::written(const Path& path) const {
  const Node* node = text_at(path);
  return node == nullptr || node->map() ? std::nullopt : std::optional(node->text);
}

std::vector<std::string> Check::written_anywhere(const Path& map, std::string_view key) const {
  std::vector<std::string> out;
  const auto collect = [&](const Node& root) {
    const Node* at = &root;
    for (const std::string& step : map) at = at == nullptr || !at->map() ? nullptr : at->find(step);
    if (at == nullptr || !at->map()) return;
    for (const Node::Entry& e : at->entries)
      if (const Node* value = e.value.map() ? e.value.find(key) : nullptr) out.push_back(value->text);
  };
  collect(root_);
  collect(*scenario_.text);
  if (const Node* variants = text({"variants"}); variants != nullptr && variants->map())
    for (const Node::Entry& e : variants->entries)
      if (e.value.map()) collect(e.value);
  return out;
}

const Node::Entry* Check::owner_of(const Path& path) const {
  const Node::Entry* owner = entry_at(root_, Path(path.begin(), path.end() - 1));
  return owner != nullptr && own(owner->where) ? owner : nullptr;
}

bool Check::settled(const Path& path) const {
  std::vector<Path> all = {path};
  const auto also = [&](Path other) {
    if (std::find(all.begin(), all.end(), other) == all.end()) all.push_back(std::move(other));
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Path one = all[i];
    if (varied(one)) return false;
    const Node* at = &scenario_.said;
    for (const std::string& key : one) {
      at = at->map() ? at->find(key) : nullptr;
      if (at == nullptr) break;
      if (at->where.file == override_source) return false;
    }
    std::set<std::string, std::less<>> parameters;
    if (at != nullptr) collect_parameters(*at, parameters);
    for (const std::string& name : parameters) also({"parameters", name});
    if (one.size() < 2 || one[0] != "agents") continue;
    const Node* base = node_at(*scenario_.text, {"agents", one[1], "extends"});
    if (base == nullptr || !base->scalar()) continue;
    Path of_base = one;
    of_base[1] = base->text;
    also(std::move(of_base));
  }
  return true;
}

bool Check::varied(const Path& path) const {
  const Node* variants = text({"variants"});
  if (variants != nullptr && variants->map() &&
      std::any_of(variants->entries.begin(), variants->entries.end(),
                  [&](const Node::Entry& e) { return e.value.map() && speaks(e.value, path); }))
    return true;
  const Node* vary = varied_in(root_);
  return vary != nullptr && vary->map() &&
         std::any_of(vary->entries.begin(), vary->entries.end(),
                     [&](const Node::Entry& e) { return speaks(e.key, path); });
}

std::vector<std::string> Check::living_states(const AgentSpec& type) const {
  std::vector<std::string> living = names_.type(type.name)->states;
  const auto* states = get<Value::Record>(type.values, "states");
  std::erase_if(living, [&](const std::string& s) {
    const auto* word = states == nullptr ? nullptr : get<std::string>(**states, s);
    return word != nullptr && *word == "dead";
  });
  return living;
}

std::optional<Bounds> Check::bounds(const Value& value, const AgentSpec* type, const Deed* deed) const {
  if (const auto* x = get<double>(value)) return Bounds{*x, *x};
  if (const auto* d = get<Distribution>(value))
    return d->kind == Distribution::Kind::constant ? Bounds{d->a, d->a} : Bounds{};
  const auto* expression = get<Value::Expression>(value);
  if (expression == nullptr) return std::nullopt;
  const auto of_name = [&](std::string_view name, const Symbol& symbol) -> Bounds {
    if (symbol.kind == Symbol::Kind::column) return {};
    const bool of_states = deed != nullptr && type != nullptr && find(deed->parameters, "in") != nullptr;
    if (symbol.kind == Symbol::Kind::state && of_states) {
      const std::vector<std::string> in = begins_in(*type, *deed);
      const bool here = among(of_type_state(name), in);
      return here ? Bounds{in.size() == 1 ? 1.0 : 0.0, 1} : Bounds{0, 0};
    }
    if (symbol.kind == Symbol::Kind::state || symbol.kind == Symbol::Kind::room) return {0, 1};
    if (symbol.kind == Symbol::Kind::here && symbol.index < names_.types.size())
      if (const std::optional<double> most = on_a_site(names_.types[symbol.index].name)) return {0, *most};
    const std::optional<double> end = end_of_run();
    Bounds found{0};
    if (name == "time" && end && settled({"time", "end"})) found.most = *end;
    return found;
  };
  const TypeNames* of_type = type == nullptr ? nullptr : names_.type(type->name);
  return bounds_of(expression->text,
                   of_type == nullptr ? run_symbols(names_) : type_symbols(names_, *of_type),
                   expression->dimension, of_name);
}

void Check::multiple(const Value& value, const Node* node, double step, const std::string& of) {
  const double* x = get<double>(value);
  if (x == nullptr) return;
  const double steps = *x / step;
  if (steps < 1 || std::abs(steps - std::round(steps)) > 1e-9 * steps)
    error_at(node, value.where, Code::period,
             fmt::format("{} is not a whole multiple of {}", ticked(value.written), of),
             fmt::format("{} is {:g} min", of, step));
}

}  // namespace tilscape::scenarios::detail
