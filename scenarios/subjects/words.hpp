// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilscape::scenarios {

/// The words that a scenario has for the values of an enumeration.
template <class Value, std::size_t count>
using Words = std::array<std::pair<const char*, Value>, count>;

/// All of them, as the choices of a parameter.
template <class Value, std::size_t count>
std::vector<std::string> choices(const Words<Value, count>& words) {
  std::vector<std::string> out;
  for (const auto& [word, value] : words) out.emplace_back(word);
  return out;
}

/// What a word stands for; `otherwise`, if it is none of them.
template <class Value, std::size_t count>
Value meaning(const Words<Value, count>& words, std::string_view word, Value otherwise) {
  const auto it = std::find_if(words.begin(), words.end(), [&](const auto& w) { return w.first == word; });
  return it == words.end() ? otherwise : it->second;
}

/// The word for a value, which is one of them.
template <class Value, std::size_t count>
const char* word_for(const Words<Value, count>& words, Value value) {
  return std::find_if(words.begin(), words.end(), [&](const auto& w) { return w.second == value; })->first;
}

}  // namespace tilscape::scenarios
