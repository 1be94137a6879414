// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What is written of a run and how often, and its endpoints.
#include "engine/base/text.hpp"
#include "scenarios/read/detail/check.hpp"

namespace tilscape::scenarios::detail {

namespace {

class OutputCheck : Check {
 public:
  using Check::Check;

  void run() {
    const Values* out = section("outputs");
    if (out == nullptr) return;
    const Values* clock = section("time");
    const double* step = clock == nullptr ? nullptr : get<double>(*clock, "step");
    for (const char* kind : {"series", "snapshots", "checkpoints"}) {
      const Node* every = text({"outputs", kind, "every"});
      const auto* entry = get<Value::Record>(*out, kind);
      if (every != nullptr && entry != nullptr && step != nullptr && given(**entry, "every"))
        multiple((*entry)->at("every"), every, *step);
    }
    if (const auto* series = get<Value::Record>(*out, "series"))
      if (const auto* list = get<std::vector<std::string>>(**series, "columns"))
        names_in(*list, text({"outputs", "series", "columns"}), column_names({}), "column");
    if (const auto* snapshots = get<Value::Record>(*out, "snapshots")) this->snapshots(**snapshots);
    events(*out);
    if (const auto* all = get<Value::Record>(*out, "endpoints"))
      each(all->get(), [&](const std::string& name, const Values& e) { endpoint(name, e); });
    if (problems_.ok()) nothing_said(*out);
  }

 private:
  // --- what is named

  void names_in(const std::vector<std::string>& list, const Node* node, const std::vector<std::string>& known,
                const char* what) {
    if (names_.any_lost()) return;  // of what is not known
    for (std::size_t i = 0; i < list.size(); ++i) {
      const Node* item = item_of(node, i);
      if (std::find(known.begin(), known.end(), list[i]) != known.end()) continue;
      error_at(item, {}, Code::unknown_name, joined({"there is no ", what, " ", ticked(list[i])}),
               "there are: " + listed(known), did_you_mean(list[i], known));
    }
  }

  std::vector<std::string> column_names(std::vector<std::string> columns) const {
    for (const TypeNames& t : names_.types) {
      for (const NamedUnit& c : t.columns) columns.push_back(c.name);
      columns.insert(columns.end(), t.made_columns.begin(), t.made_columns.end());
    }
    std::sort(columns.begin(), columns.end());
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
    return columns;
  }

  void snapshots(const Values& snapshots) {
    const std::vector<std::string> columns = column_names({"state"});
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
    if (entry != nullptr && !names_.any_lost() && std::find(known.begin(), known.end(), name) == known.end())
      problems_.error(Code::unknown_name, entry->where, characters(name),
                      joined({"there is no substance ", ticked(name)}), "there are: " + listed(known),
                      did_you_mean(name, known));
    const auto* choice = get<Value::Record>(value);
    const double* frames = get<double>(snapshots, "every");
    if (choice != nullptr && given(**choice, "every") && frames != nullptr)
      multiple((*choice)->at("every"), text({"outputs", "snapshots", "substances", name, "every"}), *frames,
               "the time between snapshots");
  }

  /// Has any agent type a behaviour that can bring such events about?
  bool anybody(const EventInfo& event) const {
    return std::any_of(scenario_.types.begin(), scenario_.types.end(), [&](const AgentSpec& type) {
      return std::any_of(type.behaviours.begin(), type.behaviours.end(), [&](const auto& b) {
        const BehaviourInfo* info = scenario_.language->behaviour(b.first);
        return info != nullptr && info->causes(event);
      });
    });
  }

  bool may_leave() const { return open_lattice() || !settled({"lattice", "sides"}); }

