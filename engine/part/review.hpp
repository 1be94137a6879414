// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/text.hpp"
#include "engine/base/values.hpp"
#include "engine/part/agent_spec.hpp"
#include "engine/part/code.hpp"
#include "engine/rule/bounds.hpp"

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace tilscape {

struct BehaviourInfo;
struct ParameterInfo;

/// Where something is written, or that it is not.
struct Spot {
  Location where;
  int length = 1;  ///< characters
  bool written = false;
  explicit operator bool() const { return written; }
};

/// Parameters of a behaviour that belong together: all of it, or an entry of its map.
struct Deed {
  const BehaviourInfo& info;
  std::string entry;  ///< empty: all of it
  const std::vector<ParameterInfo>& parameters;
  const Values& values;
  bool rule = false;  ///< an entry that stands among the rules of its type

  /// For messages.
  [[nodiscard]] std::string name() const;
  /// Where a parameter of it is said.
  [[nodiscard]] std::vector<std::string> path(const std::string& type, const std::string& parameter) const;
};

/// What a part of the language looks at when it says what stands against a scenario: the values that have
/// been read, where they are written, and what other runs of it have.
class Review {
 public:
  using Path = std::vector<std::string>;

  Review(const Values& root, const std::vector<AgentSpec>& types) : said_(root), types_(types) {}
  Review(const Review&) = delete;
  Review& operator=(const Review&) = delete;
  virtual ~Review() = default;

  [[nodiscard]] const Values& root() const { return said_; }
  [[nodiscard]] const std::vector<AgentSpec>& types() const { return types_; }
  [[nodiscard]] const AgentSpec* type(std::string_view name) const;
  /// The values of a behaviour of a type, or nullptr.
  static const Values* behaviour(const AgentSpec& type, std::string_view verb);

  // Values. One at which an error stands says nothing more: what follows from it would be told for nothing.
  // Maps and lists are no such values, since they begin where their first entry does.

  template <class T>
  [[nodiscard]] const T* get(const Value& value) const {
    constexpr bool single = !std::is_same_v<T, Value::Record> &&
                            !std::is_same_v<T, std::vector<Value::Record>> &&
                            !std::is_same_v<T, std::vector<std::string>>;
    return single && refused_at(value.where) ? nullptr : std::get_if<T>(&value.data);
  }
  template <class T>
  [[nodiscard]] const T* get(const Values& values, std::string_view name) const {
    return values.has(name) ? get<T>(values.at(name)) : nullptr;
  }
  /// Said, be it refused.
  static bool given(const Values& values, std::string_view name);
  [[nodiscard]] const Values* section(std::string_view name) const { return record(said_, name); }
  /// Of a map of maps.
  [[nodiscard]] const Values* entry(std::string_view section_name, std::string_view name) const {
    const Values* map = section(section_name);
    return map == nullptr ? nullptr : record(*map, name);
  }
  [[nodiscard]] const Values* record(const Values& values, std::string_view name) const {
    const auto* found = get<Value::Record>(values, name);
    return found == nullptr ? nullptr : found->get();
  }
  /// The values of a map of maps.
  template <class F>
  void each(const Values* map, const F& f) const {
    if (map == nullptr) return;
    for (const auto& [name, value] : map->entries())
      if (const auto* one = std::get_if<Value::Record>(&value.data)) f(name, **one);
  }
  /// [min], if it is known.
  [[nodiscard]] std::optional<double> end_of_run() const;
  /// Has the lattice a side over which cells leave?
  [[nodiscard]] bool open_lattice() const;
  /// So many cells of a type alone fit on a site; nullopt when it is not settled.
  [[nodiscard]] std::optional<double> on_a_site(const std::string& type) const;

  /// What a number or an expression without names comes to; of a distribution its mean, or its lower end.
  [[nodiscard]] virtual std::optional<double> constant(const Value& value, const AgentSpec& type) const = 0;
  /// Between what a value lies in every run: levels, counts and the time are not below 0, the time not above
  /// the end. nullopt when it is no number. `type`: whose cells an expression is of, or none; `deed`: of
  /// which behaviour, whose cells are in certain states.
  [[nodiscard]] virtual std::optional<Bounds> bounds(const Value& value, const AgentSpec* type,
                                                     const Deed* deed = nullptr) const = 0;
  /// Can expressions name a column that a behaviour makes, or does an output hold it?
  [[nodiscard]] bool can_be_seen(const AgentSpec& type, const std::string& column) const;
  /// Is a parameter of it 0 in every run?
  [[nodiscard]] bool nothing(const AgentSpec& type, const Deed& deed, std::string_view key) const;

  // Deeds and states.

  [[nodiscard]] virtual std::vector<Deed> deeds(const AgentSpec& type) const = 0;
  [[nodiscard]] virtual std::vector<std::string> living_states(const AgentSpec& type) const = 0;
  /// In which a behaviour acts.
  [[nodiscard]] std::vector<std::string> begins_in(const AgentSpec& type, const Deed& deed) const;
  /// That a behaviour leads to.
  [[nodiscard]] std::vector<std::string> ends_in(const Deed& deed) const;
  /// These states, and those that behaviours lead to from them; `only`: the one that is looked at, or any.
  [[nodiscard]] std::set<std::string> led_to(const AgentSpec& type, std::set<std::string> reached,
                                             std::string_view only = {}) const;

  /// States in which a cell of the type can come to be: from the start on, by what its behaviours and those
  /// of others do.
  [[nodiscard]] std::set<std::string> reached_states(const AgentSpec& type) const;

  // Names.

  /// That are defined of this kind ("drug").
  [[nodiscard]] virtual const std::vector<std::string>& names(std::string_view kind) const = 0;
  /// Are there some that nobody knows, since what defines them is refused?
  [[nodiscard]] virtual bool names_lost() const = 0;

  // Text.

  /// Of a value.
  [[nodiscard]] virtual Spot spot(const Path& path) const = 0;
  /// Of the last key of a path.
  [[nodiscard]] virtual Spot key(const Path& path) const = 0;
  /// Of the i-th item of a list; of the value, where it is no such list.
  [[nodiscard]] virtual Spot item(const Path& path, std::size_t i) const = 0;
  /// Of the map at a path, and whether there is one.
  [[nodiscard]] virtual std::optional<std::vector<std::string>> keys(const Path& path) const = 0;
  /// A single value as it is written, if there is one.
  [[nodiscard]] virtual std::optional<std::string> written(const Path& path) const = 0;
  /// Single values as they are written below the entries of a map, in this scenario and each of its variants.
  [[nodiscard]] virtual std::vector<std::string> written_anywhere(const Path& map,
                                                                  std::string_view key) const = 0;
  /// Of the scenario's own file? A part is made for others as well.
  [[nodiscard]] virtual bool own(const Location& where) const = 0;
  /// Before anything is laid over it on the command line.
  [[nodiscard]] virtual bool of_scenario(const Location& where) const = 0;

  // What is switched off on purpose is not told: a control differs from the scenario by a value that a
  // variant, the ensemble or the command line gives.

  /// Does neither of them give a value of its own here, nor to a parameter or an agent type that it is taken
  /// from?
  [[nodiscard]] virtual bool settled(const Path& path) const = 0;
  /// Is the value settled, and said by the scenario's own file?
  [[nodiscard]] bool stands(const Path& path, const Value& value) const {
    return own(value.where) && settled(path);
  }

  // What is told: at a spot, else at another place.

  [[nodiscard]] virtual bool refused_at(const Location& where) const = 0;
  /// Has nothing been told against the scenario yet?
  [[nodiscard]] virtual bool sound() const = 0;
  virtual void tell(Severity severity, Code code, const Location& where, int length, std::string problem,
                    std::string why, std::string suggestion) = 0;

  void error(const Spot& spot, const Location& otherwise, Code code, std::string problem,
             std::string why = {}, std::string suggestion = {}) {
    told(Severity::error, code, spot, otherwise, std::move(problem), std::move(why), std::move(suggestion));
  }
  void warn(const Spot& spot, const Location& otherwise, std::string problem, std::string why,
            std::string suggestion = {}) {
    told(Severity::warning, Code::implausible, spot, otherwise, std::move(problem), std::move(why),
         std::move(suggestion));
  }
  void unused(const Spot& spot, const Location& otherwise, std::string problem, std::string why) {
    told(Severity::warning, Code::unused, spot, otherwise, std::move(problem), std::move(why), {});
  }
  /// At the value itself.
  void unused(const Value& value, std::string problem, std::string why) {
    tell(Severity::warning, Code::unused, value.where, std::max(1, characters(value.written)),
         std::move(problem), std::move(why), {});
  }
  /// A value of a deed that others make void; `causes`: the parameters that do so, and no run has others.
  void void_at(const AgentSpec& type, const Deed& deed, const std::string& key,
               std::initializer_list<std::string> causes, std::string why);
  /// Does it do nothing, since all of these are 0?
  bool all_nothing(const AgentSpec& type, const Deed& deed, const std::vector<std::string>& keys);
  /// A column that is 0 in every cell and stays so: what is induced is a multiple of what is there, and what
  /// acts by it does nothing. Is it so?
  bool zero_column(const AgentSpec& type, const Deed& deed, const AgentSpec& owner, const std::string& name);
  /// Told at a value of a deed that stands in the scenario, else at the behaviour.
  void tell_deed(const AgentSpec& type, const Deed& deed, std::string_view key, std::string problem,
                 std::string why);

  static bool among(std::string_view name, const std::vector<std::string>& list) {
    return std::find(list.begin(), list.end(), name) != list.end();
  }

 private:
  void told(Severity severity, Code code, const Spot& spot, const Location& otherwise, std::string problem,
            std::string why, std::string suggestion) {
    tell(severity, code, spot.written ? spot.where : otherwise, spot.written ? spot.length : 1,
         std::move(problem), std::move(why), std::move(suggestion));
  }

  const Values& said_;
  const std::vector<AgentSpec>& types_;
};

}  // namespace tilscape
