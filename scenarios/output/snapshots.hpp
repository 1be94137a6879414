// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/step/recorder.hpp"
#include "proto/background_writer.hpp"
#include "scenarios/output/frames.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tilscape::scenarios {

/// Hands frames to a writer that encodes on a thread of its own; memory stays bounded by one waiting frame
/// and the events since the last.
///
/// What is in the file depends on the steps alone, never on when it was flushed. So a run that goes on from a
/// checkpoint has the file of one that was never stopped: flush() before the checkpoint and pending() into
/// it; afterwards Writer::append and restore().
class SnapshotRecorder final : public Recorder, public EventRecorder {
 public:
  /// Events that may wait for the next frame; when there are more they get a frame of their own.
  static constexpr std::size_t usual_most_events = std::size_t{1} << 18;

  SnapshotRecorder(Framer framer, std::vector<Observable> series, snapshot::Writer writer,
                   std::size_t most_events = usual_most_events)
      : framer_(std::move(framer)),
        series_(std::move(series)),
        writer_(std::move(writer)),
        most_events_(most_events) {}

  void record(const World& world, const Params& params) override;
  void record_events(const World& world) override;
  /// Whether it wants to see the events of every step.
  [[nodiscard]] bool writes_events() const { return framer_.any_events(); }
  /// Every frame so far to the disk.
  void flush() { writer_.flush(); }
  void close() { writer_.close(); }
  [[nodiscard]] std::size_t frames() const { return frames_; }

  using Arrays = std::map<std::string, snapshot::ColumnData>;
  /// The events that no due frame has taken yet, as named arrays of numbers; none when no events are written.
  [[nodiscard]] Arrays pending() const;
  /// Takes them out of the arrays of a checkpoint. Throws InputError when they are not what pending() gave.
  void restore(Arrays& saved);

 private:
  Framer framer_;
  std::vector<Observable> series_;
  snapshot::BackgroundWriter writer_;
  std::size_t most_events_;
  std::vector<snapshot::Event> pending_;
  std::size_t frames_ = 0;
};

}  // namespace tilscape::scenarios
