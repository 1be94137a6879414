// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// tilscape ensemble submit: blocks with missing runs as an array job of Slurm.
#include "engine/base/error.hpp"
#include "proto/console.hpp"
#include "proto/whole_file.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/study_plan.hpp"
#include "scenarios/cli/study_run.hpp"
#include "scenarios/cli/verb.hpp"
#include "scenarios/ensemble/status.hpp"
#include "scenarios/run/shell_word.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tilscape::scenarios::ensemble {

namespace {

namespace fs = std::filesystem;

struct SubmitRequest {
  std::string folder;
  bool dry_run = false;
  std::vector<std::string> launcher_options;
};

std::vector<std::size_t> blocks_to_do(const Plan& plan, const ShardIndex& index) {
  std::vector<std::size_t> out;
  for (std::size_t b = 0; b < plan.blocks(); ++b)
    if (!index.missing(plan.units_of_block(b)).empty()) out.push_back(b);
  return out;
}

/// "0-3,7,9-11".
std::string ranges(const std::vector<std::size_t>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    text += fmt::format("{}{}", text.empty() ? "" : ",", numbers[i]);
    if (last > i) text += fmt::format("-{}", numbers[last]);
    i = last + 1;
  }
  return text;
}

/// A task is one block. It is `exec`ed, so that Slurm's signals reach the program; a node that dies gives the
/// task back to the queue, and what is there already is not run again.
std::string script(const std::string& program, const std::string& folder) {
  return fmt::format("#!/bin/sh\nexec {} ensemble exec {} --block \"$SLURM_ARRAY_TASK_ID\" --quiet\n",
                     shell_word(program), shell_word(folder));
}

/// In names of files Slurm replaces what begins with %.
std::string slurm_path(const std::string& path) {
  std::string out;
  for (const char c : path) out += c == '%' ? std::string("%%") : std::string(1, c);
  return out;
}

/// Starts a program of the path and waits for it; its exit code.
int run_and_wait(const std::vector<std::string>& words) {
  std::vector<std::string> copies = words;
  std::vector<char*> arguments;
  for (std::string& word : copies) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t process = 0;
  if (const int error = posix_spawnp(&process, arguments[0], nullptr, nullptr, arguments.data(), environ);
      error != 0)
    throw InputError(
        fmt::format("cannot start {} ({}). Is Slurm installed here?", words[0], std::strerror(error)));
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Exit submit_command(const SubmitRequest& request, const Globals& globals) {
  const std::string folder = fs::absolute(request.folder).lexically_normal().string();
  const Plan plan = read_plan(folder);
  refuse_blocks(plan);
  const ShardIndex index(plan, folder);
  const std::vector<std::size_t> blocks = blocks_to_do(plan, index);
  if (blocks.empty()) {
    console::print_text(status_text(status_of(plan, index)));
    return Exit::done;
  }
  const fs::path path = fs::path(folder) / "submit.sh";
  const std::string text = script(fs::read_symlink("/proc/self/exe").string(), folder);
  std::vector<std::string> words = {
      "sbatch",    "--job-name=" + plan.name, "--array=" + ranges(blocks),
      "--requeue", "--open-mode=append",      "--output=" + slurm_path(folder) + "/logs/%a.log"};
  words.insert(words.end(), request.launcher_options.begin(), request.launcher_options.end());
  words.push_back(path.string());
  if (request.dry_run) {
    console::print_text(text);
    for (const std::string& word : words) console::print("{} ", shell_word(word));
    console::print("\n");
    return Exit::done;
  }
  fs::create_directories(fs::path(folder) / "logs");
  snapshot::remove_leftovers(folder);
  snapshot::WholeFile file(path.string());
  file.write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  file.commit();
  if (!globals.quiet) console::print("{} of {} blocks have runs to do\n", blocks.size(), plan.blocks());
  std::fflush(stdout);
  return run_and_wait(words) == 0 ? Exit::done : Exit::unreadable_input;
}

Command options(Options& verb) {
  auto request = std::make_shared<SubmitRequest>();
  study_option(verb, request->folder);
  verb.add_flag("--dry-run", request->dry_run, "Print the job script and what would be submitted");
  verb.add_option("--sbatch", request->launcher_options,
                  "An option for sbatch: --sbatch=--time=2:00:00 (can be repeated)");
  return [request](const CommandLine& line) { return submit_command(*request, line.globals); };
}

}  // namespace

Verb submit() {
  return {.name = "submit",
          .about = "Hand the blocks with missing runs to Slurm",
          .order = 50,
          .options = options};
}

}  // namespace tilscape::scenarios::ensemble
