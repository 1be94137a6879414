// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Numbers that are possible one by one and make no run together: axes too short for what is said of them,
// steady substances without a sink, clocks that are faster than the step.
#include "engine/base/math.hpp"
#include "engine/base/text.hpp"
#include "engine/population/identity.hpp"
#include "scenarios/read/detail/check.hpp"

#include <array>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::scenarios::detail {

namespace {

constexpr std::array<const char*, 3> axes = {"x", "y", "z"};
/// Above this share of the cells acting in a step, what happens within it is lost.
constexpr double most_in_a_step = 0.5;

class NumberCheck : Check {
 public:
  using Check::Check;

  void run() {
    periods();
    if (const Values* lattice = section("lattice")) read_axes(*lattice);
    if (!sites_.empty()) sides_of_lattice();
    each(section("substances"), [&](const std::string& name, const Values& s) { sides_of(name, s); });
    for (const AgentSpec& type : scenario_.types) clocks(type);
  }

 private:
  // --- periods

  [[nodiscard]] double step() const {
    const Values* time = section("time");
    const double* step = time == nullptr ? nullptr : get<double>(*time, "step");
    return step == nullptr ? 0 : *step;
  }

  void periods() {
    const Values* time = section("time");
    if (time == nullptr || !(step() > 0)) return;
    if (const double* end = get<double>(*time, "end");
        end != nullptr && !countable(time->at("end"), {"time", "end"}))
      endless_ = *end;
    if (const auto* list = get<Value::Record>(*time, "periods"))
      for (const auto& [name, value] : (*list)->entries())
        rhythm(value, {"time", "periods", name}, joined({ticked(name), " never acts"}));
    each(section("substances"), [&](const std::string& name, const Values& s) {
      if (given(s, "every"))
        rhythm(s.at("every"), {"substances", name, "every"}, joined({ticked(name), " never acts"}));
    });
    const Values* outputs = section("outputs");
    if (outputs == nullptr) return;
    for (const std::string kind : {"series", "snapshots", "checkpoints"})
      if (const auto* entry = get<Value::Record>(*outputs, kind); entry != nullptr && given(**entry, "every"))
        rhythm((*entry)->at("every"), {"outputs", kind, "every"},
               joined({ticked(joined({kind, ".every"})), " has no effect"}));
    const auto* snapshots = get<Value::Record>(*outputs, "snapshots");
    const auto* map = snapshots == nullptr ? nullptr : get<Value::Record>(**snapshots, "substances");
    if (map != nullptr)
      each(map->get(), [&](const std::string& name, const Values& s) {
        if (given(s, "every"))
          rhythm(s.at("every"), {"outputs", "snapshots", "substances", name, "every"},
                 joined({"only the first snapshot holds ", ticked(name)}));
      });
  }

  /// What comes again and again, comes in this run.
  void rhythm(const Value& value, const Path& path, std::string otherwise) {
    if (!countable(value, path)) return;
    const double* x = get<double>(value);
    const std::optional<double> end = end_of_run();
    if (x != nullptr && end && *end > 0 && *x > *end && stands(path, value) && settled({"time", "end"}))
      unused_at(text_at(path), value.where, std::move(otherwise), "its period is longer than the run");
  }

  /// Steps are counted; none is beyond the longest run. A default that is comes in no run, and what is no
  /// longer than an end that is beyond it follows from that.
  bool countable(const Value& value, const Path& path) {
    const double* x = get<double>(value);
    if (x == nullptr || *x / step() <= static_cast<double>(last_step)) return true;
    if (value.is_default || *x <= endless_) return false;
    error_at(text_at(path), value.where, Code::out_of_range,
             fmt::format("{} is {:.3g} steps, and the longest run has {}", ticked(value.written), *x / step(),
                         last_step),
             fmt::format("a step is {:g} min", step()));
    return false;
  }

  // --- axes

  void read_axes(const Values& lattice) {
    const auto* size = get<std::vector<double>>(lattice, "size");
    const auto* sites = get<std::vector<double>>(lattice, "sites");
    const double* spacing = get<double>(lattice, "spacing");
    if ((size == nullptr) == (sites == nullptr) || spacing == nullptr) return;
    for (const double x : size != nullptr ? *size : *sites)
      sites_.push_back(size != nullptr ? std::max(1.0, std::round(x / *spacing)) : x);
    if (sites_.size() != 2 && sites_.size() != 3) sites_.clear();
  }
  [[nodiscard]] bool flat() const { return sites_.size() == 2 || sites_[2] == 1; }
  /// Three lengths with one layer: whoever gives it a third may think that it has a third axis.
  [[nodiscard]] bool one_layer() const { return sites_.size() == 3 && sites_[2] == 1; }

  /// The node of a side, or of what it falls back to.
  [[nodiscard]] const Node* side_node(const Node* sides, std::initializer_list<std::string> keys) const {
    if (sides == nullptr || !sides->map()) return sides;
    for (const std::string& key : keys)
      if (const Node* node = sides->find(key)) return node;
    return sides;
  }

