// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/checks.hpp"

#include "engine/base/text.hpp"
#include "engine/step/event_kind.hpp"
#include "scenarios/read/detail/check.hpp"
#include "scenarios/read/sections.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <string_view>
#include <utility>

namespace tilscape::scenarios {

namespace {

/// Diffusion of oxygen in water at 37 C, 3e-9 m2/s: no solute of interest here is faster.
constexpr double fastest_diffusion = 1.8e5;  // [um2/min]

class Checks : detail::Check {
 public:
  using Check::Check;

  void run() {
    version();
    titles();
    time();
    lattice();
    expression_names();
    types();
    substances();
    vessels();
    behaviours();
  }

  bool starts(const AgentSpec& type) const {
    const auto* start = get<std::vector<Value::Record>>(type.values, "start");
    return start != nullptr ? !start->empty() : text({"agents", type.name, "start"}) != nullptr;
  }

  /// Sections of names without a name, in the scenario's own file. Told when nothing else stands against it.
  void empty_sections() {
    if (!problems_.ok()) return;
    for (const ParameterInfo& info : sections()) {
      const Node::Entry* entry = root_.entry(info.name);
      const bool names =
          info.kind == ParameterKind::map || info.name == "variants" || info.name == "parameters";
      if (names && entry != nullptr && entry->where.file == root_.where.file &&
          (entry->value.empty() || (entry->value.map() && entry->value.entries.empty())))
        problems_.warning(Code::unused, entry->where, characters(entry->key),
                          joined({ticked(entry->key), " has no effect"}), "there is nothing in it");
    }
  }

  /// A type that a scenario speaks of and that never has a cell. Told when nothing else stands against it.
  void never_there() {
    if (!problems_.ok()) return;
    for (const AgentSpec& type : scenario_.types)
      if (!starts(type) && std::none_of(type.behaviours.begin(), type.behaviours.end(),
                                        [](const auto& b) { return b.first == "recruit"; }))
        problems_.warning(Code::unused, type.where, characters(type.name),
                          joined({"there is never a cell of ", ticked(type.name)}),
                          "it has no `start` and no `recruit`");
  }

 private:
  void version() {
    const double* v = get<double>(scenario_.root, "tilscape");
    if (v != nullptr && *v != 1)
      error_at(text({"tilscape"}), scenario_.root.at("tilscape").where, Code::format_version,
               fmt::format("this program reads format version 1, not {}", *v));
  }

  /// The name of the scenario and those of its variants are in paths and tables, and arms go by them.
  void titles() {
    if (const auto* name = get<std::string>(scenario_.root, "name"); name != nullptr)
      if (const Node* node = text({"name"})) title(*name, node->where, node->length());
    const Node* variants = text({"variants"});
    if (variants == nullptr || !variants->map()) return;
    for (const Node::Entry& e : variants->entries) {
      if (e.key.starts_with("x-")) continue;
      title(e.key, e.where, std::max(1, characters(e.key)));
      for (const auto& [taken, what] : arms_by_themselves)
        if (e.key == taken)
          problems_.error(Code::bad_name, e.where, characters(e.key),
                          joined({"the name ", ticked(e.key), " is taken"}), std::string(what));
    }
  }
  /// Names of arms that are no variants.
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> arms_by_themselves = {
      {{as_written, "`ensemble.arms` calls the scenario as it stands so"},
       {"unchanged", "`branch` calls the run that goes on as it is so"},
       {"changed", "`branch` calls the run that goes on with what `--set` says so"}}};

  void title(const std::string& name, const Location& where, int length) {
    constexpr std::size_t longest = 200;  // bytes: it is a part of the names of folders
    const bool control = std::any_of(name.begin(), name.end(), [](char c) {
      return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7F;
    });
    const char* why = name.find_first_not_of(' ') == std::string::npos ? "there is nothing in it"
                      : control                                        ? "there is a control character in it"
                      : name.find_first_of("/\\") != std::string::npos
                          ? "`/` and `\\` part the names of folders"
                      : name.size() > longest ? "it is longer than 200 bytes"
                                              : nullptr;
    if (why != nullptr)
      problems_.error(Code::bad_name, where, length, joined({ticked(name), " is not a name"}), why);
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
      if (given(s, "every")) multiple(s.at("every"), text({"substances", name, "every"}), *step);
    });
  }

