// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/vessels/wall.hpp"
#include "engine/network/network.hpp"
#include "engine/step/process.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tilscape::body {

/// A network of the body as a process: doses enter it, time passes, it meets the tissue at the walls of
/// vessels, and the account of everything is kept.
class NetworkProcess final : public Process {
 public:
  /// An amount that enters a state [its unit], at once or over a time.
  struct Dose {
    double start = 0;  ///< [min]
    double amount = 0;
    double duration = 0;  ///< [min]; 0: a bolus
    std::size_t into = 0;
    std::size_t account = 0;
    std::optional<std::size_t> by = {};  ///< the rules that it is given by
  };
  /// Of the doses of a treatment, none of which begins before the one before has ended. Conditions name
  /// numbers as flows do; `hold` leaves a dose out, `stop` all that follow as well.
  struct Rules {
    std::string name;
    std::optional<Program> hold = {}, stop = {};
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
    double degradation = 0;  ///< [1/min] in tissue, of the field's decay; the rest of it is release
    double release = 0;      ///< [1/min] of the field's decay: it goes on in the field `into`
    std::optional<FieldId> into = {};
    std::size_t account = 0;
    std::string line;  ///< of what is in tissue: "tissue"
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
    /// Of the tumour that the lattice stands for, 0 < share <= 1; left out, all of it, and nobody has said
    /// so.
    std::optional<double> share = {};
    std::uint32_t period = 1;
  };
  explicit NetworkProcess(Spec spec);

  [[nodiscard]] ProcessState initial() const override { return start_; }
  [[nodiscard]] Role role(std::size_t number) const override { return roles_[number]; }
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
    std::vector<std::size_t> tissue = {};  ///< of its walls
    std::optional<std::size_t> degraded = {}, past_sides = {};
    std::size_t unaccounted = 0;
  };

  std::size_t add(const std::string& name, const std::string& unit, double value, Role role);
  void add_account(std::size_t a);
  /// Of rules, behind each other: doses that were left out, whether it has stopped, whether the last dose is
  /// given.
  enum Rule : std::size_t { held, stopped, given, rule_numbers };
  [[nodiscard]] bool gives(const Dose& dose, std::vector<double>& numbers, const network::State& state,
                           std::span<const double> inputs, bool begins) const;
  [[nodiscard]] std::vector<double> inputs(const World& world, const Params& params) const;
  [[nodiscard]] std::size_t level(const Wall& wall) const { return first_value_ + wall.level; }
  void advance(std::vector<double>& numbers, const Interval& now, std::span<const double> inputs) const;
  void restate(std::vector<double>& numbers, std::span<const double> inputs) const;

  Spec spec_;
  network::Network network_;
  network::State first_;
  ProcessState start_;
  std::vector<Role> roles_;
  std::size_t first_value_ = 0, first_rule_ = 0, first_flow_ = 0, first_step_ = 0;
  std::vector<Lines> lines_;                  // of each account
  std::vector<std::size_t> tissue_;           // of each wall: the place of its line
  std::vector<std::vector<double>> leaving_;  // of each account, by flow: what a flow of 1 takes out of it
};

}  // namespace tilscape::body
