// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What a verb's file writes into the command line. It does not include CLI11, which makes objects before main
// in each file that does: where memory runs out there, nobody can tell.

#pragma once

#include "scenarios/cli/load.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace tilscape::scenarios {

class Option {
 public:
  explicit Option(CLI::Option& option) : option_(&option) {}

  Option& required();
  Option& excludes(const Option& other);
  Option& one_of(const std::vector<std::string>& words);
  Option& between(int least, int most);
  Option& positive();
  Option& not_negative();
  /// Shown in the help in place of its type.
  Option& type_name(const std::string& name);
  /// A,B,...
  Option& comma_separated();

 private:
  CLI::Option* option_;
};

/// The options of a verb. What they are written to has to live as long as its command.
class Options {
 public:
  explicit Options(CLI::App& app) : app_(&app) {}

  Option add_option(const std::string& names, std::string& value, const std::string& about);
  Option add_option(const std::string& names, int& value, const std::string& about);
  Option add_option(const std::string& names, std::size_t& value, const std::string& about);
  Option add_option(const std::string& names, std::optional<std::size_t>& value, const std::string& about);
  Option add_option(const std::string& names, std::vector<std::string>& value, const std::string& about);
  Option add_flag(const std::string& names, bool& value, const std::string& about);

  void alias(const std::string& name);
  /// For the program itself, not for people.
  void hide();
  /// Wrong use, unless it holds once all has been read: `what` is required.
  void require(const std::string& what, const std::function<bool()>& holds);
  /// All words behind the verb are another program's, --help too: gives them when they have been read.
  std::function<std::vector<std::string>()> all_words();

 private:
  CLI::App* app_;
};

/// Options that choose and change a scenario.
void scenario_options(Options& verb, ScenarioRequest& request);

/// --time-limit of a verb that can be stopped and goes on.
void time_limit_option(Options& verb, std::string& time_limit);

}  // namespace tilscape::scenarios
