// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace tilscape {

/// Parts of a message in one string.
inline std::string joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) out += part;
  return out;
}

/// What the user wrote, between backquotes.
inline std::string quoted(std::string_view text) {
  return joined({"`", text, "`"});
}

/// Characters (not bytes) of a UTF-8 text.
int characters(std::string_view text);

/// What the user wrote, between backquotes; a long text is cut.
std::string ticked(std::string_view text);

/// "did you mean `x`?" or "".
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

/// "a, b, c", at most `most` of them, then how many more.
std::string listed(std::span<const std::string> names, std::size_t most = 12);

}  // namespace tilscape
