// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/checks.hpp"

#include "engine/base/text.hpp"
#include "scenarios/read/detail/check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

/// Diffusion of oxygen in water at 37 C, 3e-9 m2/s: no solute of interest here is faster.
constexpr double fastest_diffusion = 1.8e5;  // [um2/min]
/// Particles above this hardly leave vessels: the field's usual upper size (doi 10.1038/nbt.3330).
constexpr double largest_usual_particle = 200;  // [nm]
/// Antibodies are given at 1 to 20 mg/kg; 100 times the upper end is a slip of the unit.
constexpr double largest_usual_dose = 2;  // [g/kg]

class Checks {
 public:
  Checks(const Node& root, const Scenario& scenario, const Names& names, Problems& problems)
      : root_(root), scenario_(scenario), names_(names), problems_(problems) {}

  void run() {
    version();
    time();
    lattice();
    expression_names();
    types();
    treatments();
    plasma();
    outputs();
    substances();
    particles();
  }

 private:
  template <class T>
  static const T* get(const Values& values, std::string_view name) {
    return values.has(name) ? std::get_if<T>(&values.at(name).data) : nullptr;
  }
  const Values* section(std::string_view name) const {
    const auto* s = get<Value::Record>(scenario_.root, name);
    return s == nullptr ? nullptr : s->get();
  }
  /// The values of a map of maps.
  template <class F>
  void each(const Values* map, const F& f) const {
    if (map == nullptr) return;
    for (const auto& [name, value] : map->entries())
      if (const auto* entry = std::get_if<Value::Record>(&value.data)) f(name, **entry);
  }
  /// The text that a value comes from: its place and its length.
  const Node* text(std::initializer_list<std::string_view> path) const {
    const Node* at = &root_;
    for (const std::string_view key : path) {
      if (at == nullptr || !at->map()) return nullptr;
      at = at->find(key);
    }
    return at;
  }
  void error_at(const Node* node, const Location& otherwise, Code code, std::string problem,
                std::string why = {}, std::string suggestion = {}) {
    problems_.error(code, node == nullptr ? otherwise : node->where, node == nullptr ? 1 : node->length(),
                    std::move(problem), std::move(why), std::move(suggestion));
  }
  void warn_at(const Node* node, const Location& otherwise, std::string problem, std::string why,
               std::string suggestion = {}) {
    problems_.warning(Code::implausible, node == nullptr ? otherwise : node->where,
                      node == nullptr ? 1 : node->length(), std::move(problem), std::move(why),
                      std::move(suggestion));
  }

  void version() {
    const double* v = get<double>(scenario_.root, "tilscape");
    if (v != nullptr && *v != 1)
      error_at(text({"tilscape"}), scenario_.root.at("tilscape").where, Code::format_version,
               fmt::format("this program reads format version 1, not {}", *v));
  }

  void time() {
    const Values* t = section("time");
    if (t == nullptr) return;
    const double* step = get<double>(*t, "step");
    const double* end = get<double>(*t, "end");
    if (step == nullptr) return;
    if (end != nullptr) multiple(t->at("end"), text({"time", "end"}), *step);
    const auto* periods = get<Value::Record>(*t, "periods");
    if (periods != nullptr)
      for (const auto& [name, value] : (*periods)->entries()) period(name, value, *step);
    each(section("substances"), [&](const std::string& name, const Values& s) {
      if (s.has("every")) multiple(s.at("every"), text({"substances", name, "every"}), *step);
    });
  }

