// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Any bytes as a snapshot file. A checksum refuses nearly all of them, so they are read a second time with
// every checksum made right: that is what a hostile writer would do.
#include "proto/error.hpp"
#include "proto/inspect.hpp"
#include "proto/record.hpp"

#include <cstring>
#include <xxhash.h>

namespace {

using namespace tilscape::snapshot;

constexpr std::size_t length_at = 12;
constexpr std::size_t checksum_at = 24;

void sign(Bytes& bytes) {
  for (std::size_t at = 0; at + record_header_size <= bytes.size();) {
    std::uint32_t stored = 0;
    std::memcpy(&stored, &bytes[at + length_at], sizeof stored);
    const std::size_t payload = at + record_header_size;
    if (stored > bytes.size() - payload) return;
    Bytes covered(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                  bytes.begin() + static_cast<std::ptrdiff_t>(payload + stored));
    covered.erase(covered.begin() + checksum_at, covered.begin() + record_header_size);
    const std::uint64_t sum = XXH3_64bits(covered.data(), covered.size());
    std::memcpy(&bytes[at + checksum_at], &sum, sizeof sum);
    at = payload + stored;
  }
}

void read(const Bytes& bytes) {
  try {
    const Reader reader(open_memory(bytes), "fuzz", {Reader::Open::indexed, 1U << 22U});
    static_cast<void>(inspect_text(reader));
    static_cast<void>(inspect_json(reader));
    for (std::size_t i = 0; i < reader.frames().size(); ++i) static_cast<void>(reader.read(i));
  } catch (const ReadError&) {  // refused, and it says why
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes bytes(data, data + size);
  read(bytes);
  sign(bytes);
  read(bytes);
  return 0;
}
