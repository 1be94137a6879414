// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

namespace tilscape::detail {

struct NumberReading {
  double value = 0;
  std::size_t length = 0;  ///< characters read
  std::string problem;     ///< set when nothing was read
  std::string suggestion;
};

/// Reads [+-] digits [. digits] [e [+-] digits] at the start of the text.
NumberReading read_decimal(std::string_view text);

/// Reads a decimal number, or two as a fraction without spaces: 1/120.
NumberReading read_fraction(std::string_view text);

}  // namespace tilscape::detail
