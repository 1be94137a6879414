// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/export/matlab.hpp"

#include <array>
#include <bit>

namespace tilscape::scenarios {

static_assert(std::endian::native == std::endian::little, "values are written as they lie in memory");

void write_matlab_header(ExportFile& file, std::string_view name, std::uint32_t rows, std::uint32_t columns) {
  constexpr std::uint32_t little_endian_doubles = 0;  // the digits M, O, P and T of the format
  constexpr std::uint32_t real = 0;
  const std::array<std::uint32_t, 5> header = {little_endian_doubles, rows, columns, real,
                                               static_cast<std::uint32_t>(name.size() + 1)};
  file.write_values(std::span<const std::uint32_t>(header));
  file.write(name);
  file.write(std::string_view("\0", 1));
}

}  // namespace tilscape::scenarios
