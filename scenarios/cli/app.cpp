// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The command line: what can be written, and which command it is.
#include "engine/base/error.hpp"
#include "proto/console.hpp"
#include "proto/error.hpp"
#include "scenarios/cli/floating_point.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/output/run_folder.hpp"
#include "scenarios/run/estimate.hpp"

#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <new>
#include <sstream>
#include <system_error>
#include <unistd.h>

namespace tilscape::scenarios {

namespace {

constexpr const char* examples = R"(Examples:
  tilscape run scenarios/library/quickstart.yaml
  tilscape run trial.yaml --variant free --seed 7 --set parameters.dose="3 mg/kg" -o runs/mine
  tilscape validate trial.yaml --show-merged
  tilscape describe kill
  tilscape inspect runs/quickstart-1
  tilscape resume runs/quickstart-1 --extend "7 d"
  tilscape branch runs/quickstart-1 --at "4 d" --variants
  tilscape export runs/quickstart-1 --format vtk
  tilscape export runs/quickstart-1 --format csv --at 7d,last --types cancer,cd8 --substances none -o tables
  tilscape view runs/quickstart-1
  tilscape ensemble run scenarios/library/study_small.yaml
  tilscape verify scenarios/validation

Exit codes: 0 done, 2 wrong use, 3 invalid scenario, 4 unreadable input, 5 the numbers went wrong,
  6 runs of an ensemble failed or a claim was missed, 69 memory would not suffice, 70 non-standard floating point, 71 memory ran out, 74 a write failed,
  75 stopped and saved, 130 stopped at once.)";

constexpr const char* time_limit_about =
    "Stop in time to save the state before so much wall time is over: 3h50m";

constexpr const char* memory_ran_out =
    "tilscape: memory ran out. A larger spacing or a smaller lattice needs less.\n";

void add_run(CLI::App& app, const Globals& globals, Command& command) {
  auto request = std::make_shared<RunRequest>();
  CLI::App* run = app.add_subcommand("run", "Run one simulation");
  run->add_option("FILE", request->scenario.file, "The scenario")->required();
  scenario_options(*run, request->scenario);
  run->add_flag("--variants", request->all_variants, "Run the file as it stands, then each of its variants");
  run->add_option("-o,--out", request->folder,
                  "Folder of the run (default: runs/NAME-SEED, never an old one)");
  run->add_option("--until", request->scenario.until, "End at this time: \"7 d\"");
  run->add_option("--snapshot-every", request->snapshot_every, "Time between snapshots: \"6 h\"");
  run->add_flag("--dry-run", request->dry_run, "Say how much memory and disk it would take, and stop");
  run->add_option("--time-limit", request->time_limit, time_limit_about);
  run->callback(
      [request, &globals, &command] { command = [=, &globals] { return run_command(*request, globals); }; });
}

void add_resume(CLI::App& app, const Globals& globals, Command& command) {
  auto request = std::make_shared<ResumeRequest>();
  CLI::App* resume =
      app.add_subcommand("resume", "Go on with a run from its last checkpoint, to the same bits");
  resume->add_option("DIR", request->folder, "Its run folder")->required();
  CLI::Option* until = resume->add_option("--until", request->until, "End at this time of the run: \"21 d\"");
  resume->add_option("--extend", request->extend, "End so much later than it was begun: \"7 d\"")
      ->excludes(until);
  resume->add_option("--time-limit", request->time_limit, time_limit_about);
  resume->callback([request, &globals, &command] {
    command = [=, &globals] { return resume_command(*request, globals); };
  });
}

void add_branch(CLI::App& app, const Globals& globals, Command& command) {
  auto request = std::make_shared<BranchRequest>();
  CLI::App* branch =
      app.add_subcommand("branch", "Go on from one state of a run in several ways, paired draw by draw");
  branch->add_option("DIR", request->run, "The run folder")->required();
  branch->add_option("--at", request->at,
                     "The time of the run at which the arms part (default: its newest checkpoint)");
  branch->add_option("--variant", request->variants,
                     "An arm: this entry of the scenario's `variants` (can be repeated)");
  branch->add_flag("--variants", request->all_variants,
                   "An arm for the scenario as it stands and one for each variant");
  branch
      ->add_option("--treatment", request->treatments,
                   "An arm: this file laid over the scenario (can be repeated)")
      ->type_name("FILE");
  branch
      ->add_option("--set", request->set, "Override a value in all arms: a.b.c=\"3 mg/kg\" (can be repeated)")
      ->type_name("KEY=VALUE");
  branch->add_option("--scenario", request->scenario, "The scenario of the arms (default: that of the run)");
  branch->add_option("-o,--out", request->folder, "Folder for the arms (default: DIR-dayX)");
  branch->add_option("--until", request->until, "End at this time of the run: \"21 d\"");
  branch->add_option("--time-limit", request->time_limit, time_limit_about);
  branch->callback([request, &globals, &command] {
    command = [=, &globals] { return branch_command(*request, globals); };
  });
}

void add_validate(CLI::App& app, const Globals& globals, Command& command) {
  auto request = std::make_shared<ValidateRequest>();
  CLI::App* validate = app.add_subcommand("validate", "Check scenarios and report every problem in one go");
  validate->add_option("FILE", request->files, "Scenarios")->required();
  scenario_options(*validate, request->changes);
  validate->add_flag("--strict", request->strict, "Warnings count as errors");
  validate->add_flag("--show-merged", request->show_merged,
                     "Print the resolved scenario with the defaults that act");
  validate->callback([request, &globals, &command] {
    command = [=, &globals] { return validate_command(*request, globals); };
  });
}

void add_verify(CLI::App& app, const Globals& globals, Command& command) {
  auto request = std::make_shared<VerifyRequest>();
  CLI::App* verify = app.add_subcommand(
      "verify", "Test what scenarios claim (`expect`), and that each claim fails under its challenge");
  CLI::Option* files = verify->add_option("FILE", request->paths, "Scenarios, or folders of them");
  CLI::Option* all =
      verify->add_flag("--all", request->all, "Every claim of the shipped scenarios")->excludes(files);
  verify
      ->add_flag("--exact", request->exact,
                 "The laws with an exact result: what the test programs of this build measure")
      ->excludes(files)
      ->excludes(all);
  verify->add_option("-o,--out", request->folder,
                     "Folder of the runs, which are made once (default: runs/verify)");
  verify->add_option("-j,--jobs", request->jobs, "Runs at once (default: the cores that the process may use)")
      ->check(CLI::Range(1, 4096));
  verify->add_flag("--quick", request->quick, "Three seeds at most, and only their mean against the band");
  verify->callback([request, &globals, &command] {
    if (request->paths.empty() && !request->all && !request->exact)
      throw CLI::RequiredError("FILE, --all or --exact");
    command = [=, &globals] {
      return request->exact ? verify_exact_command(globals) : verify_command(*request, globals);
    };
  });
}

void add_export(CLI::App& app, const Globals& globals, Command& command) {
  auto request = std::make_shared<ExportRequest>();
  CLI::App* exports = app.add_subcommand("export", "Write snapshots in the formats of other programs");
  exports->add_option("RUN", request->path, "A run folder or a .tsnap file")->required();
  exports->add_option("--format", request->format, export_format_help())
      ->required()
      ->check(CLI::IsMember(export_format_names()));
  exports->add_option(
      "-o,--out", request->folder,
      "Folder of the files, which must be empty (default: exports/FORMAT beside the snapshots)");
  const auto list = [&](const char* flag, std::vector<std::string>& names, const char* about) {
    exports->add_option(flag, names, about)->delimiter(',')->allow_extra_args(false)->type_name("A,B,...");
  };
  list("--at", request->at, "Frames: all (default), first, last, or the nearest to times such as 7d");
  list("--types", request->choice.types, "Only these agent types, or none");
  list("--columns", request->choice.columns, "Only these columns of the agents, or none");
  list("--substances", request->choice.substances, "Only these substances, or none");
  exports->callback([request, &globals, &command] {
    command = [=, &globals] { return export_command(*request, globals); };
  });
}

void add_others(CLI::App& app, const Globals& globals, Command& command) {
  auto file = std::make_shared<std::string>();
  CLI::App* schema = app.add_subcommand("schema", "Print the JSON Schema of scenarios, for editors");
  schema->add_option("--out", *file, "Write it to this file");
  schema->callback(
      [file, &globals, &command] { command = [=, &globals] { return schema_command(*file, globals); }; });

  auto what = std::make_shared<DescribeRequest>();
  CLI::App* describe =
      app.add_subcommand("describe", "Explain a behaviour, a key, an error code or a scenario")
          ->alias("explain");
  describe->add_option(
      "WHAT", what->what,
      "A behaviour, a function of expressions, a scenario's file, or `reference` for everything");
  describe->add_option("--key", what->key, "A key of the scenario language: lattice.spacing");
  describe->add_option("--code", what->code, "An error code: E0214");
  describe->add_flag("--variants", what->variants, "Of a scenario: the names of its variants, one a line");
  describe->callback(
      [what, &globals, &command] { command = [=, &globals] { return describe_command(*what, globals); }; });

  auto data = std::make_shared<InspectRequest>();
  CLI::App* inspect = app.add_subcommand("inspect", "Look into a run folder or a snapshot file");
  inspect->add_option("PATH", data->path, "A run folder or a .tsnap file")->required();
  inspect->add_flag("--verify", data->verify, "Check every record, and every file of a run folder");
  inspect->callback(
      [data, &globals, &command] { command = [=, &globals] { return inspect_command(*data, globals); }; });

  add_export(app, globals, command);
  auto two = std::make_shared<DiffRequest>();
  CLI::App* diff = app.add_subcommand("diff", "Tell where two runs first differ");
  diff->add_option("A", two->a, "A run folder or a .tsnap file")->required();
  diff->add_option("B", two->b, "Another")->required();
  diff->callback(
      [two, &globals, &command] { command = [=, &globals] { return diff_command(*two, globals); }; });

  auto shell = std::make_shared<std::string>();
  CLI::App* completions = app.add_subcommand("completions", "Print shell completion for bash, zsh or fish");
  completions->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  completions->callback(
      [shell, &app, &command] { command = [=, &app] { return completions_command(app, *shell); }; });
}

/// Their words go to tilscape-view as they are, --help too.
void add_viewer(CLI::App& app, Command& command) {
  const auto add = [&](const char* name, const char* what, const std::vector<std::string>& first) {
    CLI::App* viewer = app.add_subcommand(name, what)->prefix_command();
    viewer->set_help_flag();
    viewer->fallthrough(false);
    viewer->callback([viewer, first, &command] {
      std::vector<std::string> words = first;
      for (const std::string& word : viewer->remaining()) words.push_back(word);
      command = [words] { return viewer_command(words); };
    });
  };
  add("view", "Look at runs in a browser (tilscape-view)", {});
  add("render", "Draw a PNG or a film of a run (tilscape-view render)", {"render"});
  add("share", "Write one HTML file that plays a run anywhere (tilscape-view share)", {"share"});
}

/// Whatever a command throws becomes a message and an exit code.
Exit guarded(const Command& command) {
  const auto say = [](const char* what, const std::exception& e) {
    console::tell("tilscape: {}{}\n", what, e.what());
  };
  try {
    return command();
  } catch (const CommandError& e) {
    say("", e);
    return Exit::wrong_use;
  } catch (const FolderTaken& e) {
    say("", e);
    return Exit::wrong_use;
  } catch (const FolderGone& e) {
    say("", e);
    return Exit::write_failed;
  } catch (const snapshot::WriteError& e) {
    say("", e);
    console::tell("What was written before is kept.\n");
    return Exit::write_failed;
  } catch (const std::filesystem::filesystem_error& e) {
    say("", e);
    return Exit::unreadable_input;
  } catch (const snapshot::ReadError& e) {
    say("", e);
    return Exit::unreadable_input;
  } catch (const InputError& e) {
    say("", e);
    return Exit::unreadable_input;
  } catch (const TooLarge& e) {
    say("", e);
    console::tell("Nothing was run.\n");
    return Exit::too_large;
  } catch (const SimulationError& e) {
    say("the simulation failed: ", e);
    return Exit::simulation_failed;
  } catch (const std::system_error& e) {  // no more threads
    say("the system refuses: ", e);
    return Exit::no_memory;
  } catch (const std::bad_alloc&) {
    console::draw(memory_ran_out);
    return Exit::no_memory;
  } catch (const std::exception& e) {
    say("internal error (please report): ", e);
    return Exit::internal_error;
  }
}

std::atomic<bool> memory_failed = false;

[[noreturn]] void on_no_memory() {
  memory_failed = true;
  throw std::bad_alloc();
}

/// Where no exception can get through (a destructor or an iterator of a library) memory can run out as well.
[[noreturn]] void on_terminate() {
  if (memory_failed) {
    console::draw(memory_ran_out);
    _exit(static_cast<int>(Exit::no_memory));
  }
  std::abort();
}

}  // namespace

