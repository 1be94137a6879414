// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/values.hpp"

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tilscape::test {

/// Values written in code, in canonical units, for worlds without a scenario file.
inline Value number(double x) {
  Value v;
  v.data = x;
  return v;
}
inline Value word(std::string text) {
  Value v;
  v.data = std::move(text);
  return v;
}
inline Value words(std::vector<std::string> list) {
  Value v;
  v.data = std::move(list);
  return v;
}
inline Value distribution(Distribution::Kind kind, double a, double b = 0) {
  Value v;
  v.data = Distribution{kind, a, b};
  return v;
}
inline Value exponential(double mean) {
  return distribution(Distribution::Kind::exponential, mean);
}
inline Value expression(std::string text, const char* unit = "") {
  Value v;
  v.data = Value::Expression{std::move(text), dimension_of(unit)};
  return v;
}
using Entries = std::initializer_list<std::pair<std::string, Value>>;
inline Values table(Entries entries) {
  Values values;
  for (const auto& [name, value] : entries) values.set(name, value);
  return values;
}
inline Value map(Entries entries) {
  Value v;
  v.data = std::make_shared<const Values>(table(entries));
  return v;
}

}  // namespace tilscape::test
