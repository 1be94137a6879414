// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/problem.hpp"

#include <optional>

namespace tilscape::scenarios::detail {

/// A syntax error of the YAML parser (line and column from 0, its message) as a problem that names the usual
/// cause: YAML's parsers report what they met, often lines behind the slip.
Problem explain_syntax(std::string_view text, const std::string& file, int line, int column,
                       const std::string& message);

/// Line and column from 0 of a quote that is open at the end of the text, when it is the one at this place.
struct OpenQuote {
  int line = 0;
  int column = 0;
  char what = '"';
};
std::optional<OpenQuote> unclosed_quote(std::string_view text, int line, int column);
Problem never_closed(std::string_view text, const std::string& file, const OpenQuote& quote);

}  // namespace tilscape::scenarios::detail
