// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/inspect.hpp"

#include "engine/base/error.hpp"
#include "engine/base/quantity.hpp"
#include "proto/bytes.hpp"
#include "proto/console.hpp"
#include "proto/json_text.hpp"
#include "proto/ledger.hpp"
#include "proto/run_folder.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/verb.hpp"
#include "scenarios/output/ledger_text.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tilscape::scenarios::verbs {

namespace {

namespace fs = std::filesystem;
using snapshot::Finding;
using Json = nlohmann::ordered_json;

struct InspectRequest {
  std::string path;
  bool verify = false;
  bool ledger = false;
  std::string at;  ///< of the ledger; empty: the last record
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

/// The last record that is not behind the time asked for.
std::size_t record_at(const std::string& at, const std::vector<double>& days) {
  if (at.empty()) return days.size() - 1;
  const QuantityParse time = parse_quantity(at);
  if (!time.quantity || time.quantity->dimension != dimension_of("min"))
    throw CommandError("--at " + at + ": not a time (such as 7 d)");
  const double day = time.quantity->value / minutes_per_day;
  const auto behind = std::upper_bound(days.begin(), days.end(), day + 1e-9 * std::abs(day));
  if (behind == days.begin() || day > days.back() * (1 + 1e-9))
    throw CommandError(
        fmt::format("--at {}: the records go from day {:.6g} to day {:.6g}", at, days.front(), days.back()));
  return static_cast<std::size_t>(behind - days.begin()) - 1;
}

Exit print_ledger(const InspectRequest& request, const Globals& globals) {
  const std::vector<snapshot::Ledger> ledgers = snapshot::read_ledgers(request.path);
  const std::size_t record = ledgers.empty() ? 0 : record_at(request.at, ledgers.front().days);
  if (globals.json) {
    console::print("{}\n", ledgers_json(request.path, ledgers, record));
    return Exit::done;
  }
  if (ledgers.empty()) console::print("{}: its series has no account.\n", request.path);
  for (const snapshot::Ledger& ledger : ledgers)
    console::print("{}{}", &ledger == ledgers.data() ? "" : "\n", ledger_text(ledger, record));
  return Exit::done;
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
  if (request.ledger && code == Exit::done) return print_ledger(request, globals);
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
  const Option verify =
      verb.add_flag("--verify", request->verify, "Check every record, and every file of a run folder");
  verb.add_flag("--ledger", request->ledger,
                "Of each account: where what was given is, and by which ways it has gone")
      .excludes(verify);
  verb.add_option("--at", request->at, "With --ledger: at a time (2 d) instead of the last record");
  verb.require("--ledger", [request] { return request->at.empty() || request->ledger; });
  return [request](const CommandLine& line) { return inspect_command(*request, line.globals); };
}

}  // namespace

Verb inspect() {
  return {.name = "inspect",
          .about = "Look into a run folder or a snapshot file",
          .order = 110,
          .examples = {{40, "tilscape inspect runs/quickstart-1"},
                       {45, "tilscape inspect runs/quickstart-1 --ledger"}},
          .options = options};
}

}  // namespace tilscape::scenarios::verbs
