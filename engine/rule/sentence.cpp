// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// One-line rules in the manner of PhysiCell's grammar (Johnson et al., Cell 2025; preprint doi
// 10.1101/2023.09.17.557982), with our units.

#include "engine/base/trimmed.hpp"
#include "engine/rule/program.hpp"

#include <algorithm>

namespace tilscape {

namespace {

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

/// Up to a comma outside of brackets; takes it and the comma away.
std::string_view next_clause(std::string_view& rest) {
  int depth = 0;
  std::size_t end = 0;
  for (; end < rest.size() && (rest[end] != ',' || depth > 0); ++end)
    depth += rest[end] == '(' ? 1 : rest[end] == ')' ? -1 : 0;
  const std::string_view clause = rest.substr(0, end);
  rest.remove_prefix(std::min(rest.size(), end + 1));
  return trimmed(clause);
}

/// `divide.rate from 0 to 1`; false when what it says is incomplete.
bool read_target(std::string_view clause, Sentence& out) {
  if (const auto halves = split(clause, " to ")) {
    out.to = halves->behind;
    clause = halves->before;
    if (out.to.empty()) return false;
  }
  if (const auto halves = split(clause, " from ")) {
    out.from = halves->behind;
    clause = halves->before;
    if (out.from.empty()) return false;
  }
  out.target = clause;
  return is_name(clause);
}

}  // namespace

std::optional<Sentence> parse_sentence(std::string_view text) {
  const auto rising = split(text, " increases ");
  const auto halves = rising ? rising : split(text, " decreases ");
  if (!halves) return std::nullopt;
  Sentence out;
  out.signal = halves->before;
  out.increases = rising.has_value();
  std::string_view rest = halves->behind;
  if (!is_name(out.signal) || !read_target(next_clause(rest), out)) return std::nullopt;
  while (!rest.empty()) {
    const std::string_view clause = next_clause(rest);
    const std::string_view half = value_of(clause, "half-max");
    const std::string_view hill = value_of(clause, "hill");
    if (half.empty() == hill.empty()) return std::nullopt;
    std::string_view& value = half.empty() ? out.hill : out.half;
    if (!value.empty()) return std::nullopt;
    value = half.empty() ? hill : half;
  }
  if (out.half.empty()) return std::nullopt;
  return out;
}

}  // namespace tilscape
