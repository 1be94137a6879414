// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/text.hpp"

#include "engine/base/nearest.hpp"

#include <algorithm>

namespace tilscape {

int characters(std::string_view text) {
  return static_cast<int>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string ticked(std::string_view text) {
  constexpr std::size_t most = 80;
  if (text.size() <= most) return joined({"`", text, "`"});
  std::size_t end = most;
  while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return joined({"`", text.substr(0, end), "...`"});
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  constexpr std::size_t most = 500;  // beyond that the search costs more than it helps
  if (candidates.size() > most) return {};
  const std::string near = nearest(word, candidates);
  return near.empty() ? std::string() : joined({"Did you mean ", ticked(near), "?"});
}

std::string listed(std::span<const std::string> names, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < std::min(most, names.size()); ++i) out += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > most) out += " and " + std::to_string(names.size() - most) + " more";
  return out;
}

}  // namespace tilscape