  void period(const std::string& name, const Value& value, double step) {
    std::vector<std::string> known = names_.type_names();
    for (const std::string& s : names_.substance_names()) known.push_back(s);
    known.insert(known.end(), {"body", "vessels"});
    const Node* periods = text({"time", "periods"});
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const Node::Entry* entry = periods == nullptr ? nullptr : periods->entry(name);
      problems_.warning(Code::unused, entry == nullptr ? value.where : entry->where, characters(name),
                        joined({"there is no agent type or substance ", ticked(name)}),
                        "the period is of no use; there are: " + listed(known), did_you_mean(name, known));
    }
    multiple(value, text({"time", "periods", name}), step);
  }

  void multiple(const Value& value, const Node* node, double step, const std::string& of = "the step") {
    const double* x = std::get_if<double>(&value.data);
    if (x == nullptr) return;
    const double steps = *x / step;
    if (steps < 1 || std::abs(steps - std::round(steps)) > 1e-9 * steps)
      error_at(node, value.where, Code::period,
               fmt::format("{} is not a whole multiple of {}", ticked(value.written), of),
               fmt::format("{} is {:g} min", of, step));
  }

  void lattice() {
    const Values* l = section("lattice");
    if (l == nullptr) return;
    const auto* size = get<std::vector<double>>(*l, "size");
    const auto* sites = get<std::vector<double>>(*l, "sites");
    const double* spacing = get<double>(*l, "spacing");
    const Node* here = text({"lattice"});
    if ((size == nullptr) == (sites == nullptr)) {
      if (size != nullptr || (!l->has("size") && !l->has("sites")))
        error_at(here, {}, Code::one_of, "`lattice` has either `size` or `sites`", {},
                 "Write for example `size: [1 mm, 1 mm]`");
      return;
    }
    const auto& list = size != nullptr ? *size : *sites;
    const Node* node = text({"lattice", size != nullptr ? "size" : "sites"});
    if (list.size() != 2 && list.size() != 3) {
      if (node != nullptr && node->sequence() && node->items.size() == list.size())
        error_at(node, {}, Code::wants_list, "a lattice has two or three axes",
                 fmt::format("{} are given", list.size()));
      return;
    }
    if (spacing == nullptr) return;
    double total = 1;
    for (const double x : list) total *= size != nullptr ? std::max(1.0, std::round(x / *spacing)) : x;
    if (total > 4294967294.0)
      error_at(node, {}, Code::out_of_range,
               fmt::format("the lattice has {:.3g} sites, more than 2^32 - 2", total));
    for (std::size_t i = 0; size != nullptr && i < list.size(); ++i) {
      const double n = list[i] / *spacing;
      if (std::abs(n - std::round(n)) > 1e-6 * n || std::round(n) < 1) {
        const Node* item = node != nullptr && i < node->items.size() ? &node->items[i] : node;
        warn_at(item, {}, fmt::format("{:g} um is not a whole number of sites", list[i]),
                fmt::format("the lattice gets {:g} um", std::max(1.0, std::round(n)) * *spacing));
      }
    }
  }

  /// Columns and substances are named in expressions, where `cell` or `min` would be units.
  void expression_names() {
    const auto check = [&](const std::string& name, const Node* map) {
      if (!is_reserved_name(name)) return;
      const Node::Entry* entry = map == nullptr || !map->map() ? nullptr : map->entry(name);
      if (entry == nullptr) return;
      problems_.error(Code::bad_name, entry->where, characters(name),
                      joined({ticked(name), " is a unit or a word of expressions"}),
                      "columns, substances, drugs and particles are named in expressions");
    };
    for (const NamedUnit& s : names_.substances)
      for (const char* section : {"substances", "drugs", "particles"}) check(s.name, text({section}));
    for (const TypeNames& t : names_.types)
      for (const NamedUnit& c : t.columns) check(c.name, text({"agents", t.name, "columns"}));
  }

  void types() {
    const Values* l = section("lattice");
    const double* capacity = l == nullptr ? nullptr : get<double>(*l, "capacity");
    for (const AgentSpec& type : scenario_.types) {
      const double* takes = get<double>(type.values, "takes");
      if (takes != nullptr && capacity != nullptr && *takes > *capacity)
        error_at(text({"agents", type.name, "takes"}), type.where, Code::out_of_range,
                 fmt::format("a cell takes {:g} units, a site has {:g}", *takes, *capacity));
      living_state(type);
      start(type);
      walk(type);
    }
  }

  void living_state(const AgentSpec& type) {
    const auto* states = get<Value::Record>(type.values, "states");
    if (states == nullptr || (*states)->entries().empty()) return;
    const auto* first = std::get_if<std::string>(&(*states)->entries().front().second.data);
    if (first != nullptr && *first == "dead")
      error_at(text({"agents", type.name, "states", (*states)->entries().front().first}), type.where,
               Code::unknown_state, joined({"the first state of ", ticked(type.name), " is dead"}),
               "new cells are in the first state");
  }

  void start(const AgentSpec& type) {
    const auto* list = get<std::vector<Value::Record>>(type.values, "start");
    if (list == nullptr) return;
    const Node* node = text({"agents", type.name, "start"});
    for (std::size_t i = 0; i < list->size(); ++i) {
      const Values& s = *(*list)[i];
      const Node* here =
          node != nullptr && node->sequence() && i < node->items.size() ? &node->items[i] : node;
      const auto* shape = get<std::string>(s, "shape");
      const double* count = get<double>(s, "count");
      const bool none = count != nullptr && *count == 0;
      if (s.has("cells") ? s.has("shape") || (s.has("count") && !none) : !s.has("shape") && !s.has("count"))
        error_at(here, type.where, Code::one_of, "`start` has either `cells` or `count` and `shape`");
      else if (shape == nullptr && !s.has("cells") && !none)
        error_at(here, type.where, Code::missing_key, "`shape` is missing under `start`",
                 "where the cells are");
      else if (shape != nullptr && (*shape == "sphere" || *shape == "disc") && !s.has("radius"))
        error_at(here, type.where, Code::missing_key, joined({"a ", *shape, " needs a `radius`"}));
      else if (shape != nullptr && *shape == "box" && !s.has("size"))
        error_at(here, type.where, Code::missing_key, "a box needs a `size`");
      else if (shape != nullptr && *shape == "everywhere" && !s.has("count"))
        error_at(here, type.where, Code::missing_key, "cells everywhere need a `count`");
    }
  }

  /// A cell hops at most one site in a step of its type.
  void walk(const AgentSpec& type) {
    const Values* l = section("lattice");
    const double* spacing = l == nullptr ? nullptr : get<double>(*l, "spacing");
    const Values* t = section("time");
    const double* step = t == nullptr ? nullptr : get<double>(*t, "step");
    if (spacing == nullptr || step == nullptr) return;
    double dt = *step;
    if (const auto* periods = get<Value::Record>(*t, "periods"))
      if (const double* own = get<double>(**periods, type.name)) dt = *own;
    for (const auto& [name, values] : type.behaviours) {
      const double* speed = name == "walk" ? get<double>(values, "speed") : nullptr;
      if (speed != nullptr && *speed * dt > *spacing)
        warn_at(text({"agents", type.name, "walk", "speed"}), type.where,
                fmt::format("a cell of this speed crosses {:.3g} sites in a step of {:g} min",
                            *speed * dt / *spacing, dt),
                "a cell hops at most one site in a step", "Shorten the period of the type, or the step");
    }
  }

  void treatments() {
    std::vector<std::string> known = names_.drugs;
    known.insert(known.end(), names_.particles.begin(), names_.particles.end());
    known.insert(known.end(), names_.vaccines.begin(), names_.vaccines.end());
    each(section("treatments"), [&](const std::string& name, const Values& t) {
      const auto* give = get<std::string>(t, "give");
      if (give != nullptr && std::find(known.begin(), known.end(), *give) == known.end())
        error_at(text({"treatments", name, "give"}), t.at("give").where, Code::unknown_name,
                 joined({"there is nothing named ", ticked(*give), " to give"}),
                 known.empty() ? "there are no drugs, particles or vaccines" : "there are: " + listed(known),
                 did_you_mean(*give, known));
      dose(name, t);
      const double* count = get<double>(t, "count");
      if (count != nullptr && *count > 1 && !t.has("every"))
        error_at(text({"treatments", name, "count"}), t.at("count").where, Code::missing_key,
                 "`every` is missing under " + ticked(name), "there is more than one dose");
    });
  }

  void dose(const std::string& name, const Values& t) {
    const double* dose = get<double>(t, "dose");
    const auto* give = get<std::string>(t, "give");
    const bool vaccine = give != nullptr && std::find(names_.vaccines.begin(), names_.vaccines.end(),
                                                      *give) != names_.vaccines.end();
    const Node* node = text({"treatments", name});
    if (dose == nullptr) {
      if (!t.has("dose") && !vaccine && (text({"treatments", name, "dose"}) == nullptr))
        error_at(node, {}, Code::missing_key, joined({"`dose` is missing under ", ticked(name)}),
                 "`3 mg/kg`, `2 nmol`, `0.1 mg`");
      return;
    }
    const Dimension& d = t.at("dose").dimension;
    static const std::array<Dimension, 6> usable = {dimension_of("mg/kg"),     dimension_of("mg"),
                                                    dimension_of("nmol"),      dimension_of("nmol/kg"),
                                                    dimension_of("particles"), dimension_of("particles/kg")};
    if (std::find(usable.begin(), usable.end(), d) == usable.end()) {
      error_at(text({"treatments", name, "dose"}), t.at("dose").where, Code::wrong_dimension,
               joined({ticked(t.at("dose").written), " is ", dimension_name(d), ", not a dose"}),
               "a dose is a mass, an amount or a number of particles, per kg of body or not");
      return;
    }
    if (d == usable[0] && *dose > largest_usual_dose)
      warn_at(text({"treatments", name, "dose"}), t.at("dose").where,
              joined({ticked(t.at("dose").written), " is far above what is given"}),
              "antibodies are given at 1 to 20 mg/kg; this is more than a hundred times as much");
  }

  void plasma() {
    const Values* body = section("body");
    const auto* plasma = body == nullptr ? nullptr : get<Value::Record>(*body, "plasma");
    if (plasma == nullptr) return;
    std::vector<std::string> known = names_.drugs;
    known.insert(known.end(), names_.particles.begin(), names_.particles.end());
    const Node* node = text({"body", "plasma"});
    for (const auto& [name, value] : (*plasma)->entries()) {
      const Node::Entry* entry = node == nullptr ? nullptr : node->entry(name);
      const Location where = entry == nullptr ? value.where : entry->where;
      if (std::find(known.begin(), known.end(), name) == known.end())
        problems_.error(Code::unknown_name, where, characters(name),
                        joined({"there is no drug or particle ", ticked(name)}),
                        known.empty() ? "there are none" : "there are: " + listed(known),
                        did_you_mean(name, known));
      const auto* model = std::get_if<Value::Record>(&value.data);
      const auto* one = model == nullptr ? nullptr : get<Value::Record>(**model, "one_compartment");
      if (one != nullptr && (*one)->has("half_life") == (*one)->has("clearance"))
        error_at(text({"body", "plasma", name, "one_compartment"}), where, Code::one_of,
                 "`one_compartment` has either `half_life` or `clearance`");
    }
  }

  void names_in(const std::vector<std::string>& list, const Node* node, const std::vector<std::string>& known,
                const char* what) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (std::find(known.begin(), known.end(), list[i]) != known.end()) continue;
      const Node* item =
          node != nullptr && node->sequence() && i < node->items.size() ? &node->items[i] : node;
      error_at(item, {}, Code::unknown_name, joined({"there is no ", what, " ", ticked(list[i])}),
               "there are: " + listed(known), did_you_mean(list[i], known));
    }
  }

  void outputs() {
    const Values* out = section("outputs");
    if (out == nullptr) return;
    const Values* clock = section("time");
    const double* step = clock == nullptr ? nullptr : get<double>(*clock, "step");
    for (const char* kind : {"series", "snapshots", "checkpoints"}) {
      const Node* every = text({"outputs", kind, "every"});
      const auto* entry = get<Value::Record>(*out, kind);
      if (every != nullptr && entry != nullptr && step != nullptr && (*entry)->has("every"))
        multiple((*entry)->at("every"), every, *step);
    }
    if (const auto* snapshots = get<Value::Record>(*out, "snapshots")) this->snapshots(**snapshots);
  }

  void snapshots(const Values& snapshots) {
    std::vector<std::string> columns = {"state"};
    for (const TypeNames& t : names_.types) {
      for (const NamedUnit& c : t.columns) columns.push_back(c.name);
      columns.insert(columns.end(), t.made_columns.begin(), t.made_columns.end());
    }
    std::sort(columns.begin(), columns.end());
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
    if (const auto* list = get<std::vector<std::string>>(snapshots, "columns"))
      names_in(*list, text({"outputs", "snapshots", "columns"}), columns, "column");
    if (const auto* list = get<std::vector<std::string>>(snapshots, "types"))
      names_in(*list, text({"outputs", "snapshots", "types"}), names_.type_names(), "agent type");
    const Node* substances = text({"outputs", "snapshots", "substances"});
    if (const auto* list = get<std::vector<std::string>>(snapshots, "substances"))
      names_in(*list, substances, names_.substance_names(), "substance");
    if (const auto* map = get<Value::Record>(snapshots, "substances"))
      for (const auto& [name, value] : (*map)->entries())
        substance_choice(name, value, substances, snapshots);
  }

  /// A substance is written with some of the snapshots.
  void substance_choice(const std::string& name, const Value& value, const Node* map,
                        const Values& snapshots) {
    const std::vector<std::string> known = names_.substance_names();
    const Node::Entry* entry = map == nullptr || !map->map() ? nullptr : map->entry(name);
    if (entry != nullptr && std::find(known.begin(), known.end(), name) == known.end())
      problems_.error(Code::unknown_name, entry->where, characters(name),
                      joined({"there is no substance ", ticked(name)}), "there are: " + listed(known),
                      did_you_mean(name, known));
    const auto* choice = std::get_if<Value::Record>(&value.data);
    const double* frames = get<double>(snapshots, "every");
    if (choice != nullptr && (*choice)->has("every") && frames != nullptr)
      multiple((*choice)->at("every"), text({"outputs", "snapshots", "substances", name, "every"}), *frames,
               "the time between snapshots");
  }

  void substances() {
    for (const char* where : {"substances", "drugs"})
      each(section(where), [&](const std::string& name, const Values& s) {
        const double* d = get<double>(s, "diffusion");
        if (d != nullptr && *d > fastest_diffusion)
          warn_at(text({where, name, "diffusion"}), s.at("diffusion").where,
                  joined({ticked(s.at("diffusion").written), " is faster than oxygen in water"}),
                  fmt::format("{:g} um2/min at 37 C", fastest_diffusion), "Look at the unit");
      });
  }

  void particles() {
    each(section("particles"), [&](const std::string& name, const Values& p) {
      const double* diameter = get<double>(p, "diameter");
      if (diameter == nullptr) return;
      const double nm = from_canonical(*diameter, "nm");
      if (nm > largest_usual_particle)
        warn_at(text({"particles", name, "diameter"}), p.at("diameter").where,
                fmt::format("a particle of {:g} nm hardly leaves the vessels", nm),
                fmt::format("usual are up to {:g} nm, doi:10.1038/nbt.3330", largest_usual_particle));
    });
  }

  const Node& root_;
  const Scenario& scenario_;
  const Names& names_;
  Problems& problems_;
};

}  // namespace

void check_scenario(const Node& root, const Scenario& scenario, const Names& names, Problems& problems) {
  Checks(root, scenario, names, problems).run();
  detail::check_numbers(root, scenario, names, problems);
}

}  // namespace tilscape::scenarios
