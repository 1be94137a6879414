// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/record.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace tilscape::scenarios {

/// Kinds of records in plans and shards; numbers below 32 are those of snapshots.
enum class StudyRecord : std::uint8_t {
  study = 32,
  points = 33,
  keys = 34,
  shard = 35,
  columns = 36,
  result = 37,
  failure = 38,
  end = 39,  ///< the last of a file that was closed: empty
};

/// A new file of checked records, written beside its place (`.part`) and renamed when it is whole. Throws
/// snapshot::WriteError; a failed write is never tried again on the same file.
class RecordFileWriter {
 public:
  explicit RecordFileWriter(std::filesystem::path target);

  void put(StudyRecord kind, std::string_view payload);
  void sync();
  /// Adds the end, brings everything to the disk and gives the file its name.
  void finish();

  [[nodiscard]] const std::filesystem::path& part() const { return part_; }

 private:
  [[noreturn]] void fail(const char* what) const;

  std::filesystem::path target_;
  std::filesystem::path part_;
  std::unique_ptr<snapshot::ByteSink> sink_;
  std::uint32_t sequence_ = 0;
};

struct StudyRecordView {
  StudyRecord kind;
  std::uint64_t offset;  ///< of the record in the file
  std::string_view payload;
};
/// Calls visit for each record of the longest valid prefix. True when the file ends with its end.
bool scan_records(const snapshot::ByteSource& source,
                  const std::function<void(const StudyRecordView&)>& visit);

/// The record at an offset; throws snapshot::ReadError.
std::string read_record(const snapshot::ByteSource& source, std::uint64_t offset);

}  // namespace tilscape::scenarios