  void sides_of_lattice() {
    const auto* sides = get<Value::Record>(*section("lattice"), "sides");
    if (sides == nullptr) return;
    const Node* node = text({"lattice", "sides"});
    const Location where = section("lattice")->at("sides").where;
    std::array<const std::string*, 3>
        words{};  // one may be that of several axes: what stands against each is told
    for (std::size_t a = 0; a < axes.size(); ++a)
      words[a] = get<std::string>(**sides, (*sides)->has(axes.at(a)) ? axes.at(a) : "all");
    for (std::size_t a = 0; a < axes.size(); ++a) {
      const bool own = (*sides)->has(axes.at(a));
      const std::string* word = words[a];
      if (word == nullptr || *word == "closed") continue;
      const Node* here = side_node(node, {axes.at(a), "all"});
      if (a == 2 && flat()) {
        if (own || (one_layer() && *word == "open")) no_z(here, where, *word, own, "closed");
      } else if (*word == "periodic" && sites_[a] < 3) {
        error_at(
            here, where, Code::out_of_range,
            fmt::format("a periodic axis has three sites or more, and {} has {:g}", axes.at(a), sites_[a]),
            "a cell would be its own neighbour, or that of another one twice",
            fmt::format("Write `sides: {{ {}: closed }}`, or more sites", axes.at(a)));
      }
    }
  }

  void no_z(const Node* node, const Location& where, const std::string& said, bool own, const char* shut) {
    error_at(node, where, Code::out_of_range,
             joined({"the lattice has ", one_layer() ? "one layer" : "two axes",
                     ", and no z sides that could be ", ticked(said)}),
             one_layer() ? "one layer is a 2D section: nothing passes above and below it" : "",
             own ? "Leave it out, or give the lattice a third length"
                 : fmt::format("Write two lengths, or `z: {}`", shut));
  }

  void sides_of(const std::string& name, const Values& substance) {
    const auto* sides = get<Value::Record>(substance, "sides");
    if (sides == nullptr) return;
    const Values& s = **sides;
    const Node* node = text({"substances", name, "sides"});
    const Location where = substance.at("sides").where;
    for (const std::string axis : axes) {
      const auto key = [&](const char* end) {
        return s.has(axis + end) ? axis + end : s.has(axis) ? axis : std::string("all");
      };
      const std::array<std::string, 2> keys = {key("_low"), key("_high")};
      if (!s.has(keys[0]) || !s.has(keys[1])) continue;
      const std::array<bool, 2> periodic = {is_word(s, keys[0], "periodic"), is_word(s, keys[1], "periodic")};
      if (axis == "z" && !sites_.empty() && flat()) {
        for (const std::string& k : keys) {
          const bool open = get<double>(s, k) != nullptr || is_word(s, k, "periodic");
          const bool held = get<double>(s, k) != nullptr;
          if (k == "all" ? !one_layer() || !held : !open) continue;
          no_z(side_node(node, {k}), where, s.at(k).written, k != "all", "no_flux");
          break;
        }
      } else if (periodic[0] != periodic[1]) {
        error_at(side_node(node, {periodic[0] ? keys[0] : keys[1], keys[0], keys[1]}), where, Code::one_of,
                 joined({"one side of ", axis, " is periodic and the other is not"}),
                 "what leaves over one side comes in over the other");
      }
    }
  }

  [[nodiscard]] bool is_word(const Values& values, const std::string& key, std::string_view word) const {
    const auto* said = get<std::string>(values, key);
    return said != nullptr && *said == word;
  }

  // --- clocks

  [[nodiscard]] double period_of(const AgentSpec& type) const {
    const Values* time = section("time");
    const auto* list = time == nullptr ? nullptr : get<Value::Record>(*time, "periods");
    const double* own = list == nullptr ? nullptr : get<double>(**list, type.name);
    return own != nullptr ? *own : step();
  }

  void clocks(const AgentSpec& type) {
    const double dt = period_of(type);
    if (!(dt > 0)) return;
    for (const Deed& deed : deeds(type)) hazards(type, deed, dt);
  }

  /// The rates of a behaviour, each with the pace by which all of them are multiplied.
  void hazards(const AgentSpec& type, const Deed& deed, double dt) {
    const Value* pace = nullptr;
    double times = 1;
    const auto each_hazard = [&](const auto& f) {
      for (const ParameterInfo& info : deed.parameters)
        if (info.hazard && deed.values.has(info.name))
          if (const auto x = constant(deed.values.at(info.name), type))
            f(info, deed.values.at(info.name), *x);
    };
    each_hazard([&](const ParameterInfo& info, const Value& value, double x) {
      if (!info.unit.empty()) return;
      pace = &value;
      times *= x;
    });
    each_hazard([&](const ParameterInfo& info, const Value& value, double x) {
      if (info.unit.empty() || !(x > 0)) return;
      const double rate = info.unit == "min" ? 1 / x : x;
      const bool alone = pace == nullptr || math::chance(rate, dt) > most_in_a_step;
      clock(type, deed.info.name, alone ? value : *pace, rate * times, dt);
    });
  }

  /// A rate [1/min] and the time between two acts of the type [min].
  void clock(const AgentSpec& type, const std::string& verb, const Value& value, double rate, double dt) {
    const double share = math::chance(rate, dt);
    if (!(share > most_in_a_step)) return;
    warn_at(
        nullptr, value.is_default ? type.where : value.where,
        fmt::format("{} is fast for a step of {:g} min: `{}` would happen to {:.3g} % of the cells in each",
                    ticked(value.written), dt, verb, 100 * share),
        fmt::format("a cell of `{}` acts at most once in a step", type.name),
        fmt::format("A period of {:.2g} min or less follows it", 0.1 / rate));
  }

  double endless_ = -1;        // [min], of a run that is too long
  std::vector<double> sites_;  // along the axes; empty: not known
};

}  // namespace

void check_numbers(const Node& root, const Scenario& scenario, const Names& names, Problems& problems) {
  NumberCheck(root, scenario, names, problems).run();
}

}  // namespace tilscape::scenarios::detail
