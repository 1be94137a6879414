// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilscape {

/// What may be written as the value of a parameter.
enum class ParameterKind {
  number,        ///< a quantity: "10 min"; or one of `choices`, when there are any
  integer,       ///< a whole number
  numbers,       ///< list of quantities
  integers,      ///< list of whole numbers
  share,         ///< part and whole: "1 mm3 of 100 mm3"
  unit,          ///< a unit: "nM"
  expression,    ///< a quantity or an expression over columns and fields: "hill(oxygen, 12 mmHg, 4)"
  formula,       ///< an expression over names that whoever declares it knows, who compiles it as well
  distribution,  ///< a quantity or a distribution: "gamma(24 h, 4)"
  boolean,       ///< true or false
  word,          ///< one of `choices`
  text,          ///< free text
  texts,         ///< list of texts (one may stand alone)
  file,          ///< path of a file, relative to the file in which it is written
  type,          ///< name of an agent type
  state,         ///< name of a state of the agent type that the parameter stands under
  states,        ///< list of such names
  column,        ///< name of a column of the agent type that the parameter stands under
  substance,     ///< name of a substance (field)
  name,          ///< name of something that a part of the language defines (`of`)
  map,      ///< a map from names to parameter maps (`children`, keys of kind `key`); named "*", it is the
            ///< behaviour's own map: `consume: { oxygen: 8e4 um3/min }`. A single child without a name: the
            ///< entries are values of its kind
  record,   ///< a map of the `children`
  records,  ///< list of such maps (one may stand alone)
  alternative,  ///< a map of exactly one of the `children`
  raw,          ///< kept as it is written, read elsewhere
};

/// What a state, or the key of a map, says of where cells of the type come from and go.
enum class Moves : unsigned char {
  none,
  from,       ///< they go on from it
  to,         ///< they come to it
  through,    ///< both
  of_target,  ///< cells of the agent type that `target` names come to it
};

/// Whether the unit of a descriptor is that of the substance or column it belongs to.
inline bool is_own_unit(std::string_view unit) {
  return unit == "=unit";
}

/// One descriptor feeds loading, error messages, the JSON Schema, `describe` and the reference page.
struct ParameterInfo {
  std::string name = {};
  ParameterKind kind = ParameterKind::number;
  std::string unit = {};  ///< unit of the numbers below (any unit of the same dimension is read); "=unit":
                          ///< that of the substance or column it belongs to; "*": any
  std::optional<std::string> default_value =
      {};                   ///< as it would be written in YAML; empty: required, unless optional
  std::string about = {};   ///< one sentence
  std::string source = {};  ///< where the default is from: "doi:...", "assumed"
  double min = -std::numeric_limits<double>::infinity();  ///< in `unit`, inclusive
  double max = std::numeric_limits<double>::infinity();   ///< in `unit`, inclusive
  bool optional = false;                                  ///< may be left out without a default
  std::vector<std::string> choices = {};                  ///< for word, texts
  ParameterKind key = ParameterKind::text;                ///< for map: what its keys are
  std::string of = {};                                    ///< for name, or a map with such keys: of what
  std::vector<ParameterInfo> children = {};               ///< for map: parameters of each entry
  Moves moves = Moves::none;                              ///< for state, or a map with such keys
  bool listed = false;    ///< for map: a list of keys may stand for it, when nothing is said of them
  std::string main = {};  ///< for map, record, records: the child that a scalar stands for
  bool hazard = false;    ///< of a behaviour: a rate at which cells act, the mean time until they do, or a
                          ///< pure number that multiplies the others; told when it is fast for the step
  std::optional<double> idle = {};  ///< the value with which what it belongs to does nothing
};

}  // namespace tilscape
