// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/bytes.hpp"
#include "proto/frame.hpp"
#include "proto/reader.hpp"
#include "proto/record.hpp"

#include <cstdint>
#include <string>
#include <vector>

// Between the plain structs and the payloads of records. The only place that knows the protobuf messages.

namespace tilscape::snapshot::detail {

struct Piece {
  RecordType type;
  std::string payload;
};

std::string write_header(const RunHeader& header);
RunHeader read_header(ByteView payload);

/// The records of a frame, its opening first. Throws std::invalid_argument when the frame does not fit the
/// header.
std::vector<Piece> write_frame(const Frame& frame, const RunHeader& header, std::uint32_t block_rows,
                               std::uint32_t tile_sites);
FrameOpening read_opening(ByteView payload, const RunHeader& header);

std::string write_index(const std::vector<FrameInfo>& frames);
std::vector<FrameInfo> read_index(ByteView payload);

/// Puts the records behind an opening together again. Memory grows only by what the records really hold,
/// never by what a count claims.
class FrameAssembler {
 public:
  FrameAssembler(const RunHeader& header, FrameOpening opening);
  void add(RecordType type, ByteView payload);  ///< throws ReadError
  [[nodiscard]] Frame finish();                 ///< throws ReadError when something is missing

 private:
  void add_agents(ByteView payload);
  void add_field(ByteView payload);
  void add_series(ByteView payload);
  void add_events(ByteView payload);

  const RunHeader& header_;
  FrameOpening opening_;
  Frame frame_;
};

}  // namespace tilscape::snapshot::detail
