// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/series.hpp"

#include "proto/error.hpp"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <unistd.h>

namespace tilscape::scenarios {

namespace {

constexpr double minutes_per_day = 1440;

}  // namespace

SeriesRecorder::SeriesRecorder(const std::filesystem::path& path, std::vector<Observable> observables)
    : path_(path), observables_(std::move(observables)), file_(std::fopen(path.c_str(), "wxe")) {
  if (file_ == nullptr) fail();
  std::string header = "time [d]";
  for (const Observable& o : observables_)
    header += o.unit.empty() ? fmt::format(",{}", o.name) : fmt::format(",{} [{}]", o.name, o.unit);
  put(header);
}

SeriesRecorder::~SeriesRecorder() {
  if (file_ != nullptr) std::fclose(file_);
}

void SeriesRecorder::record(const World& world, const Params&) {
  Row row{world.time(), {}};
  std::string line = fmt::format("{}", row.time / minutes_per_day);
  for (const Observable& o : observables_) {
    row.values.push_back(o.value(world));
    line += fmt::format(",{}", row.values.back());
  }
  put(line);
  rows_.push_back(std::move(row));
}

void SeriesRecorder::close() {
  if (file_ == nullptr) return;
  if (std::fflush(file_) != 0 || ::fsync(fileno(file_)) != 0) fail();
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
