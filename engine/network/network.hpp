// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/network/flows.hpp"
#include "engine/network/linear.hpp"
#include "engine/rule/program.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

// Compartments and what flows between them: docs/methods/network.md.

namespace tilscape::network {

/// What a network is made of. Its expressions name numbers by Symbol::Kind::scalar and an index: first the
/// states, then the values, then the inputs.
struct Description {
  struct State {
    std::string name;
    std::string unit;         ///< canonical
    double initial = 0;       ///< canonical
    bool amount = true;       ///< that cannot be below 0
    double tolerance = 1e-8;  ///< for one step, relative
    bool drive = false;       ///< the time
  };
  /// A number that follows from others. None of them follows from itself, not by way of others either; the
  /// order of the list does not matter.
  struct Value {
    std::string name;
    std::string unit;
    Program program;
  };
  struct Flow {
    std::string name;
    Program rate;                                        ///< [of the first share / min]
    std::vector<std::pair<std::size_t, double>> shares;  ///< a state, and what a flow of 1 adds to it
  };
  std::vector<State> states;
  std::vector<Value> values;
  std::vector<Flow> flows;
  std::size_t inputs = 0;
};

/// k [1/min], where this rate of a flow is k times a state, whatever else there is.
std::optional<double> proportion(const Description& description, const Program& rate, std::size_t state);

/// The numbers of a network that change. Flows are counted from the start.
struct State {
  std::vector<double> amounts;
  std::vector<double> flowed;
  std::vector<double> steps;  ///< [min] of each component that is integrated in steps of its own: the next
};

/// States that act on each other, directly or by way of others, make a component. One whose flows are all
/// affine in the states, with constant coefficients, goes exactly; any other is integrated whole.
class Network {
 public:
  static constexpr std::size_t most_states = 1000;

  /// Throws UsageError for one that has too many states, or values that follow from themselves.
  explicit Network(Description description);
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;
  ~Network();

  [[nodiscard]] const Description& description() const { return said_; }
  [[nodiscard]] State initial() const;
  /// Is this state in a component that goes exactly?
  [[nodiscard]] bool exact(std::size_t state) const;
  [[nodiscard]] std::size_t components() const { return parts_.size(); }

  /// Advances by an interval [min], with constant inputs, and `enters` [1/min] into each state. Throws
  /// SimulationError where an amount falls below 0, or something is no number, with its name.
  void advance(State& state, std::span<const double> inputs, std::span<const double> enters,
               double interval) const;
  /// All values at these states.
  [[nodiscard]] std::vector<double> values(std::span<const double> amounts,
                                           std::span<const double> inputs) const;
  /// What a program comes to.
  [[nodiscard]] double evaluate(const Program& program, std::span<const double> amounts,
                                std::span<const double> values, std::span<const double> inputs) const;

 private:
  class Part;

  Description said_;
  std::vector<std::size_t> order_;  // of the values: each behind those that it follows from
  std::vector<std::unique_ptr<Part>> parts_;
  std::vector<std::size_t> part_of_;  // each state
};

}  // namespace tilscape::network
