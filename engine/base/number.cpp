// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/detail/number_reader.hpp"
#include "engine/base/detail/unit_reader.hpp"
#include "engine/base/text.hpp"
#include "engine/base/trimmed.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace tilscape {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

using detail::NumberReading;

NumberReading refuse(std::string problem, std::string suggestion = {}) {
  return {0, 0, std::move(problem), std::move(suggestion)};
}

std::string write(std::string_view first, std::string_view second = {}, std::string_view third = {}) {
  return joined({"write `", first, second, third, "`"});
}

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

char at(std::string_view text, std::size_t i) {
  return i < text.size() ? text[i] : '\0';
}

/// What may stand behind a number is a unit; what looks like more of the number could be read in two ways.
NumberReading refuse_separator(std::string_view text, std::size_t end) {
  const std::size_t next = skip_digits(text, end + 1);
  if (text[end] == '_' || text[end] == '\'') return refuse("a number has no separators between its digits");
  if (text[end] == '.' || text.substr(0, end).find('.') != std::string_view::npos)
    return refuse("a number has one decimal point and no separators");
  std::string thousands(text.substr(0, next));
  std::string decimal = thousands;
  decimal[end] = '.';
  std::erase(thousands, ',');
  const bool grouped = next - end == 4 && text[0] != '0';
  return refuse("a number has no comma",
                grouped ? write(thousands) + " or `" + decimal + "`" : write(decimal));
}

bool is_separator(char c) {
  return c == ',' || c == '.' || c == '_' || c == '\'';
}

bool is_word_for_no_number(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  if (!text.empty() && text[0] == '.') text.remove_prefix(1);  // YAML writes .nan and .inf
  std::string word(text.substr(0, text.find(' ')));
  for (char& c : word)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return word == "nan" || word == "inf" || word == "infinity";
}

}  // namespace

namespace detail {

NumberReading read_decimal(std::string_view text) {
  const std::size_t sign = at(text, 0) == '-' || at(text, 0) == '+' ? 1 : 0;
  const std::size_t whole = skip_digits(text, sign);
  const std::string_view digits = text.substr(sign, whole - sign);
  if (digits.empty()) {
    if (at(text, whole) == '.' && is_digit(at(text, whole + 1)))
      return refuse("a number starts with a digit", write(text.substr(0, sign), "0", text.substr(whole)));
    return refuse("a number is missing");
  }
  if (digits == "0" && (at(text, whole) == 'x' || at(text, whole) == 'X'))
    return refuse("hexadecimal numbers are not read");
  if (digits.size() > 1 && digits[0] == '0') {
    const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size() - 1);
    return refuse("a number has no leading zeros", write(text.substr(0, sign), text.substr(sign + zeros)));
  }
  std::size_t end = whole;
  if (at(text, end) == '.') {
    const std::size_t fraction = skip_digits(text, end + 1);
    if (fraction == end + 1)
      return refuse("digits are missing behind the decimal point", write(text.substr(0, end)));
    end = fraction;
  }
  if (at(text, end) == 'e' || at(text, end) == 'E') {
    const std::size_t start = end + (at(text, end + 1) == '-' || at(text, end + 1) == '+' ? 2 : 1);
    const std::size_t exponent = skip_digits(text, start);
    if (exponent > start) end = exponent;
  }
  const std::size_t from = at(text, 0) == '+' ? 1 : 0;  // from_chars reads no plus sign
  double value = 0;
  if (std::from_chars(text.data() + from, text.data() + end, value).ec != std::errc())
    return refuse("the number is too large or too close to zero");
  return {value, end, {}, {}};
}

NumberReading read_fraction(std::string_view text) {
  NumberReading number = read_decimal(text);
  if (!number.problem.empty() || at(text, number.length) != '/' || !is_digit(at(text, number.length + 1)))
    return number;
  const NumberReading below = read_decimal(text.substr(number.length + 1));
  if (!below.problem.empty()) return below;
  if (below.value == 0) return refuse("the fraction divides by zero");
  const std::size_t end = number.length + 1 + below.length;
  if (at(text, end) == '/' && is_digit(at(text, end + 1))) return refuse("a fraction has two parts");
  return {number.value / below.value, end, {}, {}};
}

}  // namespace detail

QuantityParse parse_quantity(std::string_view text) {
  const std::string ascii = detail::plain(text);
  const std::string_view whole = trimmed(ascii);
  if (is_word_for_no_number(whole)) return {std::nullopt, "nan and inf are not numbers here", {}};
  if (whole.starts_with("\u2212"))
    return {std::nullopt, "the minus sign is not the one of the keyboard",
            write("-", whole.substr(std::string_view("\u2212").size()))};
  NumberReading number = detail::read_fraction(whole);
  if (number.problem.empty() && is_separator(at(whole, number.length)))
    number = refuse_separator(whole, number.length);
  if (!number.problem.empty()) return {std::nullopt, number.problem, number.suggestion};
  const std::string_view rest = trimmed(whole.substr(number.length));
  // `1 000 um`; a unit itself may start with 1, as in `1/min`
  if (rest.size() >= 3 && is_digit(rest[0]) && is_digit(rest[1]) && is_digit(rest[2]))
    return {std::nullopt, "a number has no separators between its digits",
            write(whole.substr(0, number.length), rest)};
  const detail::UnitReading unit = detail::read_unit(rest);
  if (!unit.unit) return {std::nullopt, unit.problem, unit.suggestion};
  const double value = unit.unit->to_canonical(number.value);
  if (!std::isfinite(value)) return {std::nullopt, "the number is too large", {}};
  return {Quantity{value, unit.unit->dimension}, {}, {}};
}

}  // namespace tilscape
