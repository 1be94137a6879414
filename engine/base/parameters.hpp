// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/error.hpp"
#include "engine/base/parameter.hpp"
#include "engine/base/values.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace tilscape {

template <class T>
class Parameter;
template <class T>
class Map;

/// The number of a default, in canonical units; 0 without one.
double number_of_default(const ParameterInfo& info);
/// The value of this name, or nullptr. Does not ask for it.
const Value* find(const Values& values, std::string_view name);

/// What a scenario can say of a subject: a struct with a member for each parameter, which is declared with
/// its descriptor, so that key, unit, range, default, source and member stand once.
///
///     struct ClearParams : Parameters {
///       using Parameters::Parameters;
///       Parameter<double> after{this, {.name = "after", .unit = "min", .about = "until it is gone"}};
///       double share = number({.name = "share", .default_value = "0.5"});
///     };
///
/// describe<ClearParams>() lists the descriptors, ClearParams(values) has the values of a scenario, and
/// ClearParams{} the defaults. A Parameter is asked for with `*`; who never asks for it lets it be told as
/// without effect. A plain member has been asked for as soon as it is there.
class Parameters {
 public:
  Parameters() = default;
  /// The values must live as long as somebody asks for a Parameter of them. `path`: of the struct within that
  /// which is made, "oxygen.": the names of its parameters begin with it.
  explicit Parameters(const Values& values, std::string path = {})
      : values_(&values), path_(std::move(path)) {}
  /// Those of a struct that has this one as a member, beside its own.
  explicit Parameters(const Parameters* around)
      : values_(around->values_), list_(around->list_), path_(around->path_) {}
  /// Adds the descriptors to the list.
  explicit Parameters(std::vector<ParameterInfo>& list) : list_(&list) {}
  Parameters(const Parameters&) {}                            // where it was read from is no part of it
  Parameters& operator=(const Parameters&) { return *this; }  // NOLINT(bugprone-unhandled-self-assignment)
  ~Parameters() = default;

 protected:
  double number(ParameterInfo info);  ///< canonical units
  int whole(ParameterInfo info);
  /// One that the reader of the scenario sets, and nobody writes.
  template <class T>
  Parameter<T> unwritten(const char* name) const {
    const Value* value = values_ == nullptr ? nullptr : find(*values_, name);
    return value == nullptr ? Parameter<T>() : Parameter<T>(path_ + name, *value);
  }

 private:
  template <class T>
  friend class Parameter;
  template <class T>
  friend class Map;
  const Values* values_ = nullptr;
  std::vector<ParameterInfo>* list_ = nullptr;
  std::string path_;
};

template <class T>
std::vector<ParameterInfo> describe() {
  std::vector<ParameterInfo> list;
  (void)T(list);
  return list;
}

/// One parameter: a number, a text, a list of them, a distribution, an expression, a struct of Parameters (a
/// record) or a list of such; a std::variant of these; std::monostate for what is kept as it is written.
/// Asking throws ParameterError with its name when there is none.
template <class T>
class Parameter {
 public:
  Parameter() = default;
  Parameter(T value) : value_(std::move(value)) {}  // so that it is set as a plain member is
  Parameter(Parameters* of, ParameterInfo info) : name_(of->path_ + info.name) {
    if (of->list_ != nullptr) {
      complete(info);
      of->list_->push_back(std::move(info));
    } else if (of->values_ != nullptr) {
      from_ = find(*of->values_, info.name);
    } else if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
      if (info.default_value) value_ = static_cast<T>(number_of_default(info));
    }
  }

  Parameter(std::string name, const Value& from) : name_(std::move(name)), from_(&from) {}

  /// Is there one, of the scenario's or by default?
  [[nodiscard]] bool given() const {
    return from_ != nullptr ? !std::holds_alternative<std::monostate>(from_->data) : value_.has_value();
  }
  /// Does the scenario say it?
  [[nodiscard]] bool said() const { return from_ != nullptr && given() && !from_->is_default; }
  T operator*() const {
    if (from_ != nullptr) {
      from_->asked = true;
      return read(*from_);
    }
    if (!value_) throw ParameterError(name_, "there is no parameter " + name_);
    return *value_;
  }
  [[nodiscard]] T value_or(T otherwise) const { return given() ? **this : std::move(otherwise); }
  [[nodiscard]] const std::string& name() const { return name_; }
  /// Where the scenario says it; line 0: nowhere.
  [[nodiscard]] Location where() const { return from_ == nullptr ? Location{} : from_->where; }
  [[nodiscard]] Dimension dimension() const { return from_ == nullptr ? Dimension{} : from_->dimension; }

 private:
  static constexpr bool is_record = std::is_base_of_v<Parameters, T>;
  template <class U>
  struct ItemOf {};
  template <class U>
  struct ItemOf<std::vector<U>> {
    using Type = U;
  };

  /// What the type says of the descriptor.
  static void complete(ParameterInfo& info) {
    if constexpr (std::is_same_v<T, int>) info.kind = ParameterKind::integer;
    if constexpr (std::is_same_v<T, bool>) info.kind = ParameterKind::boolean;
    if constexpr (std::is_same_v<T, Distribution>) info.kind = ParameterKind::distribution;
    if constexpr (std::is_same_v<T, Value::Expression>) info.kind = ParameterKind::expression;
    if constexpr (std::is_same_v<T, std::monostate>) info.kind = ParameterKind::raw;
    if constexpr (std::is_same_v<T, std::vector<double>>)
      if (info.kind == ParameterKind::number) info.kind = ParameterKind::numbers;  // else a share, integers
    if constexpr (std::is_same_v<T, std::string>)
      if (info.kind == ParameterKind::number) info.kind = ParameterKind::text;  // else a word, a name
    if constexpr (std::is_same_v<T, std::vector<std::string>>)
      if (info.kind == ParameterKind::number) info.kind = ParameterKind::texts;  // else states
    if constexpr (is_record) {
      if (info.kind == ParameterKind::number) info.kind = ParameterKind::record;  // else an alternative
      info.children = describe<T>();
    }
    if constexpr (requires { typename ItemOf<T>::Type; }) {
      using Item = typename ItemOf<T>::Type;
      if constexpr (std::is_base_of_v<Parameters, Item>) {
        info.kind = ParameterKind::records;
        info.children = describe<Item>();
      }
    }
  }

  template <class U>
  [[nodiscard]] const U& as(const Value& value) const {
    if (const U* data = std::get_if<U>(&value.data)) return *data;
    throw ParameterError(name_, "parameter " + name_ + " is of another kind");
  }
  /// Whichever of them it is.
  template <class... Us>
  [[nodiscard]] T one_of(const Value& value, const std::variant<Us...>*) const {
    std::optional<T> found;
    const auto take = [&](const auto* data) {
      if (data != nullptr) found = *data;
    };
    (take(std::get_if<Us>(&value.data)), ...);
    if (!found) throw ParameterError(name_, "parameter " + name_ + " is of another kind");
    return *std::move(found);
  }
  [[nodiscard]] T read(const Value& value) const {
    if constexpr (std::is_same_v<T, int>) {
      return static_cast<int>(as<double>(value));
    } else if constexpr (requires { std::variant_size<T>::value; }) {
      return one_of(value, static_cast<const T*>(nullptr));
    } else if constexpr (is_record) {
      return T(*as<Value::Record>(value), name_ + ".");
    } else if constexpr (requires { typename ItemOf<T>::Type; }) {
      using Item = typename ItemOf<T>::Type;
      if constexpr (std::is_base_of_v<Parameters, Item>) {
        T list;
        for (const Value::Record& record : as<std::vector<Value::Record>>(value))
          list.emplace_back(*record, name_ + ".");
        return list;
      } else {
        return as<T>(value);
      }
    } else {
      return as<T>(value);
    }
  }

  std::string name_;
  std::optional<T> value_;
  const Value* from_ = nullptr;
};

