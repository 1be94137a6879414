// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/bytes.hpp"
#include "proto/frame.hpp"
#include "proto/record.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tilscape::snapshot {

/// Where a frame lies.
struct FrameInfo {
  std::uint64_t step = 0;
  double time = 0;             ///< [min]
  std::uint64_t offset = 0;    ///< of its first record in the file
  std::uint32_t sequence = 0;  ///< of its first record
  std::uint32_t records = 0;   ///< that follow the first
  bool events_only = false;
};

/// What the first record of a frame says.
struct FrameOpening {
  std::uint64_t step = 0;
  double time = 0;  ///< [min]
  std::string state_hash;
  std::uint32_t records = 0;              ///< that follow
  std::vector<std::uint64_t> rows;        ///< agents of each type
  std::vector<std::uint32_t> substances;  ///< that have a field in this frame
  bool events_only = false;
};

/// The first thing in a file that cannot be trusted.
struct Damage {
  std::uint32_t record = 0;  ///< its number, from 0
  std::uint64_t offset = 0;  ///< [bytes]
  std::string reason;
  /// No whole record lies behind: what a kill or a failing power supply leaves. Only verify() looks.
  bool tail = false;
};

/// Reads a .tsnap file: the longest valid prefix of it, whole frames only. Everything read is checked, so a
/// damaged file gives fewer frames or a ReadError, never wrong data.
class Reader {
 public:
  enum class Open : std::uint8_t {
    indexed,  ///< believe the index if the file has a valid one; a frame is checked when it is read
    scan,     ///< check every record now
  };
  struct Options {
    Open open = Open::indexed;
    std::uint64_t frame_budget = std::uint64_t{4} << 30;  ///< unpacked bytes of one frame
  };

  explicit Reader(const std::string& path) : Reader(path, Options{}) {}
  Reader(const std::string& path, Options options);
  Reader(std::unique_ptr<ByteSource> source, std::string name, Options options);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const RunHeader& header() const { return header_; }
  [[nodiscard]] const std::vector<FrameInfo>& frames() const { return frames_; }
  /// Those that only bring events; read() gives these with the next of frames().
  [[nodiscard]] const std::vector<FrameInfo>& event_frames() const { return event_frames_; }
  [[nodiscard]] FrameOpening opening(std::size_t frame) const;
  [[nodiscard]] Frame read(std::size_t frame) const;
  /// The events that read() gives with a frame; its state is neither unpacked nor kept.
  [[nodiscard]] std::vector<Event> events(std::size_t frame) const;

  [[nodiscard]] const std::optional<Damage>& damage() const { return damage_; }
  /// Whether the writer closed the file: it has its index and its end.
  [[nodiscard]] bool finished() const { return finished_; }
  /// The end of the last whole frame: where a writer may go on.
  [[nodiscard]] std::uint64_t valid_bytes() const { return valid_bytes_; }
  [[nodiscard]] std::uint32_t valid_records() const { return valid_records_; }

  /// Before a number is kept for each site: throws ReadError when the lattice has more sites than a file of
  /// this size can be about.
  void require_all_sites() const;

  /// The events of event frames behind the last of frames(): a run was stopped before the next.
  [[nodiscard]] std::vector<Event> last_events() const;
  /// Whether a whole record begins anywhere behind the offset.
  [[nodiscard]] bool record_behind(std::uint64_t offset) const;

  /// Takes in what a running writer has added since, and forgets what one that goes on from an earlier state
  /// has cut off; true when there are new frames.
  bool refresh();

 private:
  enum class Part : std::uint8_t { whole, events };

  [[nodiscard]] StoredRecord fetch(std::uint64_t offset, std::uint32_t sequence, std::uint64_t end) const;
  [[nodiscard]] Frame read(const FrameInfo& info, Part part, std::uint64_t& unpacked) const;
  [[nodiscard]] std::vector<Event> events_between(std::uint32_t first, std::uint32_t last,
                                                  std::uint64_t& unpacked) const;
  bool read_index(std::uint64_t size);
  void add(const FrameInfo& info);
  void forget_behind(std::uint64_t size);
  void scan();

  std::unique_ptr<ByteSource> source_;
  std::string name_;
  Options options_;
  RunHeader header_;
  std::vector<FrameInfo> frames_;
  std::vector<FrameInfo> event_frames_;
  std::optional<Damage> damage_;
  bool finished_ = false;
  std::uint64_t valid_bytes_ = 0;
  std::uint32_t valid_records_ = 0;
};

}  // namespace tilscape::snapshot
