// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/record/observable.hpp"
#include "engine/step/params.hpp"
#include "engine/step/world.hpp"
#include "proto/frame.hpp"

#include <string>
#include <vector>

namespace tilscape::scenarios {

/// What of the world goes into the snapshots of a run, and how it looks there.
class Framer {
 public:
  struct Choice {
    std::vector<std::string> columns;  ///< names; those that a type has are taken from it
    std::vector<std::string> substances;
  };
  Framer(const Params& params, const Choice& choice);

  /// The lattice, the types with the chosen columns, the chosen substances.
  [[nodiscard]] snapshot::RunHeader header(const Params& params) const;
  /// The world as a frame; rows must be sorted (a Recorder sees them so).
  [[nodiscard]] snapshot::Frame frame(const World& world, const std::vector<Observable>& series) const;

 private:
  struct Type {
    std::vector<std::size_t> columns;
  };
  std::vector<Type> types_;
  std::vector<std::size_t> substances_;
};

}  // namespace tilscape::scenarios
