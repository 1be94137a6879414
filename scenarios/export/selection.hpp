// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/reader.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// Something was chosen that the snapshots do not have.
struct ChoiceError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Names to take; nothing given: all, the one name `none`: nothing.
struct ExportChoice {
  std::vector<std::string> types;
  std::vector<std::string> columns;
  std::vector<std::string> substances;
};

/// The part of a run that is exported: snapshots as if the run had had nothing else.
class Selection {
 public:
  /// Throws ChoiceError.
  Selection(const snapshot::RunHeader& whole, const ExportChoice& choice);

  [[nodiscard]] const snapshot::RunHeader& header() const { return header_; }
  /// The same part of a frame, with one table for each type, also for one that has no agents.
  [[nodiscard]] snapshot::Frame of(snapshot::Frame whole) const;

 private:
  struct Type {
    std::size_t type;                  ///< in the snapshots
    std::vector<std::size_t> columns;  ///< of that type there
  };

  snapshot::RunHeader header_;
  std::vector<Type> types_;
  std::vector<std::uint32_t> substances_;
};

/// Numbers of the frames that are meant by `all`, `first`, `last` and times ("7 d": the nearest one), rising.
/// Throws ChoiceError, snapshot::NoFrameThere, and snapshot::ReadError when there is no frame.
std::vector<std::size_t> chosen_frames(const snapshot::Reader& reader, const std::vector<std::string>& at);

}  // namespace tilscape::scenarios
