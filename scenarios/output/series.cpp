// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/series.hpp"

#include "engine/base/error.hpp"
#include "engine/base/quantity.hpp"
#include "proto/error.hpp"
#include "proto/series_table.hpp"

#include <cerrno>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

namespace tilscape::scenarios {

SeriesRecorder::SeriesRecorder(const std::filesystem::path& path, std::vector<Observable> observables)
    : path_(path), observables_(std::move(observables)), file_(std::fopen(path.c_str(), "wxe")) {
  if (file_ == nullptr) fail();
  put(header());
}

SeriesRecorder::SeriesRecorder(const std::filesystem::path& path, std::vector<Observable> observables,
                               const Continuation& continuation)
    : path_(path), observables_(std::move(observables)), file_(nullptr) {
  const snapshot::SeriesTable table = snapshot::read_series(path.string());
  if (fmt::format("{}", fmt::join(table.columns, ",")) != header())
    throw InputError(path.string() + ": it has other columns than this run");
  for (const std::vector<double>& numbers : table.rows) {
    const auto step = static_cast<std::uint64_t>(
        std::llround(numbers.front() * minutes_per_day / continuation.step_length));
    if (!continuation.keep(step)) break;
    // The time as World::time() has it.
    rows_.push_back(
        {static_cast<double>(step) * continuation.step_length, {numbers.begin() + 1, numbers.end()}});
  }
  // A last line may be torn when the run was killed; what else is damaged cannot be part of what goes on.
  if (rows_.size() == table.rows.size() && table.damage && !table.damage->tail)
    throw InputError(
        fmt::format("{}: line {}: {}", path.string(), table.damage->record, table.damage->reason));
  if (::truncate(path.c_str(), static_cast<off_t>(table.ends[rows_.size()])) != 0) fail();
  file_ = std::fopen(path.c_str(), "ae");
  if (file_ == nullptr) fail();
}

std::string SeriesRecorder::header() const {
  std::string header = "time [d]";
  for (const Observable& o : observables_)
    header += o.unit.empty() ? fmt::format(",{}", o.name) : fmt::format(",{} [{}]", o.name, o.unit);
  return header;
}

SeriesRecorder::~SeriesRecorder() {
  if (file_ != nullptr) std::fclose(file_);
}

void SeriesRecorder::record(const World& world, const Params&) {
  Row row{world.time(), {}};
  std::string line = fmt::format("{}", row.time / minutes_per_day);
  for (const Observable& o : observables_) {
    row.values.push_back(o.value(world));
    line += std::isnan(row.values.back()) ? "," : fmt::format(",{}", row.values.back());
  }
  put(line);
  rows_.push_back(std::move(row));
}

void SeriesRecorder::flush() {
  if (std::fflush(file_) != 0 || ::fsync(fileno(file_)) != 0) fail();
}

void SeriesRecorder::close() {
  if (file_ == nullptr) return;
  flush();
  std::FILE* file = file_;
  file_ = nullptr;
  if (std::fclose(file) != 0) fail();
}

int SeriesRecorder::column(const std::string& name) const {
  for (std::size_t i = 0; i < observables_.size(); ++i)
    if (observables_[i].name == name) return static_cast<int>(i);
  return -1;
}

/// A row goes to the system at once: whoever looks at the file while the run goes on, or after a kill, sees
/// whole rows.
void SeriesRecorder::put(const std::string& line) {
  if (std::fputs(line.c_str(), file_) < 0 || std::fputc('\n', file_) == EOF || std::fflush(file_) != 0)
    fail();
}

void SeriesRecorder::fail() const {
  throw snapshot::WriteError(fmt::format("{}: cannot write ({})", path_.string(), std::strerror(errno)));
}

}  // namespace tilscape::scenarios
