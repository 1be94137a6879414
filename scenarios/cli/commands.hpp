// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/export/selection.hpp"
#include "scenarios/output/progress.hpp"
#include "scenarios/read/inputs.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// What the program says when it ends; docs/reference/exit_codes.md.
enum class Exit : int {
  done = 0,
  internal_error = 1,
  wrong_use = 2,
  invalid_scenario = 3,
  unreadable_input = 4,
  simulation_failed = 5,
  differ = 6,  ///< diff: the two are not the same
  too_large = 69,
  members_failed = 6,  ///< finished, but some runs of the ensemble have no result
  claim_missed = 6,    ///< verify: a claim does not hold, or holds under its challenge too
  wrong_float_mode = 70,
  no_memory = 71,
  write_failed = 74,
  stopped = 75,  ///< 130: stopped at once, by a second signal
};

/// The command line asks for something that cannot be.
struct CommandError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Flags that every command has.
struct Globals {
  bool quiet = false;
  bool json = false;
  std::string colour = "auto";  ///< auto, always, never
  int threads = 0;              ///< 0: the cores allowed to the process
};

/// Which scenario, and what is changed of it.
struct ScenarioRequest {
  std::string file;
  std::string variant;
  std::vector<std::string> set;       ///< key=value
  std::vector<std::string> overlays;  ///< files that are laid over it
  std::optional<std::uint64_t> seed;
  std::string until;                               ///< a time; empty: as the scenario says
  std::shared_ptr<const Inputs> inputs = nullptr;  ///< read instead of the file, when there are any
};

struct RunRequest {
  ScenarioRequest scenario;
  bool all_variants = false;
  std::string folder;  ///< empty: runs/NAME-SEED below the current folder
  std::string snapshot_every;
  bool dry_run = false;
  std::string time_limit;  ///< wall time; empty: none
};
struct ResumeRequest {
  std::string folder;
  std::string until;   ///< a time of the run; empty: as it was begun
  std::string extend;  ///< so much longer than it was begun
  std::string time_limit;
};
struct BranchRequest {
  std::string run;       ///< folder
  std::string at;        ///< a time of the run; empty: its newest checkpoint
  std::string scenario;  ///< file; empty: that of the run
  std::vector<std::string> variants, treatments, set;
  bool all_variants = false;
  std::string folder;  ///< of the arms; empty: RUN-dayX
  std::string until;
  std::string time_limit;
};
struct ValidateRequest {
  std::vector<std::string> files;
  ScenarioRequest changes;
  bool strict = false;
  bool show_merged = false;
};
struct DescribeRequest {
  std::string what;
  std::string key;
  std::string code;
  bool variants = false;  ///< of a scenario: their names alone
};
struct InspectRequest {
  std::string path;
  bool verify = false;
};
struct ExportRequest {
  std::string path;  ///< a run folder or a .tsnap file
  std::string format;
  std::string folder;                     ///< empty: exports/FORMAT beside the snapshots
  std::vector<std::string> at = {"all"};  ///< all, first, last, or times
  ExportChoice choice;
};

struct DiffRequest {
  std::string a;
  std::string b;
};

struct VerifyRequest {
  std::vector<std::string> paths;  ///< scenarios, or folders of them
  std::string folder = "runs/verify";
  int jobs = 0;  ///< 0: the cores that the process may use
  bool quick = false;
  bool all = false;    ///< in place of paths: what the project, or the installation, has
  bool exact = false;  ///< in place of paths: the laws of the test programs
};

Exit run_command(const RunRequest& request, const Globals& globals);
Exit resume_command(const ResumeRequest& request, const Globals& globals);
Exit branch_command(const BranchRequest& request, const Globals& globals);
Exit validate_command(const ValidateRequest& request, const Globals& globals);
Exit verify_command(const VerifyRequest& request, const Globals& globals);
Exit verify_exact_command(const Globals& globals);
Exit schema_command(const std::string& file, const Globals& globals);
Exit describe_command(const DescribeRequest& request, const Globals& globals);
Exit inspect_command(const InspectRequest& request, const Globals& globals);
Exit export_command(const ExportRequest& request, const Globals& globals);
Exit diff_command(const DiffRequest& request, const Globals& globals);
/// Becomes tilscape-view with these words.
Exit viewer_command(const std::vector<std::string>& words);
Exit version_command(const Globals& globals);

/// The formats that can be exported, and a line on each.
std::vector<std::string> export_format_names();
std::string export_format_help();

/// Reads the command line and does what it says; the number is the process's exit code.
int run_program(int argc, char** argv);

/// Cores that the process may use.
int granted_cores();
bool coloured(const Globals& globals, int descriptor);
/// Of a run from one time [min] to another, as the terminal and the flags want it.
Progress progress_of(const Globals& globals, double begin, double end);

}  // namespace tilscape::scenarios
