// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/body/designs.hpp"
#include "agents/body/medicines.hpp"
#include "agents/body/systems/params.hpp"
#include "agents/body/systems/process.hpp"
#include "agents/body/systems/text.hpp"
#include "agents/body/treatments.hpp"
#include "engine/part/assembly.hpp"
#include "engine/part/time.hpp"
#include "engine/rule/program.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tilscape::body {

/// What a name in a system stands for.
struct Named {
  enum class Kind : std::uint8_t { value, species, level, variable };
  Kind kind = Kind::value;
  std::size_t system = 0;
  std::string name;       ///< within its system; of a level that of its species
  Text is;                ///< a value; what a state starts with; a volume
  std::string key;        ///< for messages: "values.ktr"
  bool done = false;      ///< it has its unit
  std::size_t index = 0;  ///< of its state or value
  std::optional<double> constant = {};
  Dimension dimension = {};
};

/// The systems of a scenario on their way to one network. Every name gets its unit from what defines it:
/// names are taken in an order in which each comes behind those that it follows from. What is refused hides
/// nothing of the rest.
class Draft {
 public:
  struct Said : Parameters {
    using Parameters::Parameters;
    Map<ModelParams> models{this, {.name = "models"}};
    Map<SystemParams> systems{this, {.name = "systems"}};
    Map<DrugParams> drugs{this, {.name = "drugs"}};
    Map<ParticleParams> particles{this, {.name = "particles"}};
    Map<VaccineParams> vaccines{this, {.name = "vaccines"}};
    Map<TreatmentParams> treatments{this, {.name = "treatments"}};
    Parameter<BodyParams> body{this, {.name = "body"}};
    Parameter<TimeParams> time{this, {.name = "time"}};
  };
  struct System {
    SystemText said;
    Symbols symbols;
    bool counted = true;  ///< of particles: is their number followed?
  };
  /// A flow that takes particles along.
  struct Taken {
    std::size_t flow;
    const Named* from;
    const Named* to;  ///< nullptr: outside
    Text rate;
  };
  /// A species, and how much of it.
  struct Leg {
    const Named* species;
    double amount;
  };

  Draft(Assembly& out, const Designs& designs);

  /// All names with their units, and the states and values that they are. Is there anything?
  bool name_all();

  [[nodiscard]] Assembly& out() { return out_; }
  [[nodiscard]] const Said& said() const { return said_; }
  [[nodiscard]] const Designs& designs() const { return designs_; }
  [[nodiscard]] NetworkProcess::Spec& spec() { return spec_; }
  [[nodiscard]] std::vector<System>& systems() { return systems_; }
  [[nodiscard]] const std::vector<Named>& names() const { return names_; }
  /// The system that is of a medicine.
  [[nodiscard]] std::optional<std::size_t> system_of(const std::string& medicine) const;
  /// nullptr: there is no such name in the system, or it is refused.
  [[nodiscard]] const Named* find(std::size_t system, const std::string& name) const;

  /// `of`: whose it is, for messages.
  std::optional<Leg> leg(std::size_t s, const std::string& said, const Location& where,
                         const std::string& key, const std::string& of);
  /// Doses and the tissue go by species of the system itself: its account is kept.
  bool is_own(std::size_t s, const Leg& leg, const Text& said, const std::string& key);
  /// An expression of this dimension; what is said against it is told.
  std::optional<Program> program(std::size_t s, const Text& is, const std::string& what, const Dimension& of);
  /// From which species to which: what a flow of 1 adds to each. `dimension`: of the first.
  struct Legs {
    std::vector<std::pair<std::size_t, double>> shares;
    std::vector<Leg> from, to;
    Dimension dimension;
  };
  std::optional<Legs> legs(std::size_t s, const std::vector<std::string>& from, const Location& from_at,
                           const std::vector<std::string>& to, const Location& to_at, const std::string& key,
                           const Text& of);
  /// Has somebody said it, the system or one of its models?
  bool is_said(const Text& is, const char* what, const std::string& key);

  /// A part of the work, so that what stands against it hides nothing of the rest.
  template <class Part>
  void apart(const Location& where, const Part& part) {
    if (!out_.refusals.attempt(where, part)) refused_ = true;
  }
  void refuse(const Location& where, std::string what, Code code = Code::cannot_build);
  /// It is told elsewhere.
  void told_elsewhere() { refused_ = true; }

  /// Keys by which nothing acts are asked for no longer.
  void unask(const std::vector<std::string>& path) const;

  /// Everything has been named: what nobody follows is said. Does nothing stand against it?
  bool settled();
  /// Of what is refused only the names stay, so that nobody else misses them.
  void forget();
  /// Gives the inputs of all programs their places: behind each other states, values, counts of cells.
  void number();
  template <class Do>
  void each_program(const Do& act) {
    for (auto& value : spec_.network.values) act(value.program);
    for (auto& flow : spec_.network.flows) act(flow.rate);
    for (auto& rules : spec_.rules)
      for (auto* condition : {&rules.hold, &rules.stop, &rules.when})
        if (*condition) act(**condition);
    for (auto& event : spec_.events) {
      act(event.when);
      if (event.amount) act(*event.amount);
      for (auto& [state, becomes] : event.set) act(becomes);
    }
  }
  /// Takes out what is dropped, when nothing names it.
  void drop();

  std::vector<Taken> taken;
  std::set<std::size_t> moved_at_once;  ///< states whose particles events take
  /// Of the network.
  struct {
    std::set<std::size_t> states, values, flows;
  } dropped;

  /// Before their places are known, values and counts of cells are marked.
  static constexpr std::uint32_t marked_value = 1U << 20;
  static constexpr std::uint32_t marked_input = 1U << 21;

 private:
  void add_name(std::size_t system, Named::Kind kind, const std::string& name, Text is, const char* map);
  void add_names();
  void add_designs();
  void add_body();
  void settle(std::size_t n);
  void settle_word(std::size_t system, const std::string& word);
  bool define(std::size_t n);
  void publish(const Named& named);
  std::optional<Typed> typed(std::size_t system, const Text& is, const std::string& key);
  void refuse_expression(std::size_t s, const Text& is, const ExpressionError& error,
                         const std::string& what);
  [[nodiscard]] bool follows_from_lost(std::size_t system, std::string_view text) const;
  void follow(std::size_t system, const Text& is);
  void has_no_effect(const Named& number);
  template <class Look>
  void each_text(const System& system, const Look& look) const;

  Assembly& out_;
  const Designs& designs_;
  Said said_;
  std::vector<System> systems_;
  std::vector<Named> names_;
  std::map<std::pair<std::size_t, std::string>, std::size_t> place_;  // of a name as a system says it
  std::vector<std::size_t> path_;
  std::set<std::size_t> lost_;
  std::set<std::size_t> followed_;  // somebody names them
  std::set<std::string> told_;
  std::set<std::pair<std::size_t, std::string>> misnamed_;
  NetworkProcess::Spec spec_{.name = "body", .network = {}};
  bool refused_ = false;
};

/// How a level is called.
std::string level_of(const std::string& species);
/// The names that an expression may follow from: words with dots, calls with their argument.
std::vector<std::string> words_of(std::string_view text);

}  // namespace tilscape::body
