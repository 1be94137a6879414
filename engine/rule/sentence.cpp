// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// One-line rules in the manner of PhysiCell's grammar (Johnson et al., Cell 2025; preprint doi
// 10.1101/2023.09.17.557982), with our units.

#include "engine/base/text.hpp"
#include "engine/rule/program.hpp"

#include <algorithm>

namespace tilscape {

namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The text before and behind a word.
struct Halves {
  std::string_view before;
  std::string_view behind;
};

std::optional<Halves> split(std::string_view text, std::string_view word) {
  const std::size_t at = text.find(word);
  if (at == std::string_view::npos) return std::nullopt;
  return Halves{trimmed(text.substr(0, at)), trimmed(text.substr(at + word.size()))};
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '(' || c == ')';
  });
}

/// The value of a clause `word value`; empty when the clause is another one.
std::string_view value_of(std::string_view clause, std::string_view word) {
  const std::string_view text = trimmed(clause);
  if (!text.starts_with(word) || text.size() == word.size() || text[word.size()] != ' ') return {};
  return trimmed(text.substr(word.size()));
}

}  // namespace

std::optional<Sentence> parse_sentence(std::string_view text) {
  const auto rising = split(text, " increases ");
  const auto halves = rising ? rising : split(text, " decreases ");
  if (!halves) return std::nullopt;
  std::string_view rest = halves->behind;
  const std::string_view target = trimmed(rest.substr(0, rest.find(',')));
  if (!is_name(halves->before) || !is_name(target)) return std::nullopt;
  std::string_view half;
  std::string_view exponent;
  while (rest.find(',') != std::string_view::npos) {
    rest = rest.substr(rest.find(',') + 1);
    const std::string_view clause = rest.substr(0, rest.find(','));
    const std::string_view max = value_of(clause, "half-max");
    const std::string_view hill = value_of(clause, "hill");
    if (max.empty() == hill.empty()) return std::nullopt;
    std::string_view& value = max.empty() ? exponent : half;
    if (!value.empty()) return std::nullopt;
    value = max.empty() ? hill : max;
  }
  if (half.empty()) return std::nullopt;
  const std::string hill =
      joined({"hill(", halves->before, ", ", half, ", ", exponent.empty() ? "1" : exponent, ")"});
  return Sentence{std::string(target), rising ? hill : "1 - " + hill};
}

}  // namespace tilscape
