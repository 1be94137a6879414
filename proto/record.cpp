// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/record.hpp"

#include "proto/error.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <xxhash.h>
#include <zstd.h>

namespace tilscape::snapshot {
namespace {

constexpr std::uint8_t compressed_flag = 1;
constexpr std::size_t checked_header_bytes = 24;
constexpr int compression_level = 3;

void put(std::uint8_t* at, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) at[i] = static_cast<std::uint8_t>(value >> (8 * i));
}

std::uint64_t get(const std::uint8_t* at, int bytes) {
  std::uint64_t value = 0;
  for (int i = 0; i < bytes; ++i) value |= static_cast<std::uint64_t>(at[i]) << (8 * i);
  return value;
}

std::uint64_t checksum(const std::uint8_t* header, ByteView payload) {
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), &XXH3_freeState);
  if (!state) throw std::bad_alloc();
  XXH3_64bits_reset(state.get());
  XXH3_64bits_update(state.get(), header, checked_header_bytes);
  XXH3_64bits_update(state.get(), payload.data(), payload.size());
  return XXH3_64bits_digest(state.get());
}

std::uint32_t limit_of(RecordType type) {
  const bool large = type == RecordType::agents || type == RecordType::field || type == RecordType::array;
  return large ? payload_limit : small_payload_limit;
}

Bytes unpacked(const RecordHeader& header, ByteView stored) {
  if (!header.compressed) return {stored.begin(), stored.end()};
  if (ZSTD_getFrameContentSize(stored.data(), stored.size()) != header.unpacked)
    throw ReadError("the compressed payload has another length than its record says");
  Bytes payload(header.unpacked);
  const std::size_t got = ZSTD_decompress(payload.data(), payload.size(), stored.data(), stored.size());
  if (ZSTD_isError(got) != 0 || got != payload.size()) throw ReadError("the payload cannot be unpacked");
  return payload;
}

}  // namespace

Bytes encode_record(RecordType type, std::uint32_t sequence, ByteView payload) {
  if (payload.size() > limit_of(type))
    throw WriteError("a record of " + std::to_string(payload.size()) + " bytes is over the limit of " +
                     std::to_string(limit_of(type)));
  Bytes record(record_header_size + ZSTD_compressBound(payload.size()));
  std::size_t stored = ZSTD_compress(record.data() + record_header_size, record.size() - record_header_size,
                                     payload.data(), payload.size(), compression_level);
  const bool compressed = ZSTD_isError(stored) == 0 && stored < payload.size();
  if (!compressed) {
    stored = payload.size();
    std::copy(payload.begin(), payload.end(), record.begin() + record_header_size);
  }
  record.resize(record_header_size + stored);

  std::uint8_t* header = record.data();
  std::copy(record_magic.begin(), record_magic.end(), header);
  header[4] = format_version;
  header[5] = static_cast<std::uint8_t>(type);
  header[6] = compressed ? compressed_flag : 0;
  put(header + 8, sequence, 4);
  put(header + 12, stored, 4);
  put(header + 16, payload.size(), 4);
  put(header + 24, checksum(header, ByteView(record).subspan(record_header_size)), 8);
  return record;
}

RecordHeader decode_header(std::span<const std::uint8_t, record_header_size> bytes) {
  const std::uint8_t* at = bytes.data();
  if (!std::equal(record_magic.begin(), record_magic.end(), at)) throw ReadError("no record begins here");
  if (at[4] != format_version)
    throw ReadError("format version " + std::to_string(at[4]) + ", this program reads version " +
                    std::to_string(format_version));
  RecordHeader header;
  header.type = static_cast<RecordType>(at[5]);
  header.compressed = (at[6] & compressed_flag) != 0;
  header.sequence = static_cast<std::uint32_t>(get(at + 8, 4));
  header.stored = static_cast<std::uint32_t>(get(at + 12, 4));
  header.unpacked = static_cast<std::uint32_t>(get(at + 16, 4));
  header.checksum = get(at + 24, 8);
  if ((at[6] & ~compressed_flag) != 0 || at[7] != 0 || get(at + 20, 4) != 0)
    throw ReadError("unknown flags in a record's header");
  if (std::max(header.stored, header.unpacked) > limit_of(header.type))
    throw ReadError("a record claims " + std::to_string(std::max(header.stored, header.unpacked)) +
                    " bytes, the limit is " + std::to_string(limit_of(header.type)));
  if (!header.compressed && header.stored != header.unpacked)
    throw ReadError("the lengths of a record differ though it is not compressed");
  return header;
}

Bytes StoredRecord::payload() const {
  return unpacked(header, ByteView(bytes).subspan(record_header_size));
}

StoredRecord read_record(const ByteSource& source, std::uint64_t offset, std::uint64_t end) {
  if (offset > end || end - offset < record_header_size) throw ReadError("a record's header is incomplete");
  StoredRecord record;
  record.bytes.resize(record_header_size);
  source.read(offset, record.bytes);
  record.header = decode_header(std::span(record.bytes).first<record_header_size>());
  if (record.header.stored > end - offset - record_header_size)
    throw ReadError("a record's payload is incomplete");
  record.bytes.resize(record_header_size + record.header.stored);
  const auto stored = std::span(record.bytes).subspan(record_header_size);
  source.read(offset + record_header_size, stored);
  if (checksum(record.bytes.data(), stored) != record.header.checksum)
    throw ReadError("checksum does not match");
  return record;
}

}  // namespace tilscape::snapshot
