// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/shard.hpp"

#include "engine/base/error.hpp"
#include "proto/error.hpp"
#include "proto/old_files.hpp"
#include "proto/whole_file.hpp"
#include "scenarios/ensemble/enough.hpp"
#include "scenarios/output/build_info.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <ensemble/study.pb.h>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "numbers in shards are little-endian");

std::string bytes_of(const std::vector<double>& values) {
  std::string out(values.size() * sizeof(double), '\0');
  if (!values.empty()) std::memcpy(out.data(), values.data(), out.size());
  return out;
}

std::vector<double> doubles_of(const std::string& bytes) {
  std::vector<double> out(bytes.size() / sizeof(double));
  if (!out.empty()) std::memcpy(out.data(), bytes.data(), out.size() * sizeof(double));
  return out;
}

/// Another name than any other writer's, on whichever machine.
fs::path new_shard(const fs::path& study, const std::string& prefix) {
  fs::create_directories(study / "shards");
  return study / "shards" / fmt::format("{}-{}.shard", prefix, snapshot::unique_digits());
}

std::string program_of(const study::v1::Shard& shard) {
  return fmt::format("tilscape {} ({}); {}; {}", shard.version(), shard.commit(), shard.compiler(),
                     shard.flags());
}

[[noreturn]] void damaged(const fs::path& path, const std::string& what) {
  throw InputError(
      fmt::format("{}: the shard is damaged though its checksums hold: {}. Without the file its runs are "
                  "missing, and can be run again",
                  path.string(), what));
}

template <class Message>
Message parsed(std::string_view payload, const fs::path& path) {
  Message message;
  if (!message.ParseFromArray(payload.data(), static_cast<int>(payload.size())))
    damaged(path, "a record cannot be read");
  return message;
}

ResultColumns columns_of(const study::v1::Columns& c, const fs::path& path) {
  if (c.names_size() != c.units_size() || c.endpoints_size() != c.conditions_size())
    damaged(path, "columns without a unit, or endpoints without a condition");
  for (const auto* texts : {&c.names(), &c.units(), &c.endpoints(), &c.roles(), &c.subjects()})
    for (const std::string& text : *texts)
      if (text.find('\0') != std::string::npos) damaged(path, "a column whose name no table can hold");
  if ((c.roles_size() != 0 && c.roles_size() != c.names_size()) || c.subjects_size() != c.roles_size())
    damaged(path, "columns without a role, or without a subject");
  return {{c.names().begin(), c.names().end()},         {c.units().begin(), c.units().end()},
          {c.endpoints().begin(), c.endpoints().end()}, {c.conditions().begin(), c.conditions().end()},
          {c.roles().begin(), c.roles().end()},         {c.subjects().begin(), c.subjects().end()}};
}

bool finite(const std::vector<double>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](double n) { return std::isfinite(n); });
}

/// What does not hold together in a result; nullptr: nothing.
const char* fault_of(const study::v1::Result& r, const ResultColumns& columns) {
  const std::vector<double> times = doubles_of(r.times());
  const std::vector<double> reached = doubles_of(r.reached());
  if (times.empty() || times.size() * sizeof(double) != r.times().size()) return "has no rows";
  if (times.size() * columns.names.size() * sizeof(double) != r.values().size())
    return "has not as many values as its rows and columns";
  if (columns.endpoints.size() * sizeof(double) != r.reached().size())
    return "has not as many times as endpoints";
  if (!finite(times) || !std::is_sorted(times.begin(), times.end()) || !finite(reached) ||
      !std::isfinite(r.end_min()))
    return "has times that are none";
  const auto& names = columns.endpoints;
  if (!r.stopped_by().empty() && std::find(names.begin(), names.end(), r.stopped_by()) == names.end())
    return "was stopped by an endpoint that it does not have";
  return nullptr;
}

/// A shard under the name that it has by now: a writer that closes it takes `.part` off.
std::unique_ptr<snapshot::ByteSource> open_shard(fs::path path) {
  if (path.extension() == ".part" && !fs::exists(path)) path.replace_extension();
  return snapshot::open_file(path.string());
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

}  // namespace

std::vector<snapshot::SeriesColumn> ResultColumns::series() const {
  std::vector<snapshot::SeriesColumn> columns;
  for (std::size_t c = 0; c < names.size(); ++c)
    columns.push_back(
        roles.empty() ? snapshot::SeriesColumn{names[c], units[c]}
                      : snapshot::SeriesColumn{names[c], units[c], snapshot::role_of(roles[c]), subjects[c]});
  snapshot::guess_roles(columns);
  return columns;
}

