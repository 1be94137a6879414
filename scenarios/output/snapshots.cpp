// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/snapshots.hpp"

#include "engine/base/error.hpp"

#include <algorithm>
#include <cstdint>

namespace tilscape::scenarios {

namespace {

/// The array of this name, without it in the map afterwards.
template <class T>
std::vector<T> take(SnapshotRecorder::Arrays& arrays, const std::string& name) {
  const auto found = arrays.find(name);
  auto* numbers = found == arrays.end() ? nullptr : std::get_if<std::vector<T>>(&found->second);
  if (numbers == nullptr) throw InputError("the checkpoint has no `" + name + "`");
  std::vector<T> taken = std::move(*numbers);
  arrays.erase(found);
  return taken;
}

}  // namespace

/// A frame that is not due is the last of a run; should the run go on, it will be cut off again, and its
/// events belong to the next that is due.
void SnapshotRecorder::record(const World& world, const Params&) {
  snapshot::Frame frame = framer_.frame(world, series_);
  frame.events = framer_.due(world.step) ? std::exchange(pending_, {}) : pending_;
  writer_.write(std::move(frame));
  ++frames_;
}

void SnapshotRecorder::record_events(const World& world) {
  framer_.add_events(world, pending_);
  if (pending_.size() < most_events_ || framer_.due(world.step)) return;
  snapshot::Frame frame;
  frame.step = world.step;
  frame.time = world.time();
  frame.events = std::exchange(pending_, {});
  frame.events_only = true;
  writer_.write(std::move(frame));
}

SnapshotRecorder::Arrays SnapshotRecorder::pending() const {
  if (!writes_events()) return {};
  std::vector<std::uint64_t> step, agent, other;
  std::vector<std::uint32_t> site;
  std::vector<std::uint8_t> kind, type;
  const auto& kinds = framer_.event_kinds();
  for (const snapshot::Event& event : pending_) {
    step.push_back(event.step);
    kind.push_back(static_cast<std::uint8_t>(
        std::find_if(kinds.begin(), kinds.end(), [&](const auto& info) { return event.kind == info.name; }) -
        kinds.begin()));
    type.push_back(event.type);
    site.push_back(event.site);
    agent.push_back(event.agent);
    other.push_back(event.other);
  }
  return {{"events.step", step}, {"events.kind", kind},   {"events.type", type},
          {"events.site", site}, {"events.agent", agent}, {"events.other", other}};
}

void SnapshotRecorder::restore(Arrays& saved) {
  if (!writes_events()) return;
  const auto step = take<std::uint64_t>(saved, "events.step");
  const auto kind = take<std::uint8_t>(saved, "events.kind");
  const auto type = take<std::uint8_t>(saved, "events.type");
  const auto site = take<std::uint32_t>(saved, "events.site");
  const auto agent = take<std::uint64_t>(saved, "events.agent");
  const auto other = take<std::uint64_t>(saved, "events.other");
  for (const std::size_t rows : {kind.size(), type.size(), site.size(), agent.size(), other.size()})
    if (rows != step.size())
      throw InputError("the events of the checkpoint have columns of different lengths");
  pending_.clear();
  const auto& kinds = framer_.event_kinds();
  for (std::size_t i = 0; i < step.size(); ++i) {
    if (kind[i] >= kinds.size()) throw InputError("the checkpoint has events of an unknown kind");
    pending_.push_back({step[i], kinds[kind[i]].name, type[i], site[i], agent[i], other[i]});
  }
}

}  // namespace tilscape::scenarios
