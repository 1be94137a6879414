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
  }

  /// What behaviours say of themselves.
  void behaviours() {
    for (const AgentSpec& type : scenario_.types)
      for (const Deed& deed : deeds(type))
        if (deed.info.check != nullptr) deed.info.check(*this, type, deed);
  }

  /// What parts of the language say of their sections.
  void parts() {
    for (const Part& part : scenario_.language->parts())
      if (part.check != nullptr) part.check(*this);
  }

  bool starts(const AgentSpec& type) const {
    const auto* start = get<std::vector<Value::Record>>(type.values, "start");
    return start != nullptr ? !start->empty() : text({"agents", type.name, "start"}) != nullptr;
  }

  /// Does a behaviour bring cells of the type from elsewhere?
  bool comes(const AgentSpec& type) const {
    return std::any_of(type.behaviours.begin(), type.behaviours.end(),
                       [&](const auto& b) { return among(ticked(b.first), bringing()); });
  }
  std::vector<std::string> bringing() const {
    std::vector<std::string> out;
    for (const auto& [info, make] : scenario_.language->behaviours())
      if (std::any_of(event_table.begin(), event_table.end(), [&, &info = info](const EventInfo& event) {
            return event.life == EventInfo::Life::begins && event.other == EventInfo::Other::nobody &&
                   info.causes(event);
          }))
        out.push_back(ticked(info.name));
    return out;
  }

  /// Sections of names without a name, in the scenario's own file. Told when nothing else stands against it.
  void empty_sections() {
    if (!problems_.ok()) return;
    for (const ParameterInfo& info : scenario_.language->sections()) {
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
      if (!starts(type) && !comes(type))
        problems_.warning(Code::unused, type.where, characters(type.name),
                          joined({"there is never a cell of ", ticked(type.name)}),
                          joined({"it has no `start` and no ", listed(bringing(), 40)}));
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
                      joined({ticked(name), " is a unit or a word of expressions"}), named_in_expressions());
    };
    const auto taken = [](const std::string& name) { return name == "time" || name == "room"; };
    for (const NamedUnit& s : names_.substances)
      for (const std::string& section : sections_of_levels()) {
        check(s.name, text({section}));
        if (taken(s.name) && text({section, s.name}) != nullptr)
          error_at_key(text({section}), s.name, Code::bad_name,
                       joined({"the name ", ticked(s.name), " is taken"}),
                       "expressions would not know which of the two is meant");
      }
    const std::vector<EventInfo> events = scenario_.language->events();
    for (const TypeNames& t : names_.types) {
      const Node* columns = text({"agents", t.name, "columns"});
      for (const NamedUnit& c : t.columns) {
        check(c.name, columns);
        if (names_.substance(c.name) != nullptr || taken(c.name))
          error_at_key(columns, c.name, Code::bad_name, joined({"the name ", ticked(c.name), " is taken"}),
                       "expressions would not know which of the two is meant");
      }
      for (const std::string& state : t.states)
        if (state == "count" || std::any_of(events.begin(), events.end(),
                                            [&](const EventInfo& kind) { return state == kind.total; }))
          error_at_key(
              text({"agents", t.name, "states"}), state, Code::bad_name,
              joined({"the name ", ticked(state), " is taken"}),
              joined({"the series has ", ticked(joined({t.name, ".", state})), " for something else"}));
    }
  }

  /// Sections whose names can be those of levels in the tissue.
  std::vector<std::string> sections_of_levels() const {
    std::vector<std::string> out = {"substances"};
    for (const Defined& d : names_.defined)
      if (!d.kind.no_field.empty()) out.push_back(d.kind.section);
    return out;
  }
  std::string named_in_expressions() const {
    std::vector<std::string> all = {"columns"};
    for (const std::string& section : sections_of_levels()) all.push_back(section);
    const std::string last = all.back();
    all.pop_back();
    return joined({listed(all), " and ", last, " are named in expressions"});
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
};

}  // namespace

void check_scenario(const Node& root, const Scenario& scenario, const Names& names, Problems& problems) {
  Checks checks(root, scenario, names, problems);
  checks.run();
  checks.behaviours();
  checks.parts();
  detail::check_start(root, scenario, names, problems);
  detail::check_outputs(root, scenario, names, problems);
  detail::check_numbers(root, scenario, names, problems);
  detail::check_void(root, scenario, names, problems);
  detail::check_idle(root, scenario, names, problems);
  checks.never_there();
  checks.empty_sections();
}

}  // namespace tilscape::scenarios
