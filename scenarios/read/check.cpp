// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/detail/check.hpp"

#include "engine/base/text.hpp"
#include "scenarios/read/checks.hpp"
#include "scenarios/read/merge.hpp"

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

std::string Check::Part::name() const {
  if (entry.empty()) return ticked(verb);
  return is_rule() ? "the rule" : ticked(joined({verb, ".", entry}));
}

Check::Path Check::Part::path(const std::string& type, const std::string& parameter) const {
  if (is_rule()) return {"agents", type, "rules"};
  if (entry.empty()) return {"agents", type, verb, parameter};
  return {"agents", type, verb, entry, parameter};
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
  const Node* vary = text({"ensemble", "vary"});
  return vary != nullptr && vary->map() &&
         std::any_of(vary->entries.begin(), vary->entries.end(),
                     [&](const Node::Entry& e) { return speaks(e.key, path); });
}

bool Check::open_lattice() const {
  const Values* lattice = section("lattice");
  const auto* sides = lattice == nullptr ? nullptr : get<Value::Record>(*lattice, "sides");
  return sides != nullptr &&
         std::any_of((*sides)->entries().begin(), (*sides)->entries().end(), [&](const auto& side) {
           const auto* word = get<std::string>(side.second);
           return word != nullptr && *word == "open";
         });
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

std::vector<std::string> Check::begins_in(const AgentSpec& type, const Part& part) const {
  const auto* in = get<std::vector<std::string>>(part.values, "in");
  if (in != nullptr) return *in;
  if (part.verb == "divide" && given(part.values, "phases")) return ends_in(part);  // and begins again
  if (part.verb == "kill") return ends_in(part);  // a cell searches, is engaged, and searches again
  if (part.verb == "clear") return {part.entry};
  return living_states(type);
}

std::vector<std::string> Check::ends_in(const Part& part) const {
  std::vector<std::string> out;
  for (const char* key : {"become", "searching", "engaged", "leaves"}) {
    if (part.verb == "kill" && std::string_view(key) == "leaves") continue;  // a state of the target
    if (const auto* state = get<std::string>(part.values, key)) out.push_back(*state);
  }
  if (part.verb == "become" && out.empty()) out.push_back(part.entry);
  if (const auto* phases = get<std::vector<Value::Record>>(part.values, "phases"))
    for (const Value::Record& phase : *phases)
      if (const auto* state = get<std::string>(*phase, "state")) out.push_back(*state);
  return out;
}

std::optional<double> Check::on_a_site(const std::string& type) const {
  const Values* lattice = section("lattice");
  const double* capacity = lattice == nullptr ? nullptr : get<double>(*lattice, "capacity");
  const auto spec = std::find_if(scenario_.types.begin(), scenario_.types.end(),
                                 [&](const AgentSpec& t) { return t.name == type; });
  const double* takes = spec == scenario_.types.end() ? nullptr : get<double>(spec->values, "takes");
  if (capacity == nullptr || takes == nullptr || !settled({"lattice", "capacity"}) ||
      !settled({"agents", type, "takes"}))
    return std::nullopt;
  return std::floor(*capacity / *takes);
}

std::optional<Bounds> Check::bounds(const Value& value, const AgentSpec* type, const Part* part) const {
  if (const auto* x = get<double>(value)) return Bounds{*x, *x};
  if (const auto* d = get<Distribution>(value))
    return d->kind == Distribution::Kind::constant ? Bounds{d->a, d->a} : Bounds{};
  const auto* expression = get<Value::Expression>(value);
  if (expression == nullptr) return std::nullopt;
  const auto of_name = [&](std::string_view name, const Symbol& symbol) -> Bounds {
    if (symbol.kind == Symbol::Kind::column) return {};
    const bool of_states = part != nullptr && type != nullptr && find(part->parameters, "in") != nullptr;
    if (symbol.kind == Symbol::Kind::state && of_states) {
      const std::vector<std::string> in = begins_in(*type, *part);
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
