// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/options.hpp"

#include "scenarios/cli/cli11.hpp"

namespace tilscape::scenarios {

void scenario_options(CLI::App& verb, ScenarioRequest& request) {
  verb.add_option("--variant", request.variant, "Take this entry of the scenario's `variants`");
  verb.add_option("--set", request.set, "Override a value: a.b.c=\"3 mg/kg\" (can be repeated)")
      ->type_name("KEY=VALUE");
  const CLI::Validator not_negative(  // which would be read as a large number
      [](const std::string& text) {
        return text.starts_with('-') ? "`" + text + "` is no whole number from 0 on" : std::string();
      },
      "");
  verb.add_option("--seed", request.seed, "Override the seed")->check(not_negative);
}

void time_limit_option(CLI::App& verb, std::string& time_limit) {
  verb.add_option("--time-limit", time_limit,
                  "Stop in time to save the state before so much wall time is over: 3h50m");
}

}  // namespace tilscape::scenarios
