// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/console.hpp"
#include "scenarios/cli/app.hpp"
#include "scenarios/output/build_info.hpp"

#include <nlohmann/json.hpp>

namespace tilscape::scenarios {

Exit print_version(const Globals& globals) {
  const BuildInfo build = build_info();
  if (globals.json) {
    nlohmann::ordered_json libraries;
    for (const auto& [name, version] : build.libraries) libraries[name] = version;
    const nlohmann::ordered_json json = {{"schema", "tilscape.version/1"}, {"version", build.version},
                                         {"commit", build.commit},         {"compiler", build.compiler},
                                         {"flags", build.flags},           {"libraries", libraries}};
    console::print("{}\n", json.dump(2));
    return Exit::done;
  }
  console::print("tilscape {} ({})\n{}, {}\n{}\n", build.version, build.commit, build.compiler,
                 build.build_type, build.flags);
  for (const auto& [name, version] : build.libraries) console::print("  {:14}{}\n", name, version);
  return Exit::done;
}

}  // namespace tilscape::scenarios
