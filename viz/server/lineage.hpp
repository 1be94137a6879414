// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "viz/server/run.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace tilscape::viz {

/// Who descends from whom in a run, by the events that its snapshots hold. They are read once, frame by
/// frame; all functions may be called from any thread.
class Lineage {
 public:
  /// A cell with its ancestors and descendants, the nearest ones of each; `cells` is empty until the events
  /// of all frames have been read, of which one question reads some (`read` of `frames`).
  nlohmann::json of(const Run& run, std::uint64_t id);

 private:
  struct Life {
    std::optional<std::uint64_t> parent;
    std::optional<std::uint64_t> born;   // step of its birth or of its coming in
    std::optional<std::uint64_t> ended;  // step
    std::uint64_t named = 0;             // step of the first event that names it
    std::uint8_t type = 0;
    bool killed = false;
    std::vector<std::uint64_t> daughters;  // in the order of their births
  };

  void read(const Run& run);
  void take(const snapshot::Event& event, const snapshot::EventKindInfo& kind);
  [[nodiscard]] nlohmann::json tree(const Run& run, std::uint64_t id) const;
  Life& life_of(std::uint64_t id, const snapshot::Event& event);

  std::mutex mutex_;
  std::size_t frames_read_ = 0;
  std::size_t events_ = 0;
  std::unordered_map<std::uint64_t, Life> lives_;
};

}  // namespace tilscape::viz