  /// Events that nothing in the scenario can bring about.
  void events(const Values& out) {
    const auto* list = get<std::vector<std::string>>(out, "events");
    if (list == nullptr) return;
    const Node* node = text({"outputs", "events"});
    const std::vector<EventInfo> events = scenario_.language->events();
    for (std::size_t i = 0; i < list->size(); ++i) {
      const auto kind = std::find_if(events.begin(), events.end(),
                                     [&](const EventInfo& info) { return (*list)[i] == info.word; });
      if (kind == events.end()) continue;  // told where it is read
      const bool done = anybody(*kind);
      const bool shut = kind->needs == EventInfo::Needs::open_side && !may_leave();
      if (!done || shut)
        unused_at(item_of(node, i), out.at("events").where,
                  joined({"there will be no event ", ticked((*list)[i])}),
                  done ? "no side of the lattice is open" : "no agent type does so");
    }
  }

  // --- endpoints

  void endpoint(const std::string& name, const Values& e) {
    const Node* node = text({"outputs", "endpoints", name});
    const std::optional<double> end = end_of_run();
    const double* lasting = get<double>(e, "lasting");
    if (lasting != nullptr && end && *lasting > *end)
      return unused_at(node, e.at("lasting").where, joined({ticked(name), " cannot be reached"}),
                       "it lasts longer than the run");
    if (!problems_.ok() || !given(e, "when")) return;
    const Value& when = e.at("when");
    const std::optional<Bounds> x = bounds(when, nullptr);
    if (!x || !stands({"outputs", "endpoints", name}, when)) return;
    if (x->only(0))
      unused_at(node, when.where, joined({ticked(name), " cannot be reached"}),
                joined({ticked(when.written), " never holds"}));
    else if (x->never_zero())
      unused_at(node, when.where, joined({ticked(name), " says nothing"}),
                joined({ticked(when.written), " always holds"}));
  }

  // --- what says nothing

  void nothing_said(const Values& out) {
    const auto* series = get<Value::Record>(out, "series");
    const auto* snapshots = get<Value::Record>(out, "snapshots");
    if (series != nullptr) empty_list(**series, "columns", {"outputs", "series", "columns"});
    empty_list(out, "events", {"outputs", "events"});
    if (snapshots == nullptr) return;
    const auto* types = get<std::vector<std::string>>(**snapshots, "types");
    if (types == nullptr) return;
    if (types->empty() && no_substance(**snapshots))
      unused_at(text({"outputs", "snapshots", "types"}), (*snapshots)->at("types").where,
                "there is nothing in the snapshots", "they hold no agent type and no substance");
    else if (const auto* columns = get<std::vector<std::string>>(**snapshots, "columns"))
      columns_of_none(*columns, *types);
  }

  void empty_list(const Values& values, const char* key, const Path& path) {
    const auto* list = get<std::vector<std::string>>(values, key);
    if (list != nullptr && list->empty() && stands(path, values.at(key)))
      unused_at(nullptr, values.at(key).where, joined({ticked(key), " has no effect"}),
                "there is nothing in the list");
  }
  [[nodiscard]] bool no_substance(const Values& snapshots) const {
    const auto* list = get<std::vector<std::string>>(snapshots, "substances");
    const auto* map = get<Value::Record>(snapshots, "substances");
    return names_.substances.empty() || (list != nullptr && list->empty()) ||
           (map != nullptr && (*map)->entries().empty());
  }

  /// Columns of the snapshots that no type which is written has.
  void columns_of_none(const std::vector<std::string>& columns, const std::vector<std::string>& types) {
    const Node* node = text({"outputs", "snapshots", "columns"});
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const bool had = std::any_of(types.begin(), types.end(), [&](const std::string& name) {
        const TypeNames* type = names_.type(name);
        return type != nullptr && (columns[i] == "state" || among(columns[i], type->made_columns) ||
                                   std::any_of(type->columns.begin(), type->columns.end(),
                                               [&](const NamedUnit& c) { return c.name == columns[i]; }));
      });
      if (!had)
        unused_at(item_of(node, i), {}, joined({"the snapshots have no column ", ticked(columns[i])}),
                  joined({"no agent type that they hold has it: ", listed(types)}));
    }
  }
};

}  // namespace

void check_outputs(const Node& root, const Scenario& scenario, const Names& names, Problems& problems) {
  OutputCheck(root, scenario, names, problems).run();
}

}  // namespace tilscape::scenarios::detail
