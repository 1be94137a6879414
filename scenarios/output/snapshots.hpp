// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/record/recorder.hpp"
#include "proto/background_writer.hpp"
#include "scenarios/output/frames.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// Hands frames to a writer that encodes on a thread of its own; memory stays bounded by one waiting frame.
class SnapshotRecorder final : public Recorder {
 public:
  SnapshotRecorder(Framer framer, std::vector<Observable> series, snapshot::Writer writer)
      : framer_(std::move(framer)), series_(std::move(series)), writer_(std::move(writer)) {}

  void record(const World& world, const Params&) override {
    writer_.write(framer_.frame(world, series_));
    ++frames_;
  }
  void flush() { writer_.flush(); }
  void close() { writer_.close(); }
  [[nodiscard]] std::size_t frames() const { return frames_; }

 private:
  Framer framer_;
  std::vector<Observable> series_;
  snapshot::BackgroundWriter writer_;
  std::size_t frames_ = 0;
};

}  // namespace tilscape::scenarios
