// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/query.hpp"

#include <charconv>
#include <stdexcept>

namespace tilscape::viz {
namespace {

template <typename T>
T number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    throw std::invalid_argument("`" + std::string(text) + "` is not a number");
  return value;
}

std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain.push_back(text[i]);
      continue;
    }
    unsigned value = 0;
    const char* begin = text.data() + i + 1;
    if (text.size() - i < 3 || std::from_chars(begin, begin + 2, value, 16).ptr != begin + 2)
      throw std::invalid_argument("a % without two hexadecimal digits");
    plain.push_back(static_cast<char>(value));
    i += 2;
  }
  return plain;
}

}  // namespace

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(at), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::uint64_t whole_number(std::string_view text) {
  return number<std::uint64_t>(text);
}

double real_number(std::string_view text) {
  return number<double>(text);
}

Query::Query(std::string_view text) {
  for (const std::string& word : split(text, '&')) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) throw std::invalid_argument("`" + word + "` has no value");
    words_[decoded(word.substr(0, equals))] = decoded(word.substr(equals + 1));
  }
}

std::string Query::text(const std::string& name) const {
  const auto found = words_.find(name);
  return found == words_.end() ? std::string() : found->second;
}

std::uint64_t Query::whole(const std::string& name) const {
  return whole_number(text(name));
}

std::vector<int> Query::wholes(const std::string& name) const {
  std::vector<int> values;
  for (const std::string& part : split(text(name), ',')) values.push_back(number<int>(part));
  return values;
}

}  // namespace tilscape::viz