bool ResultColumns::same_as(const ResultColumns& o) const {
  return names == o.names && units == o.units && endpoints == o.endpoints && conditions == o.conditions;
}

bool Result::same_as(const Result& o) const {
  return key == o.key && seed == o.seed && steps == o.steps && end == o.end && state_hash == o.state_hash &&
         columns.same_as(o.columns) && same_bits(times, o.times) && same_bits(values, o.values) &&
         same_bits(reached, o.reached) && stopped_by == o.stopped_by;
}

ShardWriter::ShardWriter(const fs::path& study, const std::string& prefix) : file_(new_shard(study, prefix)) {
  const BuildInfo build = build_info();
  study::v1::Shard head;
  head.set_version(build.version);
  head.set_commit(build.commit);
  head.set_compiler(build.compiler);
  head.set_flags(build.flags);
  head.set_host(host_class());
  file_.put(StudyRecord::shard, head.SerializeAsString());
}

void ShardWriter::put(const Result& r) {
  auto known = std::find(columns_.begin(), columns_.end(), r.columns);
  if (known == columns_.end()) {
    study::v1::Columns message;
    for (const std::string& s : r.columns.names) message.add_names(s);
    for (const std::string& s : r.columns.units) message.add_units(s);
    for (const std::string& s : r.columns.endpoints) message.add_endpoints(s);
    for (const std::string& s : r.columns.conditions) message.add_conditions(s);
    for (const std::string& s : r.columns.roles) message.add_roles(s);
    for (const std::string& s : r.columns.subjects) message.add_subjects(s);
    file_.put(StudyRecord::columns, message.SerializeAsString());
    columns_.push_back(r.columns);
    known = std::prev(columns_.end());
  }
  study::v1::Result message;
  message.set_unit(r.unit);
  message.set_key(r.key.bytes());
  message.set_seed(r.seed);
  message.set_steps(r.steps);
  message.set_end_min(r.end);
  message.set_state_hash(r.state_hash);
  message.set_columns(static_cast<std::uint32_t>(known - columns_.begin()));
  message.set_times(bytes_of(r.times));
  message.set_values(bytes_of(r.values));
  message.set_reached(bytes_of(r.reached));
  message.set_stopped_by(r.stopped_by);
  message.set_wall_s(r.seconds);
  message.set_peak_memory(r.peak_memory);
  file_.put(StudyRecord::result, message.SerializeAsString());
}

void ShardWriter::put_failure(std::size_t unit, const Key& key, const std::string& reason) {
  study::v1::Failure message;
  message.set_unit(unit);
  message.set_key(key.bytes());
  message.set_reason(reason);
  file_.put(StudyRecord::failure, message.SerializeAsString());
}

ShardIndex::ShardIndex(const Plan& plan, const fs::path& study, const std::string& prefix)
    : places_(plan.size()), replicates_(plan.replicates) {
  std::vector<fs::path> paths;
  const fs::path folder = study / "shards";
  if (fs::exists(folder))
    for (const auto& entry : fs::directory_iterator(folder)) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with(prefix) && (name.ends_with(".shard") || name.ends_with(".shard.part")))
        paths.push_back(entry.path());
    }
  // While it is renamed a shard can be listed under both names.
  const auto name = [](const fs::path& path) {
    return path.extension() == ".part" ? path.stem() : path.filename();
  };
  std::sort(paths.begin(), paths.end(),
            [&](const fs::path& a, const fs::path& b) { return name(a) < name(b); });
  paths.erase(std::unique(paths.begin(), paths.end(),
                          [&](const fs::path& a, const fs::path& b) { return name(a) == name(b); }),
              paths.end());
  for (const fs::path& path : paths) scan(plan, path);
  need_ = needed_replicates(plan, *this);
  forget_spared();
}

/// What has been run all the same, as a member alone, is in no statistic: n does not depend on it.
void ShardIndex::forget_spared() {
  for (std::size_t u = 0; u < places_.size(); ++u) {
    if (!spared(u)) continue;
    if (present(u)) --present_;
    places_[u] = {};
    duplicates_.erase(u);
    failures_.erase(u);
  }
}

