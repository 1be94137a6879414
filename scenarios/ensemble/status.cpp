// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/status.hpp"

#include "scenarios/output/progress.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tilscape::scenarios {

namespace {

constexpr std::size_t most_named = 20;

std::string count(std::size_t n) {
  return thousands(static_cast<double>(n));
}

}  // namespace

StudyStatus status_of(const Plan& plan, const ShardIndex& index) {
  const bool enough = index.need().verdict == Need::Verdict::enough;
  const std::size_t not_needed =
      enough ? plan.size() / plan.replicates * (plan.replicates - index.need().replicates) : 0;
  StudyStatus status{.expected = plan.size() - not_needed,
                     .present = index.present_count(),
                     .missing = 0,
                     .duplicates = index.duplicate_count(),
                     .not_needed = not_needed,
                     .limit = plan.limit,
                     .quarantined = {}};
  for (const auto& [number, failures] : index.failures()) {
    if (!index.quarantined(number)) continue;
    const Unit unit = plan.unit(number);
    status.quarantined.push_back(
        {number, plan.label(unit.arm, unit.point), unit.seed, failures.attempts, failures.reason});
  }
  status.missing = status.expected - status.present - status.quarantined.size();
  return status;
}

std::string status_text(const StudyStatus& s) {
  std::string text = fmt::format("{} of {} runs ({} missing, {} quarantined", count(s.present),
                                 count(s.expected), count(s.missing), count(s.quarantined.size()));
  if (s.duplicates > 0) text += fmt::format(", {} run more than once", count(s.duplicates));
  text += ")\n";
  if (s.not_needed > 0)
    text += fmt::format("  {} more were planned and are not needed: the intervals are as narrow as asked\n",
                        count(s.not_needed));
  if (s.limit > 0) text += fmt::format("  a run may take {:g} min of wall time\n", s.limit);
  for (std::size_t i = 0; i < std::min(s.quarantined.size(), most_named); ++i) {
    const auto& q = s.quarantined[i];
    text += fmt::format("  run {} ({}, seed {}) failed {} times: {}\n", q.unit, q.label, q.seed, q.attempts,
                        q.reason);
  }
  if (s.quarantined.size() > most_named)
    text += fmt::format("  and {} more\n", s.quarantined.size() - most_named);
  return text;
}

std::string status_json(const Plan& plan, const StudyStatus& s) {
  nlohmann::ordered_json json = {{"schema", "tilscape.status/1"}, {"study", plan.name},
                                 {"expected", s.expected},        {"present", s.present},
                                 {"missing", s.missing},          {"duplicates", s.duplicates},
                                 {"not_needed", s.not_needed},    {"limit_min", nullptr}};
  if (s.limit > 0) json["limit_min"] = s.limit;
  auto& list = json["quarantined"] = nlohmann::ordered_json::array();
  for (const auto& q : s.quarantined)
    list.push_back({{"run", q.unit},
                    {"what", q.label},
                    {"seed", q.seed},
                    {"attempts", q.attempts},
                    {"reason", q.reason}});
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace tilscape::scenarios