/// A parameter that is a map from names that the scenario gives to values, or to structs of Parameters. The
/// only one of a subject may be named "*": then the subject is the map (`consume: { oxygen: ... }`). Of one
/// that is `listed` a list of names is a map in which nothing is said of them.
template <class T>
class Map {
 public:
  Map(Parameters* of, ParameterInfo info) : own_(info.name == "*"), path_(of->path_) {
    if (of->list_ != nullptr) {
      info.kind = ParameterKind::map;
      if constexpr (std::is_base_of_v<Parameters, T>)
        if (info.children.empty()) info.children = describe<T>();
      of->list_->push_back(std::move(info));
    } else if (of->values_ != nullptr && own_) {
      values_ = of->values_;
    } else if (of->values_ != nullptr) {
      path_ += info.name + ".";
      map_ = Parameter<Content>(of, std::move(info));
    }
  }

  /// Is there one, of the scenario's or by default?
  [[nodiscard]] bool given() const { return own_ ? values_ != nullptr : map_.given(); }
  /// Where the scenario says it; line 0: nowhere.
  [[nodiscard]] Location where() const { return map_.where(); }
  /// In the order of their names, a list in its own. Asks for the map, as has() does, and for none of them.
  [[nodiscard]] std::vector<std::pair<std::string, Parameter<T>>> all() const {
    std::vector<std::pair<std::string, Parameter<T>>> list;
    if (const Values* values = here())
      for (const auto& [name, value] : values->entries()) list.emplace_back(name, one(name, value));
    for (const std::string& name : names()) list.emplace_back(name, nothing_said());
    return list;
  }
  [[nodiscard]] bool has(std::string_view name) const {
    if (const Values* values = here()) return values->has(name);
    const std::vector<std::string> list = names();
    return std::find(list.begin(), list.end(), name) != list.end();
  }
  /// Throws UsageError for one that it has not.
  [[nodiscard]] Parameter<T> operator[](const std::string& name) const {
    const Values* values = here();
    const Value* value = values == nullptr ? nullptr : find(*values, name);
    if (value != nullptr) return one(name, *value);
    if (!has(name)) throw UsageError("there is no " + path_ + name);
    return nothing_said();
  }

 private:
  using Content = std::variant<Value::Record, std::vector<std::string>>;

  [[nodiscard]] const Values* here() const {
    if (own_) return values_;
    if (!map_.given()) return nullptr;
    const Content content = *map_;
    const auto* record = std::get_if<Value::Record>(&content);
    return record == nullptr ? nullptr : record->get();
  }
  /// Of a list.
  [[nodiscard]] std::vector<std::string> names() const {
    if (own_ || !map_.given()) return {};
    const Content content = *map_;
    const auto* list = std::get_if<std::vector<std::string>>(&content);
    return list == nullptr ? std::vector<std::string>{} : *list;
  }
  [[nodiscard]] Parameter<T> one(const std::string& name, const Value& value) const {
    return Parameter<T>(path_ + name, value);
  }
  static Parameter<T> nothing_said() {
    if constexpr (std::is_base_of_v<Parameters, T>) return Parameter<T>(T());
    return Parameter<T>();
  }

  bool own_;
  std::string path_;
  const Values* values_ = nullptr;
  Parameter<Content> map_;
};

}  // namespace tilscape
