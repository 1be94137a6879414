// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/bytes.hpp"
#include "proto/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tilscape::snapshot::detail {

/// The numbers of proto enum Encoding.
enum class Encoding : std::uint8_t { plain = 0, shuffled = 1, delta_shuffled = 2 };

/// Values -> little-endian bytes in the encoding. Shuffling puts like bytes together and differences make
/// sorted integers small: both are there for the compressor.
template <class T>
std::string encode(std::span<const T> values, Encoding encoding);

/// The inverse; `data` must hold whole values.
template <class T>
void decode(std::string_view data, Encoding encoding, std::span<T> into);

std::size_t bytes_of(Number number);
ColumnData empty_column(Number number);

}  // namespace tilscape::snapshot::detail
