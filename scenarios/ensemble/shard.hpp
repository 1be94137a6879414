// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/ensemble/enough.hpp"
#include "scenarios/ensemble/plan.hpp"
#include "scenarios/ensemble/record_file.hpp"
#include "scenarios/ensemble/result.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// The file of one attempt at some units: `shards/PREFIX-RANDOM.shard`. No two writers ever share one.
class ShardWriter {
 public:
  ShardWriter(const std::filesystem::path& study, const std::string& prefix);

  void put(const Result& result);
  void put_failure(std::size_t unit, const Key& key, const std::string& reason);
  void sync() { file_.sync(); }
  void finish() { file_.finish(); }

 private:
  RecordFileWriter file_;
  std::vector<ResultColumns> columns_;
};

/// Where the results of a study lie.
class ShardIndex final : public Results {
 public:
  /// Reads the shards of a study whose names begin with the prefix, all when it is empty. Throws InputError
  /// when a result is of another study or does not hold together, or the rule that can end the study cannot
  /// be looked at.
  ShardIndex(const Plan& plan, const std::filesystem::path& study, const std::string& prefix = {});

  [[nodiscard]] bool present(std::size_t unit) const override { return places_[unit].file != nowhere; }
  [[nodiscard]] std::size_t present_count() const { return present_; }
  [[nodiscard]] std::size_t duplicate_count() const { return duplicates_.size(); }
  /// Failed attempts of a unit, the last reason.
  struct Failures {
    std::size_t attempts = 0;
    std::string reason;
  };
  [[nodiscard]] const std::map<std::size_t, Failures>& failures() const { return failures_; }
  /// Without a result after three attempts.
  [[nodiscard]] bool quarantined(std::size_t unit) const override;
  /// Runs of a range that are to be run now: not present, not quarantined, needed.
  [[nodiscard]] std::vector<std::size_t> missing(Plan::Range range) const;
  [[nodiscard]] const Need& need() const { return need_; }
  /// Nobody needs the run: there are enough replicates before it.
  [[nodiscard]] bool spared(std::size_t unit) const {
    return need_.verdict == Need::Verdict::enough && unit % replicates_ >= need_.replicates;
  }

  /// What the columns of the result of a unit that is present are.
  [[nodiscard]] const ResultColumns& columns(std::size_t unit) const {
    return columns_[places_[unit].columns];
  }
  /// The result of a unit that is present. Of several attempts all are compared: throws InputError, naming
  /// both files, when two differ.
  [[nodiscard]] Result read(std::size_t unit) const override;
  /// The program that made it: version, commit, compiler and flags; of several the first in order.
  [[nodiscard]] std::string program(std::size_t unit) const;

  static constexpr std::size_t attempts_allowed = 3;

 private:
  static constexpr std::uint32_t nowhere = ~std::uint32_t{0};
  struct Place {
    std::uint32_t file = nowhere;
    std::uint32_t columns = 0;
    std::uint64_t offset = 0;
  };
  struct File {
    std::filesystem::path path;
    std::string program;
  };
  void scan(const Plan& plan, const std::filesystem::path& path);
  [[nodiscard]] std::uint32_t number_of(ResultColumns columns);
  [[nodiscard]] Result read_at(const Place& place) const;
  void forget_spared();

  std::vector<File> files_;
  std::vector<ResultColumns> columns_;  // each once
  std::vector<Place> places_;           // by unit
  std::multimap<std::size_t, Place> duplicates_;
  std::map<std::size_t, Failures> failures_;
  std::size_t present_ = 0;
  std::size_t replicates_;
  Need need_;
  mutable std::uint32_t open_file_ = nowhere;
  mutable std::unique_ptr<snapshot::ByteSource> open_;
};

}  // namespace tilscape::scenarios