void scenario_options(CLI::App& app, ScenarioRequest& request) {
  app.add_option("--variant", request.variant, "Take this entry of the scenario's `variants`");
  app.add_option("--set", request.set, "Override a value: a.b.c=\"3 mg/kg\" (can be repeated)")
      ->type_name("KEY=VALUE");
  const CLI::Validator not_negative(  // which would be read as a large number
      [](const std::string& text) {
        return text.starts_with('-') ? "`" + text + "` is no whole number from 0 on" : std::string();
      },
      "");
  app.add_option("--seed", request.seed, "Override the seed")->check(not_negative);
}

namespace {

Exit parse_and_run(int argc, char** argv) {
  std::set_new_handler(on_no_memory);
  std::set_terminate(on_terminate);
  Globals globals;
  Command command;
  bool version = false;
  CLI::App app("tilscape: tumours, the immune system and nanomedicine on a lattice", "tilscape");
  app.footer(examples);
  app.fallthrough();
  app.require_subcommand(0, 1);
  app.add_flag("-q,--quiet", globals.quiet, "No progress, no summary, no warnings");
  app.add_flag("--json", globals.json, "Results as one JSON object on standard output");
  app.add_option("--color", globals.colour,
                 "Colours in the terminal; NO_COLOR is honoured. Of pictures: render --help")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  app.add_option("--threads", globals.threads, "Threads (default: the cores that the process may use)")
      ->check(CLI::Range(1, 1024));
  app.add_flag("--version", version, "Version, build and libraries");
  add_run(app, globals, command);
  add_resume(app, globals, command);
  add_branch(app, globals, command);
  add_validate(app, globals, command);
  add_verify(app, globals, command);
  add_ensemble(app, globals, command);
  add_others(app, globals, command);
  add_viewer(app, command);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& e) {
    std::ostringstream text;
    app.exit(e, text, text);
    console::print_text(text.str());
    return Exit::done;
  } catch (const CLI::ParseError& e) {
    console::tell("tilscape: {}", wrong_use(app, e));
    return Exit::wrong_use;
  }
  if (!standard_floating_point()) {
    console::tell(
        "tilscape: floating point is not in its standard mode (a library has switched on "
        "flush-to-zero or another "
        "rounding); results would not be reproducible. Nothing was run.\n");
    return Exit::wrong_float_mode;
  }
  if (version) command = [&] { return version_command(globals); };
  if (!command) {
    console::print_text(app.help());
    return Exit::wrong_use;
  }
  return guarded(command);
}

}  // namespace

int run_program(int argc, char** argv) {
  console::begin();
  if (!console::stack_suffices()) return static_cast<int>(Exit::too_large);
  return console::end(static_cast<int>(parse_and_run(argc, argv)), static_cast<int>(Exit::write_failed));
}

}  // namespace tilscape::scenarios
