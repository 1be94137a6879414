// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace tilscape {

/// The caller asked for something that cannot be: a contract of the API is broken.
struct UsageError : std::logic_error {
  using std::logic_error::logic_error;
};

/// A parameter cannot be what it is: `parameter` is its name in the Values it was read from, with dots into
/// maps.
struct ParameterError : UsageError {
  ParameterError(std::string name, const std::string& what) : UsageError(what), parameter(std::move(name)) {}
  std::string parameter;
};

/// A run went wrong: the message carries step, phase and behaviour (or field).
struct SimulationError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A file or another input could not be read or written; the message names it.
struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace tilscape
