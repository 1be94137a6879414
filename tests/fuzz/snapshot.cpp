// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Any bytes as a snapshot file. A checksum refuses nearly all of them, so they are read a second time with
// every checksum made right.
#include "proto/error.hpp"
#include "proto/inspect.hpp"
#include "tests/fuzz/signed.hpp"

namespace {

using namespace tilscape::snapshot;

void take(const Bytes& bytes) {
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
  return tilscape::fuzz::both_ways(data, size, take);
}
