// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/checkpoint.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// When a run saves its state, and what stays of it.
struct CheckpointPolicy {
  enum class Keep : std::uint8_t { last, all };
  std::uint64_t every = 0;  ///< steps; 0: only by the clock
  double clock = 5;         ///< [min] of wall time between two, at most
  Keep keep = Keep::last;   ///< of those that come every so many steps
};

/// The checkpoints of a run folder: `checkpoints/step-000001440.tcheck`. The newest is never the only one but
/// at the start: the one before stays until the next is whole, and after that too, for the day on which the
/// newest turns out to be damaged.
class Checkpoints {
 public:
  Checkpoints(const std::filesystem::path& run_folder, CheckpointPolicy policy);

  struct Entry {
    std::uint64_t step;
    std::filesystem::path path;
  };
  /// By step, the newest last.
  [[nodiscard]] std::vector<Entry> list() const;

  /// Where that of a step goes. Makes the folder; throws snapshot::WriteError.
  [[nodiscard]] std::string place_for(std::uint64_t step) const;
  /// Removes what the policy does not keep.
  void tidy() const;
  /// A run that goes on from `step` makes the later ones anew.
  void forget_after(std::uint64_t step) const;

  struct Found {
    snapshot::Checkpoint checkpoint;
    std::vector<std::string> damaged;  ///< what is wrong with those that were passed over
  };
  /// The newest whole one at or before a step. Throws snapshot::ReadError when those that are there are all
  /// damaged; nothing when there is none.
  [[nodiscard]] std::optional<Found> newest(std::uint64_t at_most) const;

 private:
  std::filesystem::path folder_;
  CheckpointPolicy policy_;
};

}  // namespace tilscape::scenarios
