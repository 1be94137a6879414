// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/inspect.hpp"

#include "engine/base/error.hpp"
#include "proto/bytes.hpp"
#include "proto/console.hpp"
#include "proto/json_text.hpp"
#include "proto/run_folder.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/verb.hpp"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace tilscape::scenarios::verbs {

namespace {

namespace fs = std::filesystem;
using snapshot::Finding;
using Json = nlohmann::ordered_json;

struct InspectRequest {
  std::string path;
  bool verify = false;
};

bool damaged(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.kind == Finding::Kind::damaged; });
}

void tell(const std::string& path, const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) console::tell("{}: {}\n", finding.file, finding.what);
  if (damaged(findings)) return;
  if (findings.empty())
    console::tell("{}: every record is whole.\n", path);
  else
    console::tell("{}: what stands before the unfinished end is whole.\n", path);
}

Json json_of(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings)
    list.push_back({{"kind", finding.kind == Finding::Kind::damaged ? "damaged" : "unfinished"},
                    {"file", finding.file},
                    {"what", finding.what}});
  return list;
}

Exit inspect_command(const InspectRequest& request, const Globals& globals) {
  if (!fs::exists(request.path)) throw InputError(request.path + ": there is no such file or folder");
  const std::string file = snapshot::snapshot_file(request.path);
  if (!fs::exists(file)) throw InputError(request.path + ": no run folder (it has no snapshots.tsnap)");
  std::vector<Finding> findings;
  if (request.verify) {
    findings = snapshot::verify_run(request.path);
    tell(request.path, findings);
  }
  const Exit code = damaged(findings) ? Exit::unreadable_input : Exit::done;
  if (globals.json) {
    Json json = Json::parse(snapshot::inspect_json(snapshot::Reader(file)));
    if (request.verify) json["findings"] = json_of(findings);
    console::print("{}\n", json_text(json));
    return code;
  }
  if (code != Exit::done) return code;
  const fs::path summary = fs::path(request.path) / "summary.txt";
  if (fs::exists(summary)) console::print("{}\n", snapshot::read_text(summary.string()));
  console::print("{}\n", snapshot::inspect_text(snapshot::Reader(file)));
  return code;
}

Command options(Options& verb) {
  auto request = std::make_shared<InspectRequest>();
  verb.add_option("PATH", request->path, "A run folder or a .tsnap file").required();
  verb.add_flag("--verify", request->verify, "Check every record, and every file of a run folder");
  return [request](const CommandLine& line) { return inspect_command(*request, line.globals); };
}

}  // namespace

Verb inspect() {
  return {.name = "inspect",
          .about = "Look into a run folder or a snapshot file",
          .order = 110,
          .examples = {{40, "tilscape inspect runs/quickstart-1"}},
          .options = options};
}

}  // namespace tilscape::scenarios::verbs
