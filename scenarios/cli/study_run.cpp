// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/study_run.hpp"

#include "proto/console.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/ensemble/memory.hpp"
#include "scenarios/ensemble/shard.hpp"
#include "scenarios/output/progress.hpp"
#include "scenarios/output/run_folder.hpp"
#include "scenarios/run/stop.hpp"

#include <chrono>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <unistd.h>

namespace tilscape::scenarios {

namespace {

/// "412/1,000 runs ██████···· 41 %   2 at once   0 failed   3m12s left".
class PoolProgress {
 public:
  PoolProgress(const Globals& globals, std::size_t before, std::size_t total)
      : bar_(isatty(STDERR_FILENO) != 0), quiet_(globals.quiet), before_(before), total_(total) {}

  void update(const PoolState& state) {
    const auto now = Clock::now();
    const auto pause = bar_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(60000);
    if (quiet_ || now - last_ < pause) return;
    last_ = now;
    const double elapsed = std::chrono::duration<double>(now - start_).count();
    const auto left = static_cast<double>(state.waiting + state.running);
    const std::string remaining =
        state.done > 0 ? duration(elapsed / static_cast<double>(state.done) * left) + " left" : "";
    const std::size_t done = before_ + state.done;
    const std::string line =
        fmt::format("{}/{} runs   {:.0f} %   {} at once   {} given up   {}", count(done), count(total_),
                    100 * static_cast<double>(done) / static_cast<double>(total_), state.running,
                    state.given_up, remaining);
    console::draw(fmt::format("{}{}{}", bar_ ? "\r\x1b[2K" : "", line, bar_ ? "" : "\n"));
  }
  void finish() const {
    if (bar_ && !quiet_) console::draw("\r\x1b[2K");
  }

 private:
  using Clock = std::chrono::steady_clock;
  static std::string count(std::size_t n) { return thousands(static_cast<double>(n)); }

  bool bar_, quiet_;
  std::size_t before_, total_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
};

}  // namespace

void study_option(Options& verb, std::string& folder) {
  verb.add_option("DIR", folder, "Folder of the study").required();
}

void tell(const Study& study, const StudyStatus& status, const Globals& globals) {
  if (globals.json)
    console::print("{}\n", status_json(study.plan, status));
  else if (!globals.quiet || !status.quarantined.empty())
    console::print("{}Study: {}\n", status_text(status), study.folder.string());
}

Exit exit_of(const StudyStatus& status) {
  return status.present == status.expected ? Exit::done : Exit::members_failed;
}

Exit exit_of(const StudyStatus& status, PoolEnding ending) {
  if (ending == PoolEnding::cannot_write) {
    console::tell(
        "tilscape: a result could not be written; what was written before is kept. With more room: "
        "the same command with --resume\n");
    return Exit::write_failed;
  }
  if (asked_to_stop()) return Exit::stopped;
  return exit_of(status);
}

std::string own_program() {
  return std::filesystem::read_symlink("/proc/self/exe").string();
}

bool asked_to_stop() {
  return Stop(std::nullopt).asked(0);
}

PoolEnding run_missing(const Study& study, Plan::Range range, const std::string& prefix, int jobs,
                       bool stop_on_error, const Globals& globals) {
  Stop::listen();
  const bool all = range.first == 0 && range.last == study.plan.size();
  const ShardIndex index(study.plan, study.folder, all ? "" : prefix + "-");
  const std::vector<std::size_t> missing = index.missing(range);
  if (!missing.empty()) (void)inputs_of(study.plan);
  std::map<std::size_t, std::size_t> earlier;
  for (const auto& [unit, failures] : index.failures()) earlier[unit] = failures.attempts;
  const int granted = cores_for_work();
  PoolOptions options{.command = {own_program(), "ensemble", "worker", study.folder.string(), prefix},
                      .jobs = static_cast<std::size_t>(jobs > 0 ? jobs : granted),
                      .attempts = ShardIndex::attempts_allowed,
                      .memory = memory_for_work(),
                      .limit = 60 * study.plan.limit,
                      .on_error = stop_on_error ? PoolOptions::OnError::stop : PoolOptions::OnError::go_on};
  const std::size_t groups = study.plan.size() / study.plan.replicates;
  const std::size_t wanted = all ? groups * index.need().replicates : range.last - range.first;
  if (!globals.quiet)
    console::tell("{}: {} of {} runs to do{}, {} at once ({} cores granted)   {}\n", study.plan.name,
                  thousands(static_cast<double>(missing.size())), thousands(static_cast<double>(wanted)),
                  index.need().verdict == Need::Verdict::open ? " before the next look" : "", options.jobs,
                  granted, study.folder.string());
  PoolProgress progress(globals, wanted - missing.size(), wanted);
  std::optional<ShardWriter> failures;
  const PoolEvents events{.failed =
                              [&](std::size_t unit, const std::string& reason) {
                                if (!failures) failures.emplace(study.folder, prefix + "-failures");
                                failures->put_failure(unit, study.plan.keys[unit], reason);
                              },
                          .tick = [&](const PoolState& state) { progress.update(state); },
                          .stop = [] { return asked_to_stop(); }};
  const PoolOutcome outcome = run_pool(missing, earlier, options, events);
  progress.finish();
  if (failures) failures->finish();
  return outcome.ending;
}

}  // namespace tilscape::scenarios
