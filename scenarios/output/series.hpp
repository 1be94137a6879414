// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/record/observable.hpp"
#include "engine/step/recorder.hpp"

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// series.csv: one row per time, units in the header (`time [d],cancer.count [cells],...`), decimals that
/// read back to the same bits and know no locale. Keeps the rows for the summary.
class SeriesRecorder final : public Recorder {
 public:
  /// A new table. Throws snapshot::WriteError, here and when a row cannot be written.
  SeriesRecorder(const std::filesystem::path& path, std::vector<Observable> observables);

  /// Which rows of an older table stay.
  struct Continuation {
    double step_length;  ///< [min]
    std::function<bool(std::uint64_t step)> keep;
  };
  /// Goes on with a table: rows from the first that does not stay on are cut off. Throws InputError when it
  /// is not the table of these observables.
  SeriesRecorder(const std::filesystem::path& path, std::vector<Observable> observables,
                 const Continuation& continuation);
  ~SeriesRecorder() override;

  void record(const World& world, const Params& params) override;
  void flush();  ///< to the disk
  void close();

  [[nodiscard]] const std::vector<Observable>& observables() const { return observables_; }
  struct Row {
    double time;  ///< [min]
    std::vector<double> values;
  };
  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
  /// Column of an observable, or -1.
  [[nodiscard]] int column(const std::string& name) const;

 private:
  [[nodiscard]] std::string header() const;
  void put(const std::string& line);
  [[noreturn]] void fail() const;

  std::filesystem::path path_;
  std::vector<Observable> observables_;
  std::vector<Row> rows_;
  std::FILE* file_;
};

}  // namespace tilscape::scenarios
