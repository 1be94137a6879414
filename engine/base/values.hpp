// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/quantity.hpp"

#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tilscape {

/// Where a value was written: file, line and column count from 1; line 0: not from a file (a default).
struct Location {
  std::string file;
  int line = 0;
  int column = 0;
  friend bool operator==(const Location&, const Location&) = default;
};

/// A distribution in canonical units; what `a` and `b` are depends on the kind.
struct Distribution {
  enum class Kind : unsigned char {
    constant,             ///< a
    uniform,              ///< a to b
    normal,               ///< mean a, standard deviation b
    lognormal,            ///< mean a, standard deviation of the value itself b
    exponential,          ///< mean a
    delayed_exponential,  ///< a waiting time of a, then exponential with mean b
    gamma,                ///< mean a, shape b
    log_uniform,          ///< a to b, uniform in the logarithm
  };
  Kind kind = Kind::constant;
  double a = 0;
  double b = 0;
};

class Values;

/// One value after reading: checked against its ParameterInfo, numbers in canonical units.
struct Value {
  /// number, integer -> double; boolean -> bool; word, text, file, unit, names -> string; states, texts ->
  /// vector<string>; numbers, integers, share -> vector<double>; distribution -> Distribution; expression ->
  /// Expression; map, record, alternative -> Values; records -> list of Values; monostate: optional and not
  /// given, or raw.
  struct Expression {
    std::string text;                                         ///< with ${...} already replaced
    Dimension dimension;                                      ///< what it must evaluate to
    double least = -std::numeric_limits<double>::infinity();  ///< inclusive, in canonical units
    double most = std::numeric_limits<double>::infinity();    ///< inclusive, in canonical units
  };
  using Record = std::shared_ptr<const Values>;
  std::variant<std::monostate, double, bool, std::string, std::vector<std::string>, std::vector<double>,
               Distribution, Expression, Record, std::vector<Record>>
      data;
  Dimension dimension;  ///< of numbers and distributions
  std::string written;  ///< as it stands in the file, for messages and the merged scenario
  std::string source;   ///< the reference behind "@", or the descriptor's for a default; empty: assumed
  bool is_default = false;
  Location where;
  mutable bool asked = false;  ///< by an accessor of the Values that hold it, since forget_asked()
};

/// An ordered table of values by name: the parameters of one behaviour, one section of a scenario, one entry
/// of a map. The accessors throw UsageError when the name is missing or of another kind, because the reader
/// has checked every value against its descriptor before: a failure is an error of the program.
///
/// An accessor notes that its value was asked for; has() and entries() do not. So whoever builds something
/// from Values asks for a parameter where it acts and nowhere else, and what nobody asked for has no effect.
/// One thread at a time.
class Values {
 public:
  void set(std::string name, Value value);
  /// Entries in the order of their names.
  void sort();

  [[nodiscard]] bool has(std::string_view name) const;  ///< present and not monostate
  [[nodiscard]] const Value& at(std::string_view name) const;
  [[nodiscard]] double number(std::string_view name) const;  ///< canonical units
  [[nodiscard]] double number_or(std::string_view name, double otherwise) const;
  [[nodiscard]] bool boolean(std::string_view name) const;
  [[nodiscard]] const std::string& text(std::string_view name) const;  ///< word, text or a name
  [[nodiscard]] std::string text_or(std::string_view name, std::string otherwise) const;
  [[nodiscard]] const std::vector<std::string>& list(std::string_view name) const;
  [[nodiscard]] const std::vector<double>& numbers(std::string_view name) const;  ///< canonical units
  [[nodiscard]] const Distribution& distribution(std::string_view name) const;
  [[nodiscard]] const Value::Expression& expression(std::string_view name) const;
  [[nodiscard]] const Values& map(std::string_view name) const;
  [[nodiscard]] const std::vector<Value::Record>& records(std::string_view name) const;

  /// Entries of a map in the order of their names; of a record in that of the file (defaults after them, in
  /// the order of the descriptor).
  [[nodiscard]] const std::vector<std::pair<std::string, Value>>& entries() const { return entries_; }

  /// Nobody has asked for anything, here and below.
  void forget_asked() const;

 private:
  std::vector<std::pair<std::string, Value>> entries_;
};

}  // namespace tilscape
