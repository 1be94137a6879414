// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The command line: what its verbs have in common.
#include "scenarios/cli/app.hpp"

#include "engine/base/error.hpp"
#include "proto/console.hpp"
#include "proto/error.hpp"
#include "scenarios/cli/floating_point.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/output/run_folder.hpp"
#include "scenarios/run/estimate.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>
#include <map>
#include <new>
#include <sstream>
#include <system_error>
#include <unistd.h>

namespace tilscape::scenarios {

namespace {

constexpr const char* exit_codes =
    R"(Exit codes: 0 done, 2 wrong use, 3 invalid scenario, 4 unreadable input, 5 the numbers went wrong,
  6 runs of an ensemble failed or a claim was missed, 69 memory would not suffice, 70 non-standard floating point, 71 memory ran out, 74 a write failed,
  75 stopped and saved, 130 stopped at once.)";

constexpr const char* memory_ran_out =
    "tilscape: memory ran out. A larger spacing or a smaller lattice needs less.\n";

std::vector<Verb> in_order(std::vector<Verb> verbs) {
  std::stable_sort(verbs.begin(), verbs.end(),
                   [](const Verb& a, const Verb& b) { return a.order < b.order; });
  return verbs;
}

/// Of each verb that does something itself.
using Commands = std::map<const CLI::App*, Command>;

void add_verbs(CLI::App& app, const std::vector<Verb>& verbs, Commands& commands) {
  for (const Verb& verb : in_order(verbs)) {
    CLI::App* added = app.add_subcommand(verb.name, verb.about);
    Options options(*added);
    if (verb.options) commands[added] = verb.options(options);
    if (!verb.below.empty()) added->require_subcommand(1);
    add_verbs(*added, verb.below, commands);
  }
}

void add_examples(const std::vector<Verb>& verbs, std::vector<Example>& examples) {
  for (const Verb& verb : verbs) {
    examples.insert(examples.end(), verb.examples.begin(), verb.examples.end());
    add_examples(verb.below, examples);
  }
}

std::string footer(const std::vector<Verb>& verbs) {
  std::vector<Example> examples;
  add_examples(verbs, examples);
  std::stable_sort(examples.begin(), examples.end(),
                   [](const Example& a, const Example& b) { return a.order < b.order; });
  std::string text = "Examples:\n";
  for (const Example& example : examples) text += std::string("  ") + example.line + "\n";
  return text + "\n" + exit_codes;
}

/// What the verb that was given does; nothing without one.
Command given(const CLI::App& program, const Commands& commands) {
  const CLI::App* verb = &program;
  while (!verb->get_subcommands().empty()) verb = verb->get_subcommands().front();
  const auto found = commands.find(verb);
  return found == commands.end() ? nullptr : found->second;
}

void add_global_options(CLI::App& app, Globals& globals) {
  app.add_flag("-q,--quiet", globals.quiet, "No progress, no summary, no warnings");
  app.add_flag("--json", globals.json, "Results as one JSON object on standard output");
  app.add_option("--color", globals.colour,
                 "Colours in the terminal; NO_COLOR is honoured. Of pictures: render --help")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  app.add_option("--threads", globals.threads, "Threads (default: the cores that the process may use)")
      ->check(CLI::Range(1, 1024));
}

/// Whatever a command throws becomes a message and an exit code.
Exit guarded(const std::function<Exit()>& command) {
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

Exit parse_and_run(int argc, char** argv, const std::vector<Verb>& verbs) {
  Globals globals;
  Commands commands;
  bool version = false;
  CLI::App app("tilscape: tumours, the immune system and nanomedicine on a lattice", "tilscape");
  app.footer(footer(verbs));
  app.fallthrough();
  app.require_subcommand(0, 1);
  add_global_options(app, globals);
  app.add_flag("--version", version, "Version, build and libraries");
  add_verbs(app, verbs, commands);
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
  if (version) return guarded([&] { return print_version(globals); });
  const Command command = given(app, commands);
  if (!command) {
    console::print_text(app.help());
    return Exit::wrong_use;
  }
  return guarded([&] { return command({app, verbs, globals}); });
}

}  // namespace

int run_program(int argc, char** argv, std::vector<Verb> (*catalogue)()) {
  console::begin();
  if (!console::stack_suffices()) return static_cast<int>(Exit::too_large);
  std::set_new_handler(on_no_memory);
  std::set_terminate(on_terminate);
  return console::end(static_cast<int>(parse_and_run(argc, argv, catalogue())),
                      static_cast<int>(Exit::write_failed));
}

}  // namespace tilscape::scenarios
