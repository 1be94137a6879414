// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/params.hpp"
#include "engine/step/world.hpp"

namespace tilscape {

/// How anything leaves the engine. Handed a const view on its schedule; rows and events are in the order
/// of site, then id.
class Recorder {
 public:
  Recorder() = default;
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
  virtual ~Recorder() = default;

  virtual void record(const World& world, const Params& params) = 0;
};

/// Sees what happened in every step, whatever the schedules of the recorders are; before them in a step.
class EventRecorder {
 public:
  EventRecorder() = default;
  EventRecorder(const EventRecorder&) = delete;
  EventRecorder& operator=(const EventRecorder&) = delete;
  virtual ~EventRecorder() = default;

  /// world.events are in the order of site, then agent; the rows may be in any order.
  virtual void record_events(const World& world) = 0;
};

}  // namespace tilscape
