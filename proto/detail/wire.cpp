// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/detail/wire.hpp"

namespace tilscape::snapshot::detail {
namespace {

std::uint64_t varint(ByteView payload, std::size_t& at) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && at < payload.size(); shift += 7) {
    const std::uint8_t byte = payload[at++];
    value |= std::uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80) return value;
  }
  throw ReadError("a payload is not a message");
}

}  // namespace

std::size_t count_fields(ByteView payload) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < payload.size(); ++count) {
    const std::uint64_t tag = varint(payload, at);
    std::uint64_t skip = 0;
    switch (tag & 7) {
      case 0:
        varint(payload, at);
        break;
      case 1:
        skip = 8;
        break;
      case 2:
        skip = varint(payload, at);
        break;
      case 5:
        skip = 4;
        break;
      default:
        throw ReadError("a payload is not a message");
    }
    if (skip > payload.size() - at) throw ReadError("a payload is not a message");
    at += static_cast<std::size_t>(skip);
  }
  return count;
}

v1::Number to_wire(Number number) {
  return static_cast<v1::Number>(static_cast<int>(number) + 1);
}

Number from_wire(v1::Number number) {
  if (number < v1::F32 || number > v1::F64) throw ReadError("a column of an unknown number type");
  return static_cast<Number>(static_cast<int>(number) - 1);
}

}  // namespace tilscape::snapshot::detail
