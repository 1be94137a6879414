// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/values.hpp"

#include "engine/base/error.hpp"

#include <algorithm>

namespace tilscape {

namespace {

template <class T>
const T& get(const Value& value, std::string_view name, const char* kind) {
  if (const T* data = std::get_if<T>(&value.data)) return *data;
  throw UsageError("parameter " + std::string(name) + " is not " + kind);
}

}  // namespace

void Values::set(std::string name, Value value) {
  const auto it =
      std::find_if(entries_.begin(), entries_.end(), [&](const auto& e) { return e.first == name; });
  if (it != entries_.end())
    it->second = std::move(value);
  else
    entries_.emplace_back(std::move(name), std::move(value));
}

void Values::sort() {
  std::sort(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
}

bool Values::has(std::string_view name) const {
  const auto it =
      std::find_if(entries_.begin(), entries_.end(), [&](const auto& e) { return e.first == name; });
  return it != entries_.end() && !std::holds_alternative<std::monostate>(it->second.data);
}

const Value& Values::at(std::string_view name) const {
  const auto it =
      std::find_if(entries_.begin(), entries_.end(), [&](const auto& e) { return e.first == name; });
  if (it == entries_.end()) throw UsageError("there is no parameter " + std::string(name));
  it->second.asked = true;
  return it->second;
}

double Values::number(std::string_view name) const {
  return get<double>(at(name), name, "a number");
}

double Values::number_or(std::string_view name, double otherwise) const {
  return has(name) ? number(name) : otherwise;
}

bool Values::boolean(std::string_view name) const {
  return get<bool>(at(name), name, "true or false");
}

const std::string& Values::text(std::string_view name) const {
  return get<std::string>(at(name), name, "a word");
}

std::string Values::text_or(std::string_view name, std::string otherwise) const {
  if (has(name)) return text(name);
  return otherwise;
}

const std::vector<std::string>& Values::list(std::string_view name) const {
  return get<std::vector<std::string>>(at(name), name, "a list");
}

const std::vector<double>& Values::numbers(std::string_view name) const {
  return get<std::vector<double>>(at(name), name, "a list of numbers");
}

const Distribution& Values::distribution(std::string_view name) const {
  return get<Distribution>(at(name), name, "a distribution");
}

const Value::Expression& Values::expression(std::string_view name) const {
  return get<Value::Expression>(at(name), name, "an expression");
}

const Values& Values::map(std::string_view name) const {
  return *get<std::shared_ptr<const Values>>(at(name), name, "a map");
}

const std::vector<Value::Record>& Values::records(std::string_view name) const {
  return get<std::vector<Value::Record>>(at(name), name, "a list of maps");
}

void Values::forget_asked() const {
  for (const auto& [name, value] : entries_) {
    value.asked = false;
    if (const auto* record = std::get_if<Value::Record>(&value.data)) (*record)->forget_asked();
    if (const auto* list = std::get_if<std::vector<Value::Record>>(&value.data))
      for (const Value::Record& one : *list) one->forget_asked();
  }
}

}  // namespace tilscape
