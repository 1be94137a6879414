// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/vessels/wall.hpp"
#include "engine/lattice/lattice.hpp"
#include "engine/network/network.hpp"
#include "engine/step/process.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tilscape::body {

/// A network of the body as a process: doses enter it, time passes, it meets the tissue at the walls of
/// vessels, and the account of everything is kept.
class NetworkProcess final : public Process {
 public:
  /// What is given at once, or over a time: amounts [their units] that enter states.
  struct Dose {
    struct Part {
      std::size_t into = 0;
      double amount = 0;
      std::size_t account = 0;
      std::optional<std::size_t> wall = {};  ///< it goes not into a state, but into the tissue behind a wall
    };
    double start = 0;     ///< [min]; of a treatment that waits, since it has begun
    double duration = 0;  ///< [min]; 0: a bolus
    std::vector<Part> parts = {};
    std::optional<std::size_t> by = {};  ///< the rules that it is given by
    std::vector<Site> sites = {};        ///< of the tissue, into which it goes evenly
    double steady = 0;  ///< [min] above 0: the body is as if it had been given for ever, so far apart
    std::string treatment = {};  ///< for messages about its steady state
  };
  /// Of the doses of a treatment, none of which begins before the one before has ended. Conditions name
  /// numbers as flows do; `hold` leaves a dose out, `stop` all that follow as well; with `when` the treatment
  /// begins in the period at whose start that first holds.
  struct Rules {
    std::string name;
    std::optional<Program> hold = {}, stop = {}, when = {};
  };
  /// What comes to pass at once when a condition begins to hold.
  struct Event {
    std::string name;
    Program when;
    std::optional<Program> amount = {};                     ///< that goes, counted by `flow`
    std::size_t flow = 0;                                   ///< one of the network that never flows by itself
    std::vector<std::pair<std::size_t, Program>> set = {};  ///< states, and what they become
    /// The state whose particles it takes, and flows of what these carry: the same share of that goes.
    std::optional<std::size_t> carrier = {};
    std::vector<std::size_t> carried = {};
  };
  /// What is given of something is what there is of it, and what has gone outside. `states` count it.
  struct Account {
    std::string prefix;  ///< of its lines: "marker."
    std::string unit;
    std::vector<std::size_t> states;
  };
  /// Where a state [nmol] meets the tissue: vessel walls between its level [nM] and a field [nM]. The lattice
  /// stands for a share of the tumour, so what crosses counts 1/share times in the body.
  struct Wall {
    std::size_t state = 0;
    std::size_t level = 0;  ///< number of the value that is its level
    FieldId field = {};
    VesselWall wall;
    std::size_t account = 0;
    std::string line;  ///< of what is in tissue: "tissue"
  };
  /// What the lymph takes from a field [nM] comes into a state [nmol].
  struct Drain {
    FieldId field = {};
    double rate = 0;  ///< [1/min]
    std::size_t state = 0;
    std::size_t account = 0;
    std::optional<std::size_t> from = {};  ///< the account of the field, if it has one
    double site_volume = 0;                ///< [um3]
    std::string line;                      ///< of what has come
    /// In dt [min], from these levels [nM um^3].
    [[nodiscard]] double taken(std::span<const double> mean, double dt) const;
  };
  struct Spec {
    std::string name = "body";
    network::Description network;
    std::vector<std::size_t> counts = {};  ///< inputs: agent types whose living are counted
    std::vector<std::size_t> hidden = {};  ///< states that nobody asks for
    std::vector<Dose> doses = {};
    std::vector<Rules> rules = {};
    std::vector<Account> accounts = {};
    std::vector<Wall> walls = {};
    std::vector<Drain> drains = {};
    std::vector<Event> events = {};
    /// Of the tumour that the lattice stands for, 0 < share <= 1; left out, all of it, and nobody has said
    /// so.
    std::optional<double> share = {};
    std::uint32_t period = 1;
  };
  explicit NetworkProcess(Spec spec);

