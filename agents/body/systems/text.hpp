// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agents/body/systems/params.hpp"
#include "engine/base/values.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tilscape::body {

/// An expression, where it stands, and whose it is.
struct Text {
  std::string text;
  Location where;
  std::string owner;  ///< the model or system that says it
};

/// What a system is, when all models that it follows have been laid over each other: an entry that is said
/// again replaces what it says of the other, and leaves the rest.
struct SystemText {
  struct Number {
    Text is;
    std::string about;
    bool own = false;   ///< said by the system itself
    bool base = false;  ///< a model has it
  };
  struct Species {
    Text start;
    std::optional<Text> in;
    std::string about;
    std::optional<std::size_t> content = {};  ///< of the particle: it counts what they carry there
  };
  struct Variable {
    Text start, rate;
    std::string about;
  };
  struct Flow {
    std::vector<std::string> from, to;
    Location from_at, to_at;
    Text rate;
    std::string about;
  };
  struct Route {
    std::optional<Text> to, antigen, adjuvant;
    Location where;
    std::string owner;
  };
  struct Release {
    std::vector<std::string> to;
    Location where;
    std::string owner;
  };
  struct Event {
    Text when;
    std::vector<std::string> from, to;
    Location from_at, to_at;
    std::optional<Text> amount;
    std::map<std::string, Text> set;
    std::string about;
  };
  std::string name;
  Location where;
  std::string about;
  std::vector<std::string> models;  ///< that it follows, the nearest first
  std::string of;                   ///< what it is of; empty: takes no doses
  Location of_at;
  std::map<std::string, Number> values;
  std::map<std::string, Species> species;
  std::map<std::string, Variable> variables;
  std::map<std::string, Flow> flows;
  std::map<std::string, Event> events;
  std::map<std::string, Route> routes;
  std::map<std::string, Release> releases;
  std::optional<Text> blood;
  double tolerance = 1e-8;
};

/// Throws BuildError where a model follows itself.
SystemText system_text(const Map<ModelParams>& models, const std::string& name,
                       const Parameter<SystemParams>& said);

}  // namespace tilscape::body
