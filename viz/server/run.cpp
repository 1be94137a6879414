// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/run.hpp"

#include "proto/error.hpp"
#include "viz/block.hpp"
#include "viz/choose.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/file.h>
#include <unistd.h>
#include <variant>
#include <vector>

namespace tilscape::viz {
namespace {

namespace fs = std::filesystem;

// A longer table would be none that a run has written [bytes].
constexpr std::uintmax_t longest_series = std::uintmax_t{256} << 20;

// Who writes in a run folder holds a lock on it: docs/formats/run_folder.md.
bool locked(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool others = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(descriptor);
  return others;
}

std::uint64_t bytes_of(const snapshot::ColumnData& data) {
  return std::visit([](const auto& values) { return values.size() * sizeof(values[0]); }, data);
}

std::uint64_t bytes_of(const snapshot::Frame& frame) {
  std::uint64_t bytes = sizeof frame + frame.events.size() * sizeof(snapshot::Event);
  for (const auto& table : frame.agents) {
    bytes += table.id.size() * 13;
    for (const auto& column : table.columns) bytes += bytes_of(column);
  }
  for (const auto& field : frame.fields) bytes += bytes_of(field.values);
  return bytes;
}

}  // namespace

Run::Run(std::string path, std::uint64_t memory)
    : path_(std::move(path)), memory_(memory), opener_([this] { open(); }) {}

Run::~Run() {
  wait();
}

void Run::wait() {
  if (opener_.joinable()) opener_.join();
}

void Run::open() {
  const std::lock_guard one_at_a_time(opening_);
  std::optional<snapshot::Reader> reader;
  std::string problem;
  try {
    reader.emplace(find_snapshots(path_));
    require_drawable(reader->header().lattice);
    reader->require_all_sites();
  } catch (const std::exception& error) {
    reader.reset();
    problem = error.what();
  }
  const std::lock_guard lock(mutex_);
  if (reader_) return;  // another question was faster
  reader_ = std::move(reader);
  problem_ = std::move(problem);
  stage_ = reader_ ? Stage::open : Stage::unreadable;
}

std::string Run::title() const {
  if (fs::is_directory(path_)) {
    const fs::path path = fs::absolute(path_).lexically_normal();
    return (path.has_filename() ? path : path.parent_path()).filename().string();
  }
  return fs::path(path_).filename().string();
}

Run::Stage Run::stage() const {
  const std::lock_guard lock(mutex_);
  return stage_;
}

std::string Run::problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

const snapshot::Reader& Run::reader() const {
  if (!reader_) throw snapshot::ReadError(stage_ == Stage::opening ? path_ + ": still being read" : problem_);
  return *reader_;
}

const snapshot::RunHeader& Run::header() const {
  const std::lock_guard lock(mutex_);
  return reader().header();
}

std::vector<snapshot::FrameInfo> Run::frames() const {
  const std::lock_guard lock(mutex_);
  return reader().frames();
}

snapshot::FrameOpening Run::opening(std::size_t frame) const {
  const std::lock_guard lock(mutex_);
  return reader().opening(frame);
}

std::optional<snapshot::Damage> Run::damage() const {
  const std::lock_guard lock(mutex_);
  return reader().damage();
}

bool Run::finished() const {
  const std::lock_guard lock(mutex_);
  return reader().finished();
}

bool Run::growing() const {
  return !finished() && locked(folder());
}

std::string Run::folder() const {
  if (fs::is_directory(path_)) return path_;
  const fs::path parent = fs::path(path_).parent_path();
  return parent.empty() ? "." : parent.string();
}

std::shared_ptr<const snapshot::Frame> Run::frame(std::size_t frame) {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) { return kept.frame == frame; });
  if (found != kept_.end()) {
    kept_.splice(kept_.begin(), kept_, found);
    return found->data;
  }
  auto data = std::make_shared<const snapshot::Frame>(reader().read(frame));
  kept_.push_front({frame, bytes_of(*data), data});
  std::uint64_t bytes = 0;
  for (auto at = kept_.begin(); at != kept_.end();) {
    bytes += at->bytes;
    at = bytes > memory_ && at != kept_.begin() ? kept_.erase(at) : std::next(at);
  }
  return data;
}

snapshot::Frame Run::frame_once(std::size_t frame) const {
  const std::lock_guard lock(mutex_);
  return reader().read(frame);
}

std::vector<snapshot::Event> Run::events(std::size_t frame) const {
  const std::lock_guard lock(mutex_);
  return reader().events(frame);
}

void Run::refresh() {
  {
    const std::lock_guard lock(mutex_);
    if (stage_ == Stage::opening) return;
    if (reader_) {
      reader_->refresh();
      return;
    }
  }
  open();
}

std::string Run::series_file() const {
  const fs::path file = fs::path(folder()) / "series.csv";
  std::error_code error;
  if (!fs::is_regular_file(fs::symlink_status(file, error)) || fs::file_size(file, error) > longest_series)
    return {};
  return file.string();
}

std::string Run::series() const {
  const std::string file = series_file();
  if (file.empty()) return {};
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace tilscape::viz
