// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

namespace tilscape::scenarios::detail {

/// A text as YAML reads it back: plain where that is safe everywhere, else in double quotes.
inline std::string yaml_scalar(std::string_view text) {
  const bool plain =
      !text.empty() && text.find_first_of("\n\r\t\"\\{}[],#&*!|>'%`") == std::string_view::npos &&
      text.find(": ") == std::string_view::npos && text.front() != ' ' && text.back() != ' ' &&
      text.back() != ':' && std::string_view("@-?:~=<").find(text.front()) == std::string_view::npos &&
      text != "null" && text != "Null" && text != "NULL";
  const bool negative = text.size() > 1 && text[0] == '-' && text[1] >= '0' && text[1] <= '9';
  if (plain || (negative && text.find_first_of("\"\\{}[],#:") == std::string_view::npos))
    return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else
      out += c;
  }
  return out + '"';
}

}  // namespace tilscape::scenarios::detail
