// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/inspect.hpp"

#include "scenarios/cli/commands.hpp"
#include "scenarios/cli/snapshot_file.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace tilscape::scenarios {

namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

Exit inspect_command(const InspectRequest& request, const Globals& globals) {
  const fs::path path = snapshot_file(request.path);
  const fs::path summary = path.parent_path() / "summary.txt";
  if (!globals.json && fs::is_directory(request.path) && fs::exists(summary))
    fmt::print("{}\n", read_file(summary));
  if (request.verify) {
    if (const auto damage = snapshot::verify(path.string())) {
      fmt::print(stderr, "{}: damaged in record {} at byte {}: {}\n", path.string(), damage->record,
                 damage->offset, damage->reason);
      return Exit::unreadable_input;
    }
    fmt::print(stderr, "{}: every record is whole.\n", path.string());
  }
  const snapshot::Reader reader(path.string());
  fmt::print("{}\n", globals.json ? snapshot::inspect_json(reader) : snapshot::inspect_text(reader));
  return Exit::done;
}

}  // namespace tilscape::scenarios
