// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/quote.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace tilscape {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";  // U+FFFD

struct Letter {
  std::uint32_t code = 0;
  std::size_t bytes = 0;  ///< 0: the text does not begin with a letter of UTF-8
};

/// The first letter of a text that is not ASCII (the table of well-formed sequences of the Unicode standard).
Letter first_letter(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  const std::size_t bytes = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < bytes) return {};
  std::uint32_t code = first & (0x7fU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3fU);
  }
  const bool too_long = (bytes == 3 && code < 0x800) || (bytes == 4 && code < 0x10000);
  const bool half = code >= 0xd800 && code <= 0xdfff;
  return too_long || half || code > 0x10ffff ? Letter{} : Letter{code, bytes};
}

/// Control characters beyond ASCII, and those that turn the direction of what follows.
bool steers(std::uint32_t code) {
  return code < 0xa0 || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

std::string picture(unsigned char control) {
  return {'\xe2', '\x90', static_cast<char>(control == 0x7f ? 0xa1 : 0x80 + control)};
}

/// Between double quotes, which are doubled within.
std::string doubly_quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string(2, c) : std::string(1, c);
  return quoted + "\"";
}

/// A number, with or without a unit behind a space. Nothing in it calls a function or names a file.
bool is_quantity(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  if (error != std::errc{}) return false;
  return end == last || (*end == ' ' && std::all_of(end, last, [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == ' ' || c == '/' || c == '.';
         }));
}

}  // namespace

std::string terminal_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
      if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f)
        out += picture(byte);
      else
        out += text[at];
      ++at;
      continue;
    }
    const Letter letter = first_letter(text.substr(at));
    if (letter.bytes == 0 || steers(letter.code))
      out += replacement;
    else
      out += text.substr(at, letter.bytes);
    at += letter.bytes == 0 ? 1 : letter.bytes;
  }
  return out;
}

std::string markup_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:  // XML 1.0 cannot hold the other control characters
        out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
    }
  }
  return out;
}

std::string csv_cell(std::string_view text) {
  const bool formula =
      !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  std::string cell = formula && !is_quantity(text) ? "'" : "";
  cell += terminal_text(text);
  if (cell.find_first_of(",;\"\t\r\n") == std::string::npos) return cell;
  return doubly_quoted(cell);
}

std::string sql_name(std::string_view name) {
  return doubly_quoted(name);
}

}  // namespace tilscape
