// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/rule/detail/operation.hpp"
#include "engine/rule/program.hpp"

#include <algorithm>

namespace tilscape {

namespace {

std::string call(std::string_view function, std::string_view argument) {
  return joined({function, "(", argument, ")"});
}

}  // namespace

bool is_reserved_name(std::string_view name) {
  for (const std::string_view word : {"and", "or", "not", "per", "if", ""})
    if (name == word) return true;
  return is_unit(name);
}

void Symbols::add(std::string name, Symbol symbol) {
  if (is_reserved_name(name)) throw UsageError(quoted(name) + " cannot be a name in expressions");
  table_.emplace_back(std::move(name), symbol);
}

void Symbols::add_constant(std::string name, const Quantity& value) {
  if (is_reserved_name(name)) throw UsageError(quoted(name) + " cannot be a name in expressions");
  constants_.emplace_back(std::move(name), value);
}

const Quantity* Symbols::find_constant(std::string_view name) const {
  const auto it = std::find_if(constants_.begin(), constants_.end(),
                               [name](const auto& entry) { return entry.first == name; });
  return it == constants_.end() ? nullptr : &it->second;
}

void Symbols::add_call(const std::string& function, const std::string& argument, Symbol symbol) {
  if (detail::find_function(function)) throw UsageError(quoted(function) + " is a function of the language");
  table_.emplace_back(call(function, argument), symbol);
}

void Symbols::add_calls(std::string function, Calls calls) {
  if (detail::find_function(function)) throw UsageError(quoted(function) + " is a function of the language");
  calls_.emplace_back(std::move(function), std::move(calls));
}

const Symbols::Calls* Symbols::find_calls(std::string_view function) const {
  const auto it = std::find_if(calls_.begin(), calls_.end(),
                               [function](const auto& entry) { return entry.first == function; });
  return it == calls_.end() ? nullptr : &it->second;
}

const Symbol* Symbols::find(std::string_view name) const {
  const auto it =
      std::find_if(table_.begin(), table_.end(), [name](const auto& entry) { return entry.first == name; });
  return it == table_.end() ? nullptr : &it->second;
}

const Symbol* Symbols::find_call(std::string_view function, std::string_view argument) const {
  return find(call(function, argument));
}

std::vector<std::string> Symbols::names() const {
  std::vector<std::string> out;
  for (const auto& [name, symbol] : table_) out.push_back(name);
  for (const auto& [name, value] : constants_) out.push_back(name);
  for (const auto& [function, calls] : calls_) out.push_back(function + "(");
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<RuleFunction> rule_functions() {
  std::vector<RuleFunction> out;
  for (const detail::Operation& o : detail::operations)
    if (o.shape == detail::Shape::function) out.push_back({o.name, o.parameters, o.about});
  return out;
}

}  // namespace tilscape
