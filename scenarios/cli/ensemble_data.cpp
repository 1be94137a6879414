// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// tilscape status, ensemble blocks and collect, report: what a study has come to.
#include "proto/console.hpp"
#include "proto/whole_file.hpp"
#include "scenarios/cli/ensemble.hpp"
#include "scenarios/cli/load.hpp"
#include "scenarios/ensemble/collect.hpp"
#include "scenarios/ensemble/report.hpp"
#include "scenarios/ensemble/status.hpp"
#include "scenarios/read/merge.hpp"
#include "scenarios/verify/from_study.hpp"
#include "scenarios/verify/verdict.hpp"

#include <chrono>
#include <thread>

namespace tilscape::scenarios {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds between_looks{2};

void write_whole(const fs::path& path, const std::string& text) {
  snapshot::WholeFile file(path.string());
  file.write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  file.commit();
}

Exit exit_of(const StudyStatus& status) {
  return status.present == status.expected ? Exit::done : Exit::members_failed;
}

/// What the study's runs say of the scenario's claims. Where they are runs of another model (a design,
/// overrides) or end early, nothing is said.
std::vector<ReportedClaim> claims_of(const Plan& plan, const ShardIndex& index, const Scenario& scenario) {
  std::vector<ReportedClaim> out;
  if (!plan.factors.empty() || !plan.overrides.empty() || !plan.stop.empty() || !has_expectations(scenario))
    return out;
  Problems problems;
  const std::optional<Run> run = try_build(scenario, 1, problems, Begin::empty);
  const std::vector<Expectation> claims = read_expectations(scenario, run ? &*run : nullptr, problems);
  for (const Expectation& e : claims) {
    ReportedClaim claim{.name = e.name,
                        .about = e.about,
                        .value = e.value,
                        .band = e.band.text(),
                        .unit = e.band.unit,
                        .published = e.published,
                        .source = e.source,
                        .verification = e.verification};
    const std::size_t runs = index.need().replicates;
    std::vector<double> values;
    if (!problems.ok())
      claim.failed = "`tilscape validate` tells what is wrong with the claims";
    else if (runs < fewest_for_an_interval && e.kind != Expectation::Kind::exact)
      claim.failed = "fewer than three replicates give no interval";
    else
      values = values_of(e, plan, index, as_written, runs, claim.failed);
    const Measured m = measured(e, values, false);
    claim.measured = {m.value.value / e.band.factor, m.value.lower / e.band.factor,
                      m.value.upper / e.band.factor, m.value.n};
    claim.holds = m.holds;
    out.push_back(std::move(claim));
  }
  return out;
}

}  // namespace

Exit status_command(const StudyRequest& request, const Globals& globals) {
  const Plan plan = read_plan(request.folder);
  while (true) {
    const StudyStatus status = status_of(plan, ShardIndex(plan, request.folder));
    console::print("{}{}", globals.json ? status_json(plan, status) : status_text(status),
                   globals.json ? "\n" : "");
    if (!request.watch || status.missing == 0) return Exit::done;
    std::this_thread::sleep_for(between_looks);
  }
}

Exit ensemble_blocks_command(const StudyRequest& request, const Globals&) {
  console::print("{}\n", read_plan(request.folder).blocks());
  return Exit::done;
}

Exit ensemble_collect_command(const StudyRequest& request, const Globals& globals) {
  const Plan plan = read_plan(request.folder);
  const ShardIndex index(plan, request.folder);
  const StudyStatus status = status_of(plan, index);
  collect(plan, index, request.folder);
  if (globals.json)
    console::print("{}\n", status_json(plan, status));
  else if (!globals.quiet)
    console::print_text(status_text(status));
  return exit_of(status);
}

std::optional<StudyScenario> scenario_of(const Plan& plan) {
  LoadOptions options = plan.arm_options(0);
  options.variant.clear();
  Validation read = validate(plan.file, behaviour_infos(), options);
  std::optional<Ensemble> ensemble = check_ensemble(read.scenario, options, read.problems);
  if (!ensemble) {
    console::tell("{}{}: the study cannot be reported without the scenario that it was planned from\n",
                  read.problems.text(), plan.file);
    return std::nullopt;
  }
  refuse_changes(plan, make_plan(read.scenario, *ensemble, options, plan.block));
  return StudyScenario{std::move(read.scenario), std::move(*ensemble)};
}

Exit report_command(const StudyRequest& request, const Globals& globals) {
  const Plan plan = read_plan(request.folder);
  const ShardIndex index(plan, request.folder);
  const std::optional<StudyScenario> study = scenario_of(plan);
  if (!study) return Exit::invalid_scenario;
  const StudyStatus status = status_of(plan, index);
  const Analysis analysis = analyse(plan, study->ensemble, index);
  const std::vector<ReportedClaim> claims = claims_of(plan, index, study->scenario);
  const ReportInput input{plan, study->ensemble, study->scenario, index, status, analysis, claims};
  const fs::path folder = request.folder;
  const std::string json = report_json(input);
  snapshot::remove_leftovers(folder);
  write_whole(folder / "report.json", json);
  write_whole(folder / "report.html", report_html(input));
  if (globals.json)
    console::print_text(json);
  else if (!globals.quiet)
    console::print("{}Report: {}\n", status_text(status), (folder / "report.html").string());
  return exit_of(status);
}

}  // namespace tilscape::scenarios
