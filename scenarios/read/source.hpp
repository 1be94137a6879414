// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string_view>

namespace tilscape::scenarios {

/// "10 1/min @biofvm" -> "10 1/min" and "biofvm".
struct Sourced {
  std::string_view text;
  std::string_view source;
  std::size_t offset = 0;  ///< of the source in the whole text
};

inline Sourced split_source(std::string_view whole) {
  const auto trim = [](std::string_view t) {
    return t.substr(0,
                    t.find_last_not_of(" \t") == std::string_view::npos ? 0 : t.find_last_not_of(" \t") + 1);
  };
  const std::size_t at = whole.rfind('@');
  if (at == std::string_view::npos || (at > 0 && whole[at - 1] != ' ')) return {trim(whole), {}, 0};
  const std::string_view source = whole.substr(at + 1);
  if (source.find_first_of(" ()") != std::string_view::npos) return {trim(whole), {}, 0};
  return {trim(whole.substr(0, at)), source, at + 1};
}

}  // namespace tilscape::scenarios
