// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/build/build.hpp"
#include "scenarios/output/checkpoints.hpp"
#include "scenarios/output/manifest.hpp"
#include "scenarios/output/progress.hpp"
#include "scenarios/output/run_folder.hpp"
#include "scenarios/output/series.hpp"
#include "scenarios/output/snapshots.hpp"
#include "scenarios/read/inputs.hpp"
#include "scenarios/read/scenario.hpp"
#include "scenarios/run/stop.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace tilscape::scenarios {

/// "28,484 cancer, 1,020 cd8": what a line of progress says of the cells.
std::string population_text(const Simulation& simulation);

/// One run in its folder, from where it begins to its end or until it is asked to stop; its state is saved on
/// the way, so that it can be taken up from there.
class Session {
 public:
  enum class Origin : std::uint8_t {
    start,       ///< time 0, an empty folder
    checkpoint,  ///< a state of this folder, whose files are continued
    branch,      ///< a state of another run, an empty folder
  };
  struct Parts {
    Scenario scenario;
    Run run;  ///< with its cells, or with the state that it goes on from
    RunFolder folder;
    Manifest manifest;
    Origin origin = Origin::start;
    std::uint64_t first_step = 0;                    ///< of the run, when it goes on from a checkpoint
    SnapshotRecorder::Arrays saved = {};             ///< the arrays of that checkpoint
    std::shared_ptr<const Inputs> inputs = nullptr;  ///< that its variants are read from; null: it has none
  };
  explicit Session(Parts parts);

  struct Outcome {
    bool finished = false;     ///< else stopped
    std::string text, json;    ///< what it came to
    std::vector<double> last;  ///< of each column of the series
  };
  /// Throws SimulationError when the numbers go wrong, snapshot::WriteError when something cannot be written;
  /// the folder is then as whole as it can be.
  Outcome go(Progress progress, const Stop& stop);

  [[nodiscard]] const Manifest& manifest() const { return manifest_; }
  [[nodiscard]] const Run& run() const { return run_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  using Clock = std::chrono::steady_clock;

  void open_outputs();
  void write_scenario();
  void open_series();
  void open_snapshots();
  void run_to_the_end(Progress& progress, const Stop& stop);
  void record_now();
  void record_end();
  void require_files();
  void save_if_due();
  void save();
  void measured(double seconds, const char* ending);
  void cut_off(const std::string& why, double seconds);
  Outcome close_outputs(double seconds, const char* ending);
  [[nodiscard]] std::string way_on() const;
  [[nodiscard]] snapshot::WriteError with_way_on(const snapshot::WriteError& e) const;

  Scenario scenario_;
  Run run_;
  RunFolder folder_;
  Manifest manifest_;
  Origin origin_;
  std::uint64_t first_step_;
  SnapshotRecorder::Arrays saved_;
  std::shared_ptr<const Inputs> inputs_;
  double seconds_before_;  // of wall time, in earlier parts of the run
  Checkpoints checkpoints_;
  Clock::time_point begun_ = Clock::now();
  Clock::time_point saved_at_ = begun_, looked_at_ = begun_;
  std::optional<std::uint64_t> saved_step_;
  double longest_save_ = 0, longest_step_ = 0;  // [s]
  std::shared_ptr<SeriesRecorder> series_;
  std::shared_ptr<SnapshotRecorder> snapshots_;
};

}  // namespace tilscape::scenarios
