// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/detail/syntax_hints.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace tilscape::scenarios::detail {

namespace {

struct Place {
  int line = 0;
  int column = 0;
  char what = 0;
};

/// The innermost bracket or the quote that is open at the end of the text.
std::optional<Place> unclosed(std::string_view text) {
  std::vector<Place> open;
  Place now;
  char quote = 0;
  Place quote_start;
  bool comment = false;
  char before = ' ';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool starts_value =
        before == ' ' || before == '\n' || before == '[' || before == '{' || before == ',';
    if (comment) {
      comment = c != '\n';
    } else if (quote != 0) {
      if (c == '\\' && quote == '"') {
        ++i;
        ++now.column;
      } else if (c == quote) {
        quote = 0;
      }
    } else if (c == '#' && (before == ' ' || before == '\n')) {
      comment = true;
    } else if ((c == '"' || c == '\'') && starts_value) {
      quote = c;
      quote_start = {now.line, now.column, c};
    } else if ((c == '[' || c == '{') && (starts_value || !open.empty())) {
      open.push_back({now.line, now.column, c});
    } else if ((c == ']' || c == '}') && !open.empty()) {
      open.pop_back();
    }
    ++now.column;
    if (c == '\n') {
      ++now.line;
      now.column = 0;
    }
    before = c;
  }
  if (quote != 0) return quote_start;
  if (!open.empty()) return open.back();
  return std::nullopt;
}

std::string_view line_at(std::string_view text, int line) {
  for (int i = 0; i < line; ++i) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

struct Hint {
  int line = 0;
  int column = 0;
  std::string problem;
  std::string why;
  std::string suggestion;
};

/// Where the value behind `key: ` or `- ` begins; npos: there is none.
std::size_t value_start(std::string_view line) {
  std::size_t at = line.find(": ");
  if (at == std::string_view::npos) {
    const std::size_t dash = line.find_first_not_of(' ');
    if (dash == std::string_view::npos || line.substr(dash, 2) != "- ") return std::string_view::npos;
    at = dash;
  }
  return line.find_first_not_of(' ', at + 1);
}

std::optional<Hint> trap_in_line(std::string_view text, int number) {
  const std::string_view line = line_at(text, number);
  const std::size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos || line[first] == '#') return std::nullopt;
  const std::size_t tab = line.substr(0, first).find('\t');
  if (tab != std::string_view::npos)
    return Hint{number, static_cast<int>(tab), "a tab stands in the indentation", "YAML indents with spaces",
                "Replace each tab by two spaces"};
  const std::size_t start = value_start(line);
  if (start == std::string_view::npos) return std::nullopt;
  const char c = line[start];
  const int column = static_cast<int>(start);
  if (c == '@' || c == '`' || c == '%')
    return Hint{
        number,
        column,
        fmt::format("a plain value may not begin with `{}`", c),
        {},
        c == '@' ? "A source stands behind the number: `10 1/min @key`" : "Write the value in quotes"};
  if ((c == '>' || c == '|') &&
      line.find_first_not_of("+-0123456789 ", start + 1) != std::string_view::npos &&
      line.find_first_not_of(" +-", start + 1) != std::string_view::npos &&
      line[line.find_first_not_of(" +-", start + 1)] != '#')
    return Hint{number, column, fmt::format("a plain value may not begin with `{}`", c),
                "YAML reads it as a folded text", "Name what is compared, `oxygen > 5 mmHg`, or use quotes"};
  if (c != '"' && c != '\'' && c != '{' && c != '[') {
    const std::size_t again = line.find(": ", start);
    const std::size_t comment = line.find(" #");
    if (again != std::string_view::npos && (comment == std::string_view::npos || again < comment))
      return Hint{number,
                  static_cast<int>(again),
                  "a plain value may not hold `: `",
                  {},
                  "Write the value in quotes"};
  }
  return std::nullopt;
}

bool about_ends(const std::string& message) {
  for (const char* word : {"end of map", "end of sequence", "end of flow", "EOF", "eof", "end of map flow"})
    if (message.find(word) != std::string::npos) return true;
  return false;
}

}  // namespace

Problem explain_syntax(std::string_view text, const std::string& file, int line, int column,
                       const std::string& message) {
  const int last = static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  line = std::clamp(line, 0, last);
  std::optional<Hint> hint;
  for (int l = line; l >= std::max(0, line - 2) && !hint; --l) hint = trap_in_line(text, l);
  if (!hint || about_ends(message))
    if (const auto open = unclosed(text))
      hint = Hint{open->line,
                  open->column,
                  fmt::format("the `{}` that begins here is never closed", open->what),
                  {},
                  {}};
  if (!hint) hint = Hint{line, std::max(0, column), "this is not YAML: " + message, {}, {}};
  const std::string_view there = line_at(text, hint->line);
  const int characters_before =
      characters(there.substr(0, std::min(there.size(), static_cast<std::size_t>(hint->column))));
  return {{file, hint->line + 1, characters_before + 1},
          1,
          Code::syntax,
          Severity::error,
          hint->problem,
          hint->why,
          hint->suggestion,
          {}};
}

std::optional<OpenQuote> unclosed_quote(std::string_view text, int line, int column) {
  const auto open = unclosed(text);
  if (!open || (open->what != '"' && open->what != '\'') || open->line != line || open->column != column)
    return std::nullopt;
  return OpenQuote{open->line, open->column, open->what};
}

Problem never_closed(std::string_view text, const std::string& file, const OpenQuote& quote) {
  const std::string_view before = line_at(text, quote.line).substr(0, static_cast<std::size_t>(quote.column));
  return {{file, quote.line + 1, characters(before) + 1},
          1,
          Code::syntax,
          Severity::error,
          fmt::format("the `{}` that begins here is never closed", quote.what),
          {},
          {},
          {}};
}

}  // namespace tilscape::scenarios::detail