  void period(const std::string& name, const Value& value, double step) {
    const std::vector<std::string> known = names_.with_period();
    if (names_.any_lost()) return;
    const Node* periods = text({"time", "periods"});
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const Node::Entry* entry = periods == nullptr ? nullptr : periods->entry(name);
      problems_.warning(Code::unused, entry == nullptr ? value.where : entry->where, characters(name),
                        joined({"there is no agent type or substance ", ticked(name)}),
                        "the period is of no use; there are: " + listed(known), did_you_mean(name, known));
    }
    multiple(value, text({"time", "periods", name}), step);
  }

  void lattice() {
    const Values* l = section("lattice");
    if (l == nullptr) return;
    const auto* size = get<std::vector<double>>(*l, "size");
    const auto* sites = get<std::vector<double>>(*l, "sites");
    const double* spacing = get<double>(*l, "spacing");
    const Node* here = text({"lattice"});
    if ((size == nullptr) == (sites == nullptr)) {
      if (size != nullptr || (!given(*l, "size") && !given(*l, "sites")))
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
    for (const TypeNames& t : names_.types) {
      const Node* columns = text({"agents", t.name, "columns"});
      for (const NamedUnit& c : t.columns) {
        check(c.name, columns);
        if (names_.substance(c.name) != nullptr || c.name == "time" || c.name == "room")
          error_at_key(columns, c.name, Code::bad_name, joined({"the name ", ticked(c.name), " is taken"}),
                       "expressions would not know which of the two is meant");
      }
      for (const std::string& state : t.states)
        if (state == "count" || std::any_of(event_table.begin(), event_table.end(),
                                            [&](const EventInfo& kind) { return state == kind.total; }))
          error_at_key(
              text({"agents", t.name, "states"}), state, Code::bad_name,
              joined({"the name ", ticked(state), " is taken"}),
              joined({"the series has ", ticked(joined({t.name, ".", state})), " for something else"}));
    }
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
    }
  }

  void living_state(const AgentSpec& type) {
    const auto* states = get<Value::Record>(type.values, "states");
    if (states == nullptr || (*states)->entries().empty()) return;
    std::vector<std::string> begins;
    std::vector<std::string> living;
    for (const auto& [name, value] : (*states)->entries()) {
      const auto* word = get<std::string>(value);
      if (word == nullptr) return;  // told already
      if (*word != "dead") living.push_back(name);
      if (*word == "begins") begins.push_back(name);
    }
    const Node* all = text({"agents", type.name, "states"});
    if (living.empty())
      error_at(all, type.where, Code::unknown_state,
               joined({"all states of ", ticked(type.name), " are dead"}), "a new cell is alive");
    else if (begins.empty() && living.size() > 1)
      error_at(all, type.where, Code::unknown_state,
               joined({"which state is that of a new cell of ", ticked(type.name), "?"}),
               joined({listed(living), " are alive. Write `begins` for one of them: `", living.front(),
                       ": begins`"}));
    else if (begins.size() > 1)
      error_at(text({"agents", type.name, "states", begins[1]}), type.where, Code::unknown_state,
               joined({"two states of ", ticked(type.name), " are that of a new cell"}),
               joined({ticked(begins[0]), " begins as well"}));
  }

  void vessels() {
    const Values* v = section("vessels");
    if (v == nullptr) return;
    const auto* made = get<std::string>(*v, "generate");
    if (made != nullptr && given(*v, "read"))
      error_at_key(text({"vessels"}), "read", Code::one_of, "`vessels` are either made or read",
                   "`generate` is there as well");
    if (made != nullptr && *made != "none" && !given(*v, "spacing"))
      error_at(text({"vessels", "generate"}), v->at("generate").where, Code::missing_key,
               "vessels that are made need a `spacing`", "their mean distance");
    const bool none = !given(*v, "read") && (!given(*v, "generate") || (made != nullptr && *made == "none"));
    if (none && given(*v, "supply"))
      unused_at(text({"vessels", "supply"}), v->at("supply").where, "what the vessels give reaches nothing",
                "there are no vessels");
  }

  void behaviours() {
    for (const AgentSpec& type : scenario_.types)
      for (const auto& [verb, values] : type.behaviours) {
        const auto at = [&, &verb = verb](const char* key) { return text({"agents", type.name, verb, key}); };
        const double* bias = get<double>(values, "bias");
        if (verb == "walk" && given(values, "toward") && bias != nullptr && *bias <= 0 &&
            settled({"agents", type.name, "walk", "bias"}))
          unused_at(at("toward"), type.where, "nothing draws these cells", "`bias` is 0");
        if (verb == "kill" && get<std::string>(values, "searching") != nullptr &&
            get<std::string>(values, "engaged") != nullptr &&
            values.text("searching") == values.text("engaged"))
          error_at(at("engaged") != nullptr ? at("engaged") : at("searching"), type.where,
                   Code::unknown_state, "a bound cell is in the same state as a free one");
        if (verb == "recruit") recruitment(type, values);
        if (verb == "inhibit") inhibition(type, values, at("target"));
        if (verb == "kill" && given(values, "slowed_half") && behaviour(type, "inhibit") == nullptr)
          unused_at(at("slowed_half"), type.where, "nothing slows the killing",
                    joined({ticked(type.name), " has no ", ticked("inhibit")}));
        if (verb == "kill" && given(values, "slowed_half") && behaviour(type, "inhibit") != nullptr &&
            behaviour(type, "exhaust") != nullptr)
          warn_at(at("slowed_half"), type.where, joined({"PD-1 counts twice for ", ticked(type.name)}),
                  "`kill.slowed_half` and `exhaust` are what two models make of one effect",
                  "Keep one of them");
      }
  }

  /// Who comes from the blood has seen the tumour's antigen, or not: no default decides that.
  void recruitment(const AgentSpec& type, const Values& values) {
    const Values* kill = behaviour(type, "kill");
    if (kill == nullptr || !given(*kill, "specific") || given(values, "specific")) return;
    const auto comes = [&](const char* name) {
      const double* rate = get<double>(values, name);
      return rate != nullptr && *rate > 0;
    };
    if (comes("rate") || comes("baseline"))
      error_at_key(text({"agents", type.name}), "recruit", Code::missing_key,
                   "`recruit` does not say which share of the arrivals is `specific`",
                   "`kill.specific` makes a difference between those that recognise the tumour and others",
                   "Write for example `specific: 0.2`");
  }

  static const Values* behaviour(const AgentSpec& type, std::string_view verb) {
    const auto it = std::find_if(type.behaviours.begin(), type.behaviours.end(),
                                 [&](const auto& b) { return b.first == verb; });
    return it == type.behaviours.end() ? nullptr : &it->second;
  }

  /// The ligand is met on the cell that `kill` has bound.
  void inhibition(const AgentSpec& type, const Values& values, const Node* target) {
    const Values* kill = behaviour(type, "kill");
    if (kill == nullptr)
      return error_at_key(text({"agents", type.name}), "inhibit", Code::missing_key,
                          joined({ticked(type.name), " has no `kill`"}),
                          "a cell is inhibited by the one that it has bound");
    const auto* own = get<std::string>(values, "target");
    const auto* bound = get<std::string>(*kill, "target");
    if (own != nullptr && bound != nullptr && *own != *bound)
      error_at(target, type.where, Code::unknown_type,
               joined({"`kill` binds ", ticked(*bound), ", not ", ticked(*own)}));
  }

  void substances() {
    for (const char* where : {"substances", "drugs"})
      each(section(where), [&](const std::string& name, const Values& s) {
        const double* d = get<double>(s, "diffusion");
        if (d != nullptr && *d > fastest_diffusion)
          warn_at(text({where, name, "diffusion"}), s.at("diffusion").where,
                  joined({ticked(s.at("diffusion").written), " is faster than oxygen in water"}),
                  fmt::format("{:g} um2/min at 37 C", fastest_diffusion), "Look at the unit");
        const Node* map = text({where, name});
        const Node::Entry* sides = map == nullptr || !map->map() ? nullptr : map->entry("sides");
        if (d != nullptr && *d == 0 && sides != nullptr && settled({where, name, "diffusion"}) &&
            settled({where, name, "sides"}))
          problems_.warning(Code::unused, sides->where, characters(sides->key),
                            joined({ticked("sides"), " has no effect"}),
                            joined({ticked(name), " does not diffuse, so nothing comes or goes there"}));
      });
  }
};

}  // namespace

void check_scenario(const Node& root, const Scenario& scenario, const Names& names, Problems& problems) {
  Checks checks(root, scenario, names, problems);
  checks.run();
  detail::check_start(root, scenario, names, problems);
  detail::check_outputs(root, scenario, names, problems);
  detail::check_medicines(root, scenario, names, problems);
  detail::check_numbers(root, scenario, names, problems);
  detail::check_void(root, scenario, names, problems);
  detail::check_idle(root, scenario, names, problems);
  checks.never_there();
  checks.empty_sections();
}

}  // namespace tilscape::scenarios
