// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/series.hpp"

#include "engine/base/error.hpp"
#include "proto/bytes.hpp"
#include "proto/error.hpp"

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <string_view>
#include <unistd.h>

namespace tilscape::scenarios {

namespace {

constexpr double minutes_per_day = 1440;

/// Whole or not at all: what is not read here would be cut off the file.
std::string text_of(const std::filesystem::path& path) {
  const auto source = snapshot::open_file(path.string());
  std::string text(source->size(), '\0');
  source->read(0, {reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  return text;
}

SeriesRecorder::Row row_of(std::string_view line, std::size_t values, const std::filesystem::path& path) {
  std::vector<double> numbers;
  const char* at = line.data();
  const char* const end = at + line.size();
  while (at <= end) {
    double number = 0;
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc{} || (next != end && *next != ',')) break;
    numbers.push_back(number);
    at = next + 1;
  }
  if (at <= end || numbers.size() != values + 1)
    throw InputError(fmt::format("{}: not a row of this table: {}", path.string(), line));
  return {numbers.front() * minutes_per_day, {numbers.begin() + 1, numbers.end()}};
}

}  // namespace

SeriesRecorder::SeriesRecorder(const std::filesystem::path& path, std::vector<Observable> observables)
    : path_(path), observables_(std::move(observables)), file_(std::fopen(path.c_str(), "wxe")) {
  if (file_ == nullptr) fail();
  put(header());
}

SeriesRecorder::SeriesRecorder(const std::filesystem::path& path, std::vector<Observable> observables,
                               const Continuation& continuation)
    : path_(path), observables_(std::move(observables)), file_(nullptr) {
  const std::string text = text_of(path);
  std::size_t kept = text.find('\n');
  if (kept == std::string::npos || text.substr(0, kept) != header())
    throw InputError(path.string() + ": it has other columns than this run");
  for (++kept; kept < text.size();) {
    const std::size_t end = text.find('\n', kept);
    if (end == std::string::npos) break;  // torn when the run was killed
    Row row = row_of(std::string_view(text).substr(kept, end - kept), observables_.size(), path);
    const auto step = static_cast<std::uint64_t>(std::llround(row.time / continuation.step_length));
    if (!continuation.keep(step)) break;
    row.time = static_cast<double>(step) * continuation.step_length;  // as World::time()
    rows_.push_back(std::move(row));
    kept = end + 1;
  }
  if (::truncate(path.c_str(), static_cast<off_t>(kept)) != 0) fail();
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
    line += fmt::format(",{}", row.values.back());
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
