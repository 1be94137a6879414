// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"
#include "proto/reader.hpp"

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace tilscape::viz {

/// A run that is looked at: finished, broken off, or still growing. It is opened on a thread of its own,
/// because a file without an index is read from end to end. All functions may be called from any thread.
class Run {
 public:
  enum class Stage : std::uint8_t { opening, open, unreadable };

  /// memory: for frames that were read last [bytes]; the last one is kept whatever its size.
  Run(std::string path, std::uint64_t memory);
  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  /// The folder's name, or the scenario's when a file was named.
  [[nodiscard]] std::string title() const;
  [[nodiscard]] Stage stage() const;
  /// Why it cannot be read.
  [[nodiscard]] std::string problem() const;

  /// Below: only when it is open; throw snapshot::ReadError otherwise.
  [[nodiscard]] const snapshot::RunHeader& header() const;
  [[nodiscard]] std::vector<snapshot::FrameInfo> frames() const;
  [[nodiscard]] snapshot::FrameOpening opening(std::size_t frame) const;
  [[nodiscard]] std::shared_ptr<const snapshot::Frame> frame(std::size_t frame);
  /// The same without keeping it: for who goes through many runs.
  [[nodiscard]] snapshot::Frame frame_once(std::size_t frame) const;
  /// What happened since the frame before.
  [[nodiscard]] std::vector<snapshot::Event> events(std::size_t frame) const;
  [[nodiscard]] std::optional<snapshot::Damage> damage() const;
  [[nodiscard]] bool finished() const;
  /// Whether a simulation on this computer is writing it.
  [[nodiscard]] bool growing() const;

  /// Takes in what a running simulation has written since; a run that could not be read is tried again.
  void refresh();
  /// The series.csv beside the snapshots, and its text; empty when there is none.
  [[nodiscard]] std::string series_file() const;
  [[nodiscard]] std::string series() const;
  /// Returns when it is open or known to be unreadable.
  void wait();

 private:
  void open();
  [[nodiscard]] const snapshot::Reader& reader() const;
  [[nodiscard]] std::string folder() const;

  std::string path_;
  std::uint64_t memory_;
  std::mutex opening_;
  mutable std::mutex mutex_;
  Stage stage_ = Stage::opening;
  std::string problem_;
  std::optional<snapshot::Reader> reader_;

  // Frames that were read last, the newest first.
  struct Kept {
    std::size_t frame;
    std::uint64_t bytes;
    std::shared_ptr<const snapshot::Frame> data;
  };
  std::list<Kept> kept_;
  std::thread opener_;  // last: it looks at all of the above
};

}  // namespace tilscape::viz
