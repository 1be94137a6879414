// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <initializer_list>
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

}  // namespace tilscape
