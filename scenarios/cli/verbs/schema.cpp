// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/schema.hpp"

#include "proto/console.hpp"
#include "proto/error.hpp"
#include "scenarios/cli/load.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/verb.hpp"

#include <fstream>

namespace tilscape::scenarios::verbs {

namespace {

Exit schema_command(const std::string& file) {
  const std::string schema = scenario_schema(language());
  if (file.empty()) {
    console::print("{}\n", schema);
    return Exit::done;
  }
  std::ofstream out(file);
  out << schema << '\n';
  out.close();
  if (!out) throw snapshot::WriteError(file + ": cannot be written");
  return Exit::done;
}

Command options(Options& verb) {
  auto file = std::make_shared<std::string>();
  verb.add_option("--out", *file, "Write it to this file");
  return [file](const CommandLine&) { return schema_command(*file); };
}

}  // namespace

Verb schema() {
  return {.name = "schema",
          .about = "Print the JSON Schema of scenarios, for editors",
          .order = 90,
          .options = options};
}

}  // namespace tilscape::scenarios::verbs
