// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What can be written behind `ensemble`, `status` and `report`.
#include "scenarios/cli/ensemble.hpp"
#include "scenarios/cli/options.hpp"

#include <CLI/CLI.hpp>
#include <memory>

namespace tilscape::scenarios {

namespace {

void study_options(CLI::App& app, EnsembleRequest& request) {
  scenario_options(app, request.scenario);
  app.add_option("--until", request.scenario.until, "Each run ends at this time: \"7 d\"");
  app.add_option("--replicates", request.replicates, "Override the number of replicates")
      ->check(CLI::PositiveNumber);
  app.add_option("--block-size", request.block, "Runs of a block (default: at most 1,000 blocks)")
      ->check(CLI::PositiveNumber);
}

void add_run(CLI::App& ensemble, const Globals& globals, Command& command) {
  auto request = std::make_shared<EnsembleRequest>();
  CLI::App* run = ensemble.add_subcommand("run", "Run the ensemble of a scenario on this machine");
  run->add_option("FILE", request->scenario.file,
                  "A scenario with a section `ensemble`, or the folder of a study")
      ->required();
  study_options(*run, *request);
  run->add_option("-o,--out", request->folder, "Folder of the study (default: runs/NAME-ensemble)");
  run->add_option("-j,--jobs", request->jobs, "Runs at once (default: the cores that the process may use)")
      ->check(CLI::Range(1, 4096));
  run->add_flag("--resume", request->resume, "Go on with the study in the folder: run what is missing");
  run->add_option("--only", request->only, "Run this member alone, by its number, and compare its bits");
  run->add_flag("--stop-on-error", request->stop_on_error, "End when a run has failed three times");
  run->callback([request, &globals, &command] {
    command = [=, &globals] { return ensemble_run_command(*request, globals); };
  });
}

void add_plan(CLI::App& ensemble, const Globals& globals, Command& command) {
  auto request = std::make_shared<EnsembleRequest>();
  CLI::App* plan = ensemble.add_subcommand("plan", "Write the plan of a study that other machines run");
  plan->add_option("FILE", request->scenario.file, "A scenario with a section `ensemble`")->required();
  study_options(*plan, *request);
  plan->add_option("-o,--out", request->folder, "Folder of the study")->required();
  plan->callback([request, &globals, &command] {
    command = [=, &globals] { return ensemble_plan_command(*request, globals); };
  });
}

using StudyCommand = Exit (*)(const StudyRequest&, const Globals&);

/// A command over the folder of a study.
CLI::App* add_study(CLI::App& app, const char* name, const char* about, StudyCommand does,
                    const std::shared_ptr<StudyRequest>& request, const Globals& globals, Command& command) {
  CLI::App* added = app.add_subcommand(name, about);
  added->add_option("DIR", request->folder, "Folder of the study")->required();
  added->callback([=, &globals, &command] { command = [=, &globals] { return does(*request, globals); }; });
  return added;
}

void add_cluster(CLI::App& ensemble, const Globals& globals, Command& command) {
  add_study(ensemble, "blocks", "Print how many blocks a study has", ensemble_blocks_command,
            std::make_shared<StudyRequest>(), globals, command);
  auto request = std::make_shared<StudyRequest>();
  CLI::App* exec = add_study(ensemble, "exec", "Run one block of a study: what a task of a cluster does",
                             ensemble_exec_command, request, globals, command);
  exec->add_option("--block", request->block, "Its number, from 0")->required();
  exec->add_option("-j,--jobs", request->jobs, "Runs at once (default: the cores that are granted)")
      ->check(CLI::Range(1, 4096));
  auto submitted = std::make_shared<StudyRequest>();
  CLI::App* submit = add_study(ensemble, "submit", "Hand the blocks with missing runs to Slurm",
                               ensemble_submit_command, submitted, globals, command);
  submit->add_flag("--dry-run", submitted->dry_run, "Print the job script and what would be submitted");
  submit->add_option("--sbatch", submitted->launcher_options,
                     "An option for sbatch: --sbatch=--time=2:00:00 (can be repeated)");
  add_study(ensemble, "collect", "Write results.sqlite, results.csv and series.csv", ensemble_collect_command,
            std::make_shared<StudyRequest>(), globals, command);
}

void add_worker(CLI::App& ensemble, Command& command) {
  auto words = std::make_shared<std::pair<std::string, std::string>>();
  CLI::App* worker = ensemble.add_subcommand("worker", "")->group("");  // for the pool, not for people
  worker->add_option("DIR", words->first)->required();
  worker->add_option("PREFIX", words->second)->required();
  worker->callback([words, &command] {
    command = [words] { return ensemble_worker_command(words->first, words->second); };
  });
}

}  // namespace

void add_ensemble(CLI::App& app, const Globals& globals, Command& command) {
  CLI::App* ensemble = app.add_subcommand("ensemble", "Many runs of a scenario: replicates, sweeps, arms");
  ensemble->require_subcommand(1);
  add_run(*ensemble, globals, command);
  add_plan(*ensemble, globals, command);
  add_cluster(*ensemble, globals, command);
  add_worker(*ensemble, command);
  auto watched = std::make_shared<StudyRequest>();
  add_study(app, "status", "How far a study is", status_command, watched, globals, command)
      ->add_flag("--watch", watched->watch, "Again every few seconds, until nothing is missing");
  add_study(app, "report", "Write report.html and report.json of a study", report_command,
            std::make_shared<StudyRequest>(), globals, command);
}

}  // namespace tilscape::scenarios
