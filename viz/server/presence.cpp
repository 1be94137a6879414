// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/presence.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>

namespace tilscape::viz {
namespace {

constexpr double same_time = 1e-6;  // [min]

/// The time of the last frame at or before a time that any of the runs has; else of the first of all.
double time_of_frames(const std::deque<Run>& runs, const PresenceChoice& choice) {
  double first = std::numeric_limits<double>::infinity();
  double last = -first;
  for (const std::size_t number : choice.runs)
    for (const auto& frame : runs[number].frames()) {
      first = std::min(first, frame.time);
      if (frame.time <= choice.time + same_time) last = std::max(last, frame.time);
    }
  return std::max(first, last);
}

std::optional<std::size_t> frame_of(const Run& run, double time) {
  const auto frames = run.frames();
  const auto found = std::find_if(frames.begin(), frames.end(), [&](const snapshot::FrameInfo& frame) {
    return std::abs(frame.time - time) <= same_time;
  });
  if (found == frames.end()) return std::nullopt;
  return static_cast<std::size_t>(found - frames.begin());
}

void require_same_lattice(const snapshot::LatticeInfo& a, const snapshot::LatticeInfo& b) {
  const auto origin = [](const snapshot::LatticeInfo& lattice) {
    return lattice.whole ? lattice.whole->origin : std::array<std::uint32_t, 3>{};
  };
  if (a.nx != b.nx || a.ny != b.ny || a.nz != b.nz || a.spacing != b.spacing || origin(a) != origin(b))
    throw std::invalid_argument("runs on different lattices have no sites in common");
}

struct Kind {
  std::uint32_t type;
  std::optional<std::uint8_t> state;
};

Kind kind_of(const snapshot::RunHeader& header, const PresenceChoice& choice) {
  for (std::uint32_t type = 0; type < header.agents.size(); ++type) {
    if (header.agents[type].name != choice.type) continue;
    if (choice.state.empty()) return {type, std::nullopt};
    const auto& states = header.agents[type].states;
    for (std::size_t state = 0; state < states.size(); ++state)
      if (states[state].name == choice.state) return {type, static_cast<std::uint8_t>(state)};
  }
  throw std::invalid_argument("a run has no cells of the kind `" + choice.type +
                              (choice.state.empty() ? "" : "." + choice.state) + "`");
}

}  // namespace

Presence presence_of(std::deque<Run>& runs, const PresenceChoice& choice) {
  if (choice.runs.empty() || *std::max_element(choice.runs.begin(), choice.runs.end()) >= runs.size())
    throw std::invalid_argument("there are no such runs");
  const snapshot::LatticeInfo& lattice = runs[choice.runs.front()].header().lattice;
  const std::array<std::uint32_t, 3> size = {lattice.nx, lattice.ny, lattice.nz};
  if (choice.axis > 2 || choice.layer >= size[choice.axis])
    throw std::invalid_argument("there is no such layer");
  const std::size_t across = choice.axis == 0 ? 1 : 0;
  const std::size_t down = choice.axis == 2 ? 1 : 2;
  Presence presence{time_of_frames(runs, choice), 0, size[across], size[down], {}};
  presence.count.assign(std::size_t{presence.width} * presence.height, 0);
  for (const std::size_t number : choice.runs) {
    const snapshot::RunHeader& header = runs[number].header();
    require_same_lattice(lattice, header.lattice);
    const Kind kind = kind_of(header, choice);
    const auto at = frame_of(runs[number], presence.time);
    if (!at) continue;
    ++presence.n;
    std::vector<bool> there(presence.count.size(), false);  // several cells of one site are one run still
    for (const snapshot::AgentTable& table : runs[number].frame_once(*at).agents) {
      if (table.type != kind.type) continue;
      for (std::size_t row = 0; row < table.site.size(); ++row) {
        if (kind.state && table.state[row] != *kind.state) continue;
        const std::uint32_t site = table.site[row];
        const std::array<std::uint32_t, 3> place = {site % size[0], site / size[0] % size[1],
                                                    site / size[0] / size[1]};
        if (place[choice.axis] == choice.layer)
          there[std::size_t{place[down]} * presence.width + place[across]] = true;
      }
    }
    for (std::size_t i = 0; i < there.size(); ++i)
      if (there[i]) ++presence.count[i];
  }
  return presence;
}

}  // namespace tilscape::viz
