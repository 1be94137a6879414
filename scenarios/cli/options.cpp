// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/options.hpp"

#include <CLI/CLI.hpp>
#include <type_traits>

namespace tilscape::scenarios {

static_assert(std::is_same_v<std::uint64_t, std::size_t>);  // of a seed

Option& Option::required() {
  option_->required();
  return *this;
}

Option& Option::excludes(const Option& other) {
  option_->excludes(other.option_);
  return *this;
}

Option& Option::one_of(const std::vector<std::string>& words) {
  option_->check(CLI::IsMember(words));
  return *this;
}

Option& Option::between(int least, int most) {
  option_->check(CLI::Range(least, most));
  return *this;
}

Option& Option::positive() {
  option_->check(CLI::PositiveNumber);
  return *this;
}

Option& Option::not_negative() {
  option_->check(CLI::Validator(  // which would be read as a large number
      [](const std::string& text) {
        return text.starts_with('-') ? "`" + text + "` is no whole number from 0 on" : std::string();
      },
      ""));
  return *this;
}

Option& Option::type_name(const std::string& name) {
  option_->type_name(name);
  return *this;
}

Option& Option::comma_separated() {
  option_->delimiter(',')->allow_extra_args(false)->type_name("A,B,...");
  return *this;
}

Option Options::add_option(const std::string& names, std::string& value, const std::string& about) {
  return Option(*app_->add_option(names, value, about));
}

Option Options::add_option(const std::string& names, int& value, const std::string& about) {
  return Option(*app_->add_option(names, value, about));
}

Option Options::add_option(const std::string& names, std::size_t& value, const std::string& about) {
  return Option(*app_->add_option(names, value, about));
}

Option Options::add_option(const std::string& names, std::optional<std::size_t>& value,
                           const std::string& about) {
  return Option(*app_->add_option(names, value, about));
}

Option Options::add_option(const std::string& names, std::vector<std::string>& value,
                           const std::string& about) {
  return Option(*app_->add_option(names, value, about));
}

Option Options::add_flag(const std::string& names, bool& value, const std::string& about) {
  return Option(*app_->add_flag(names, value, about));
}

void Options::alias(const std::string& name) {
  app_->alias(name);
}

void Options::hide() {
  app_->group("");
}

void Options::require(const std::string& what, const std::function<bool()>& holds) {
  app_->callback([what, holds] {
    if (!holds()) throw CLI::RequiredError(what);
  });
}

std::function<std::vector<std::string>()> Options::all_words() {
  app_->prefix_command();
  app_->set_help_flag();
  app_->fallthrough(false);
  return [app = app_] { return app->remaining(); };
}

void scenario_options(Options& verb, ScenarioRequest& request) {
  verb.add_option("--variant", request.variant, "Take this entry of the scenario's `variants`");
  verb.add_option("--set", request.set, "Override a value: a.b.c=\"3 mg/kg\" (can be repeated)")
      .type_name("KEY=VALUE");
  verb.add_option("--seed", request.seed, "Override the seed").not_negative();
}

void time_limit_option(Options& verb, std::string& time_limit) {
  verb.add_option("--time-limit", time_limit,
                  "Stop in time to save the state before so much wall time is over: 3h50m");
}

}  // namespace tilscape::scenarios