std::uint32_t ShardIndex::number_of(ResultColumns columns) {
  const auto known = std::find(columns_.begin(), columns_.end(), columns);
  const auto number = static_cast<std::uint32_t>(known - columns_.begin());
  if (known == columns_.end()) columns_.push_back(std::move(columns));
  return number;
}

void ShardIndex::scan(const Plan& plan, const fs::path& path) {
  const auto number = static_cast<std::uint32_t>(files_.size());
  files_.push_back({path, {}});
  std::vector<std::uint32_t> columns;  // of this shard, in their order
  const auto check = [&](std::uint64_t unit, const std::string& key) {
    if (unit < plan.size() && key.size() == 16 && Key::from_bytes(key) == plan.keys[unit]) return;
    throw InputError(
        fmt::format("{}: holds run {} of another study than the plan beside it. Results of two "
                    "studies are not mixed: keep them in two folders",
                    path.string(), unit));
  };
  const auto visit = [&](const StudyRecordView& record) {
    if (record.kind == StudyRecord::shard) {
      files_.back().program = program_of(parsed<study::v1::Shard>(record.payload, path));
    } else if (record.kind == StudyRecord::columns) {
      columns.push_back(number_of(columns_of(parsed<study::v1::Columns>(record.payload, path), path)));
    } else if (record.kind == StudyRecord::result) {
      const auto result = parsed<study::v1::Result>(record.payload, path);
      check(result.unit(), result.key());
      const char* fault = result.columns() >= columns.size() ? "names columns that are not there"
                          : result.seed() != plan.unit(result.unit()).seed
                              ? "has another seed than its plan"
                              : fault_of(result, columns_[columns[result.columns()]]);
      if (fault != nullptr) damaged(path, fmt::format("run {} {}", result.unit(), fault));
      const Place here{number, columns[result.columns()], record.offset};
      Place& place = places_[result.unit()];
      if (place.file == nowhere) {
        place = here;
        ++present_;
      } else {
        duplicates_.emplace(result.unit(), here);
      }
    } else if (record.kind == StudyRecord::failure) {
      const auto failure = parsed<study::v1::Failure>(record.payload, path);
      check(failure.unit(), failure.key());
      Failures& f = failures_[failure.unit()];
      ++f.attempts;
      f.reason = failure.reason();
    }
  };
  scan_records(*open_shard(path), visit);
}

bool ShardIndex::quarantined(std::size_t unit) const {
  const auto f = failures_.find(unit);
  return f != failures_.end() && f->second.attempts >= attempts_allowed && !present(unit);
}

std::vector<std::size_t> ShardIndex::missing(Plan::Range range) const {
  std::vector<std::size_t> out;
  for (std::size_t u = range.first; u < range.last; ++u)
    if (u % replicates_ < need_.replicates && !present(u) && !quarantined(u)) out.push_back(u);
  return out;
}

Result ShardIndex::read_at(const Place& place) const {
  const File& file = files_[place.file];
  if (open_file_ != place.file) {
    open_ = open_shard(file.path);
    open_file_ = place.file;
  }
  const auto m = parsed<study::v1::Result>(read_record(*open_, place.offset), file.path);
  return {.unit = m.unit(),
          .key = Key::from_bytes(m.key()),
          .seed = m.seed(),
          .steps = m.steps(),
          .end = m.end_min(),
          .state_hash = m.state_hash(),
          .columns = columns_[place.columns],
          .times = doubles_of(m.times()),
          .values = doubles_of(m.values()),
          .reached = doubles_of(m.reached()),
          .stopped_by = m.stopped_by(),
          .seconds = m.wall_s(),
          .peak_memory = m.peak_memory()};
}

Result ShardIndex::read(std::size_t unit) const {
  Result first = read_at(places_[unit]);
  const auto [begin, end] = duplicates_.equal_range(unit);
  for (auto other = begin; other != end; ++other)
    if (!read_at(other->second).same_as(first))
      throw InputError(
          fmt::format("two attempts at run {} (key {}, seed {}) gave different results: {} and {}. "
                      "One of them is wrong; nothing is collected",
                      unit, first.key.text(), first.seed, files_[places_[unit].file].path.string(),
                      files_[other->second.file].path.string()));
  return first;
}

std::string ShardIndex::program(std::size_t unit) const {
  std::string least = files_[places_[unit].file].program;
  const auto [begin, end] = duplicates_.equal_range(unit);
  for (auto other = begin; other != end; ++other) least = std::min(least, files_[other->second.file].program);
  return least;
}

}  // namespace tilscape::scenarios