  [[nodiscard]] ProcessState initial() const override { return start_; }
  [[nodiscard]] Role role(std::size_t number) const override { return roles_[number]; }
  [[nodiscard]] std::string account(std::size_t number) const override;
  [[nodiscard]] std::uint32_t period() const override { return spec_.period; }
  void inject(World& world, const Params& params, std::size_t self, double dt) const override;
  [[nodiscard]] bool exchanges(FieldId field) const override;
  void exchange(FieldId field, const World& world, const Params& params, std::size_t self,
                std::span<double> source, std::span<double> uptake) const override;
  void settle(FieldId field, World& world, const Params& params, std::size_t self,
              std::span<const double> mean, const MassAccount& mass, double dt) const override;

 private:
  /// Places of the lines of an account.
  struct Lines {
    std::size_t given = 0;
    std::optional<std::size_t> outside = {};
    std::vector<std::size_t> tissue = {};                     ///< of its walls
    std::vector<std::size_t> drained = {}, drained_off = {};  ///< what came so, and went to other accounts
    std::optional<std::size_t> degraded = {}, past_sides = {};
    std::size_t unaccounted = 0;
  };

  /// What there is in the states of its accounts, as the dose of a steady state comes. Throws ParameterError,
  /// with the name of the treatment, where there is none.
  [[nodiscard]] std::vector<Dose::Part> steady_state(const Dose& dose) const;
  std::size_t add(const std::string& name, const std::string& unit, double value, Role role);
  void add_account(std::size_t a);
  void enter(std::size_t number, std::size_t a, Role role);
  /// Of rules, behind each other: doses that were left out, whether it has stopped, whether the last dose is
  /// given, since when it has begun [min], below 0: it waits.
  enum Rule : std::size_t { held, stopped, given, begun, rule_numbers };
  /// Of events: how often they came to pass, whether their condition holds.
  enum Happening : std::size_t { happened, holds, event_numbers };
  [[nodiscard]] bool gives(const Dose& dose, std::vector<double>& numbers, const network::State& state,
                           std::span<const double> inputs, bool begins) const;
  [[nodiscard]] bool true_now(const Program& condition, const std::string& whose, const network::State& state,
                              std::span<const double> inputs) const;
  /// When a dose starts, as far as that is known.
  [[nodiscard]] double start_of(const Dose& dose, const std::vector<double>& numbers) const;
  void go(std::vector<double>& numbers, network::State& state, std::span<const double> inputs,
          std::span<const double> enters, double length) const;
  [[nodiscard]] bool begins(const std::vector<double>& numbers, const network::State& state,
                            std::span<const double> inputs) const;
  void come_to_pass(std::vector<double>& numbers, network::State& state,
                    std::span<const double> inputs) const;
  void let(const Event& event, network::State& state, std::span<const double> inputs) const;
  [[nodiscard]] std::vector<double> inputs(const World& world, const Params& params) const;
  [[nodiscard]] std::size_t level(const Wall& wall) const { return first_value_ + wall.level; }
  void advance(std::vector<double>& numbers, const Interval& now, std::span<const double> inputs) const;
  void restate(std::vector<double>& numbers, std::span<const double> inputs) const;

  Spec spec_;
  network::Network network_;
  network::State first_;
  ProcessState start_;
  std::vector<Role> roles_;
  std::map<std::size_t, std::size_t> account_of_;  // of the numbers that are lines of one
  std::size_t first_value_ = 0, first_rule_ = 0, first_event_ = 0, first_injected_ = 0, first_flow_ = 0,
              first_step_ = 0;
  std::vector<Lines> lines_;                       // of each account
  std::vector<std::size_t> tissue_;                // of each wall: the place of its line
  std::vector<std::vector<std::size_t>> drained_;  // of each drain: its lines
  std::vector<std::vector<Dose::Part>> there_;     // of each dose: what it finds there
  std::vector<std::size_t> injected_;              // doses that go into the tissue
  std::vector<std::vector<double>> leaving_;  // of each account, by flow: what a flow of 1 takes out of it
};

}  // namespace tilscape::body
