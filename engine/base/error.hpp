// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <stdexcept>
#include <string>

namespace tilscape {

/// The caller asked for something that cannot be: a contract of the API is broken.
struct UsageError : std::logic_error {
  using std::logic_error::logic_error;
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
