// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/detail/columns.hpp"

#include <bit>
#include <cstring>
#include <type_traits>

namespace tilscape::snapshot::detail {
namespace {

template <class T>
using BitsOf = std::conditional_t<sizeof(T) == 1, std::uint8_t,
                                  std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>;

}  // namespace

template <class T>
std::string encode(std::span<const T> values, Encoding encoding) {
  using Bits = BitsOf<T>;
  const std::size_t count = values.size();
  std::string data(count * sizeof(T), '\0');
  Bits before = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Bits bits = std::bit_cast<Bits>(values[i]);
    const Bits coded = encoding == Encoding::delta_shuffled ? static_cast<Bits>(bits - before) : bits;
    before = bits;
    for (std::size_t b = 0; b < sizeof(T); ++b) {
      const std::size_t at = encoding == Encoding::plain ? i * sizeof(T) + b : b * count + i;
      data[at] = static_cast<char>(static_cast<std::uint8_t>(coded >> (8 * b)));
    }
  }
  return data;
}

template <class T>
void decode(std::string_view data, Encoding encoding, std::span<T> into) {
  using Bits = BitsOf<T>;
  const std::size_t count = into.size();
  Bits before = 0;
  for (std::size_t i = 0; i < count; ++i) {
    Bits bits = 0;
    for (std::size_t b = 0; b < sizeof(T); ++b) {
      const std::size_t at = encoding == Encoding::plain ? i * sizeof(T) + b : b * count + i;
      bits =
          static_cast<Bits>(bits | static_cast<Bits>(Bits{static_cast<std::uint8_t>(data[at])} << (8 * b)));
    }
    if (encoding == Encoding::delta_shuffled) bits = static_cast<Bits>(bits + before);
    before = bits;
    into[i] = std::bit_cast<T>(bits);
  }
}

template std::string encode(std::span<const float>, Encoding);
template std::string encode(std::span<const double>, Encoding);
template std::string encode(std::span<const std::uint8_t>, Encoding);
template std::string encode(std::span<const std::uint32_t>, Encoding);
template std::string encode(std::span<const std::uint64_t>, Encoding);
template void decode(std::string_view, Encoding, std::span<float>);
template void decode(std::string_view, Encoding, std::span<double>);
template void decode(std::string_view, Encoding, std::span<std::uint8_t>);
template void decode(std::string_view, Encoding, std::span<std::uint32_t>);
template void decode(std::string_view, Encoding, std::span<std::uint64_t>);

std::size_t bytes_of(Number number) {
  switch (number) {
    case Number::u8:
      return 1;
    case Number::f32:
    case Number::u32:
      return 4;
    case Number::u64:
    case Number::f64:
      return 8;
  }
  return 8;
}

ColumnData empty_column(Number number) {
  switch (number) {
    case Number::f32:
      return std::vector<float>{};
    case Number::u8:
      return std::vector<std::uint8_t>{};
    case Number::u32:
      return std::vector<std::uint32_t>{};
    case Number::u64:
      return std::vector<std::uint64_t>{};
    case Number::f64:
      return std::vector<double>{};
  }
  return {};
}

}  // namespace tilscape::snapshot::detail
