// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace tilscape {

/// What may be written as the value of a parameter.
enum class ParameterKind {
  number,        ///< a quantity: "10 1/min"
  expression,    ///< a quantity or an expression over columns and fields: "hill(oxygen, 12 mmHg, 4)"
  distribution,  ///< a quantity or a distribution: "gamma(24 h, 4)"
  boolean,       ///< true or false
  word,          ///< one of `choices`
  text,          ///< free text
  type,          ///< name of an agent type
  state,         ///< name of a state of the agent type that the parameter stands under
  states,        ///< list of such names
  column,        ///< name of a column of the agent type that the parameter stands under
  substance,     ///< name of a substance (field)
  drug,          ///< name of a drug
  particle,      ///< name of a particle design
  map,  ///< a map from names to parameter maps (`children`, keys of kind `key`); named "*", it is the
        ///< behaviour's own map: `consume: { oxygen: 10 1/min }`
};

/// One descriptor feeds loading, error messages, the JSON Schema, `describe` and the reference page.
struct ParameterInfo {
  std::string name = {};
  ParameterKind kind = ParameterKind::number;
  std::string unit = {};  ///< unit of the numbers above (any unit of the same dimension is read)
  std::optional<std::string> default_value =
      {};                   ///< as it would be written in YAML; empty: required, unless optional
  std::string about = {};   ///< one sentence
  std::string source = {};  ///< where the default is from: "doi:...", "assumed"
  double min = -std::numeric_limits<double>::infinity();  ///< in `unit`, inclusive
  double max = std::numeric_limits<double>::infinity();   ///< in `unit`, inclusive
  bool optional = false;                                  ///< may be left out without a default
  std::vector<std::string> choices = {};                  ///< for word
  ParameterKind key = ParameterKind::text;                ///< for map: what its keys are
  std::vector<ParameterInfo> children = {};               ///< for map: parameters of each entry
  std::string main = {};  ///< for map: the child that a scalar entry stands for
};

}  // namespace tilscape
