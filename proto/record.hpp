// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/bytes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace tilscape::snapshot {

// A file is a sequence of records: 32 bytes of header, then the payload. docs/formats/snapshot.md has the
// layout with an example. All numbers are little-endian.

inline constexpr std::uint8_t format_version = 1;
inline constexpr std::array<std::uint8_t, 4> record_magic = {'T', 'S', 'N', 'P'};
inline constexpr std::size_t record_header_size = 32;
/// No payload is larger, stored or unpacked: what a reader may have to allocate for one record [bytes].
inline constexpr std::uint32_t payload_limit = 64U << 20;
/// Of the payloads that are not blocks or tiles; parsing small messages costs up to 28 times their size.
inline constexpr std::uint32_t small_payload_limit = 8U << 20;

enum class RecordType : std::uint8_t {
  header = 1,
  frame = 2,
  agents = 3,
  field = 4,
  series = 5,
  events = 6,
  index = 7,
  end = 8,
  checkpoint = 9,  ///< opens a checkpoint
  array = 10,      ///< part of an array of a checkpoint
};

struct RecordHeader {
  RecordType type = RecordType::end;
  bool compressed = false;
  std::uint32_t sequence = 0;
  std::uint32_t stored = 0;    ///< bytes of payload in the file
  std::uint32_t unpacked = 0;  ///< bytes of payload after decompression
  std::uint64_t checksum = 0;  ///< XXH3-64 over the first 24 bytes of the header and the stored payload
};

/// The record as it stands in a file: compressed when that makes it smaller. Throws WriteError above the
/// limit.
Bytes encode_record(RecordType type, std::uint32_t sequence, ByteView payload);

/// Reads a header's 32 bytes; throws ReadError with the reason when they cannot be one of a record that this
/// version reads. Nothing is allocated and the checksum is not looked at.
RecordHeader decode_header(std::span<const std::uint8_t, record_header_size> bytes);

/// A record as it stands in a file, its checksum right.
struct StoredRecord {
  RecordHeader header;
  Bytes bytes;  ///< header and stored payload

  /// Unpacked; throws ReadError.
  [[nodiscard]] Bytes payload() const;
};

/// The record at an offset, in a file whose records end at `end` [bytes]. Throws ReadError unless it is
/// whole.
StoredRecord read_record(const ByteSource& source, std::uint64_t offset, std::uint64_t end);

}  // namespace tilscape::snapshot
