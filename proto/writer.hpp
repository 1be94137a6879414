// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/bytes.hpp"
#include "proto/frame.hpp"
#include "proto/reader.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tilscape::snapshot {

/// Writes a .tsnap file. When write() has returned, the frame survives the program (and with Sync::frames the
/// machine, if its disk keeps its word). After a WriteError the writer stays failed: every later call throws
/// the same, and the file keeps a valid prefix.
class Writer {
 public:
  enum class Sync : std::uint8_t {
    frames,  ///< to the disk at the end of every frame
    close,   ///< only at the end and by flush()
  };
  struct Options {
    Sync sync = Sync::frames;
    std::uint32_t block_rows = 65536;   ///< agents per record
    std::uint32_t tile_sites = 262144;  ///< sites per record
  };

  /// A new file; throws WriteError, also when it exists.
  Writer(const std::string& path, RunHeader header) : Writer(path, std::move(header), Options{}) {}
  Writer(const std::string& path, RunHeader header, Options options);
  Writer(std::unique_ptr<ByteSink> sink, std::string name, RunHeader header, Options options);

  /// Goes on with a file behind its last whole frame that is not later than `last_step`; what follows (later
  /// frames, a torn tail, the index) is cut off. Throws ReadError or WriteError.
  static Writer append(const std::string& path, std::uint64_t last_step, Options options) {
    return append(path, last_step, last_step, options);
  }
  /// The same when the last frame of a state to keep is earlier than the last events: a run that had ended
  /// between two frames has one of its end, which a run that goes on does not have.
  static Writer append(const std::string& path, std::uint64_t last_state, std::uint64_t last_step,
                       Options options);

  Writer(Writer&&) noexcept = default;
  Writer& operator=(Writer&&) noexcept = default;
  ~Writer() = default;  // without close() the file has no index, which a reader rebuilds

  [[nodiscard]] const RunHeader& header() const { return header_; }

  /// Of the last frame of a state in the file.
  [[nodiscard]] std::optional<std::uint64_t> last_step() const;

  /// Throws std::invalid_argument when the frame does not fit the header (nothing is written then).
  void write(const Frame& frame);
  void flush();  ///< to the disk
  void close();  ///< index, end, disk, close; nothing may follow

 private:
  Writer() = default;
  void put(RecordType type, ByteView payload);
  [[noreturn]] void fail(const std::string& what, int error);
  void require_usable() const;

  std::unique_ptr<ByteSink> sink_;
  std::string name_;
  RunHeader header_;
  Options options_;
  std::vector<FrameInfo> frames_;
  std::uint64_t offset_ = 0;
  std::uint32_t sequence_ = 0;
  std::string failure_;
};

}  // namespace tilscape::snapshot
