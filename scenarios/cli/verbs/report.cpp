// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/report.hpp"

#include "proto/console.hpp"
#include "proto/whole_file.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/study_plan.hpp"
#include "scenarios/cli/study_run.hpp"
#include "scenarios/cli/verb.hpp"
#include "scenarios/verify/from_study.hpp"
#include "scenarios/verify/verdict.hpp"

namespace tilscape::scenarios::verbs {

namespace {

namespace fs = std::filesystem;

void write_whole(const fs::path& path, const std::string& text) {
  snapshot::WholeFile file(path.string());
  file.write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  file.commit();
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
                        .tests = e.tests};
    const std::size_t runs = index.need().replicates;
    std::vector<double> values;
    if (!problems.ok())
      claim.failed = "`tilscape validate` tells what is wrong with the claims";
    else if (runs < fewest_for_an_interval && e.kind != ClaimKind::exact)
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

Exit report_command(const std::string& study_folder, const Globals& globals) {
  const Plan plan = read_plan(study_folder);
  const ShardIndex index(plan, study_folder);
  const std::optional<StudyScenario> study = scenario_of(plan);
  if (!study) return Exit::invalid_scenario;
  const StudyStatus status = status_of(plan, index);
  const Analysis analysis = analyse(plan, study->ensemble, index);
  const std::vector<ReportedClaim> claims = claims_of(plan, index, study->scenario);
  const ReportInput input{plan, study->ensemble, study->scenario, index, status, analysis, claims};
  const fs::path folder = study_folder;
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

Command options(Options& verb) {
  auto folder = std::make_shared<std::string>();
  study_option(verb, *folder);
  return [folder](const CommandLine& line) { return report_command(*folder, line.globals); };
}

}  // namespace

Verb report() {
  return {.name = "report",
          .about = "Write report.html and report.json of a study",
          .order = 80,
          .options = options};
}

}  // namespace tilscape::scenarios::verbs
