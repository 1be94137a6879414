// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameter.hpp"
#include "scenarios/read/inputs.hpp"
#include "scenarios/read/names.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tilscape::scenarios {

/// Where a value stands.
struct Context {
  std::string owner = {};           ///< the key it stands under, for messages
  const TypeNames* type = nullptr;  ///< the agent type, if any
  std::string unit = "*";           ///< what "=unit" stands for
  bool partial = false;             ///< of a type whose base is not there: what is missing is not told
};

/// A key and its place, for what is missing below it.
struct KeyPlace {
  std::string name;
  Location where;
  int length = 1;
};

/// Where the paths in a scenario lead.
struct Paths {
  std::string scenario;            ///< its file
  std::size_t overrides = 0;       ///< so many are of the command line, those behind them the scenario's own
  const Inputs* inputs = nullptr;  ///< that it is read from instead of its file

  /// Of what is written there.
  [[nodiscard]] std::string locate(const Node& written) const;
};

/// Reads trees of text into values by descriptors. Every problem is told; what could not be read is left
/// out, so that reading goes on.
class Reader {
 public:
  Reader(const Names& names, Paths paths, Problems& problems)
      : names_(names), paths_(std::move(paths)), problems_(problems) {}

  /// A map whose keys are the parameters.
  Values record(const Node& node, const std::vector<ParameterInfo>& parameters, const KeyPlace& key,
                const Context& context);
  /// A map of names, by the descriptor of a map.
  Values map(const Node& node, const ParameterInfo& info, const KeyPlace& key, const Context& context);
  /// One value.
  Value value(const Node& node, const ParameterInfo& info, const KeyPlace& key, const Context& context);

  /// Is the name one of these, and told if not.
  bool known(const std::string& name, const Node& at, const std::vector<std::string>& names, Code code,
             const std::string& what, const KeyPlace& key);

  /// Is the key a name; told if not.
  bool valid_key(const Node::Entry& entry);

  /// Tells a key that nobody knows.
  void unknown_key(const Node::Entry& entry, const std::vector<std::string>& expected, const KeyPlace& key);

 private:
  using Data = decltype(Value::data);

  Value read_default(const ParameterInfo& info, const KeyPlace& key, const Context& context);
  Data scalar(const Node& node, const ParameterInfo& info, const KeyPlace& key, const Context& context,
              Value& out);
  Data list(const Node& node, const ParameterInfo& info, const KeyPlace& key, const Context& context,
            Value& out);
  Data records(const Node& node, const ParameterInfo& info, const KeyPlace& key, const Context& context);
  Data alternative(const Node& node, const ParameterInfo& info, const KeyPlace& key, const Context& context);
  Data number(const Node& node, const ParameterInfo& info, const KeyPlace& key, const Context& context,
              Value& out);
  Data integer(const Node& node, const ParameterInfo& info, const KeyPlace& key, Value& out);
  Data distribution(const Node& node, const ParameterInfo& info, const KeyPlace& key, const Context& context,
                    Value& out);
  Data expression(const Node& node, const ParameterInfo& info, const KeyPlace& key, const Context& context,
                  Value& out);
  Data boolean(const Node& node);
  Data share(const Node& node, const ParameterInfo& info, const KeyPlace& key, Value& out);
  Data word(const Node& node, const ParameterInfo& info, const KeyPlace& key);
  Data name(const Node& node, const ParameterInfo& info, const KeyPlace& key, const Context& context);
  Data file(const Node& node);

  bool check_key(const Node::Entry& entry, const ParameterInfo& map, const KeyPlace& key,
                 const Context& context);
  /// `of`: what a name of the kind `name` is a name of.
  bool check_name(const std::string& text, const Node& at, ParameterKind kind, const std::string& of,
                  const KeyPlace& key, const Context& context);
  bool check_range(double value, const Dimension& dimension, const ParameterInfo& info, const Node& node,
                   const KeyPlace& key);
  void check_tail(const Distribution& d, const Dimension& dimension, const ParameterInfo& info,
                  const Node& node, const KeyPlace& key);
  bool check_dimension(const Quantity& q, std::string_view text, const ParameterInfo& info, const Node& node,
                       const KeyPlace& key, const Context& context);
  std::string take_source(const Node& node, Value& out);
  const Symbols& symbols(const TypeNames* type);
  void error(Code code, const Node& node, const KeyPlace& key, std::string problem, std::string why = {},
             std::string suggestion = {});

  const Names& names_;
  Paths paths_;
  Problems& problems_;
  std::map<std::string, Symbols> symbols_;
  int depth_ = 0;
  bool in_default_ = false;
};

}  // namespace tilscape::scenarios
