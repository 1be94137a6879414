// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameters.hpp"
#include "scenarios/subjects/start.hpp"

#include <string>
#include <variant>
#include <vector>

namespace tilscape::scenarios {

/// The behaviour whose entries the `rules` of a type are.
inline constexpr const char* rules_verb = "become";

/// A number that every cell carries.
struct ColumnParams : Parameters {
  using Parameters::Parameters;
  Parameter<Distribution> initial{this, {.name = "initial", .unit = "=unit", .about = "value of a new cell"}};
  Parameter<std::string> unit{this,
                              {.name = "unit",
                               .kind = ParameterKind::unit,
                               .about = "that of `initial` when left out",
                               .optional = true}};
  Parameter<std::string> stored{this,
                                {.name = "stored",
                                 .kind = ParameterKind::word,
                                 .default_value = "f32",
                                 .about = "number type",
                                 .source = "by definition",
                                 .choices = {"f32", "u8", "u32"}}};
  Parameter<std::string> about{this, {.name = "about", .about = "what it is", .optional = true}};
};

/// A change of state.
struct RuleParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::vector<std::string>> in{
      this,
      {.name = "in",
       .kind = ParameterKind::states,
       .about = "states in which it applies; all living ones when left out",
       .optional = true}};
  Parameter<Value::Expression> when{this, {.name = "when", .about = "the condition"}};
  Parameter<std::string> become{
      this, {.name = rules_verb, .kind = ParameterKind::state, .about = "the state that is entered"}};
  Parameter<Value::Expression> rate{
      this,
      {.name = "rate",
       .unit = "1/min",
       .about = "of the change while the condition holds; at once when left out",
       .min = 0,
       .optional = true}};
};

/// What a scenario says of an agent type, besides its behaviours.
struct AgentTypeParams : Parameters {
  using Parameters::Parameters;
  Parameter<int> takes{this,
                       {.name = "takes", .about = "units of a site that a cell fills", .min = 1, .max = 255}};
  Map<std::string> states{
      this,
      {.name = "states",
       .default_value = "{}",
       .about = "states of a cell; `alive` alone when left out",
       .source = "by definition",
       .children = {{.kind = ParameterKind::word,
                     .about = "begins: the living state of a new cell, to be said where several are alive",
                     .choices = {"begins", "alive", "dead"}}}}};
  Map<ColumnParams> columns{this,
                            {.name = "columns",
                             .default_value = "{}",
                             .about = "numbers that every cell carries",
                             .source = "by definition",
                             .main = "initial"}};
  Parameter<std::vector<StartParams>> start{
      this,
      {.name = "start",
       .about = "cells that are there at the start: a number in a shape, or a table; or a list of such",
       .optional = true}};
  Parameter<std::vector<RuleParams>> rules{
      this,
      {.name = "rules",
       .about = "changes of state: maps, or sentences that change the parameters of behaviours",
       .optional = true}};
  Parameter<std::monostate> extends{
      this, {.name = "extends", .about = "an agent type that this one is laid over", .optional = true}};
};

}  // namespace tilscape::scenarios
