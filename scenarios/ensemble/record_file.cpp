// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/record_file.hpp"

#include "proto/error.hpp"
#include "proto/whole_file.hpp"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

namespace fs = std::filesystem;
using snapshot::Bytes;
using snapshot::ByteView;

std::string_view text_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

RecordFileWriter::RecordFileWriter(fs::path target)
    : target_(std::move(target)),
      part_(target_.string() + ".part"),
      sink_(snapshot::create_file(part_.string())) {}

void RecordFileWriter::put(StudyRecord kind, std::string_view payload) {
  if (!sink_) throw snapshot::WriteError(part_.string() + ": an earlier write has failed");
  const ByteView bytes(reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size());
  const Bytes record = snapshot::encode_record(static_cast<snapshot::RecordType>(kind), sequence_++, bytes);
  errno = snapshot::write_all(*sink_, record);
  if (errno != 0) fail("write");
}

void RecordFileWriter::sync() {
  if (sink_->sync() != 0) fail("bring to the disk");
}

void RecordFileWriter::finish() {
  put(StudyRecord::end, {});
  sync();
  const int closed = sink_->close();
  if (closed != 0) fail("close");
  std::error_code error;
  fs::rename(part_, target_, error);
  // A lost answer of a file server: the name may be there all the same.
  if (error && !fs::exists(target_)) fail("rename");
  errno = snapshot::sync_folder_of(target_.string());
  if (errno != 0) fail("bring the name to the disk");
}

void RecordFileWriter::fail(const char* what) const {
  throw snapshot::WriteError(fmt::format("{}: cannot {} ({})", part_.string(), what, std::strerror(errno)));
}

bool scan_records(const snapshot::ByteSource& source,
                  const std::function<void(const StudyRecordView&)>& visit) {
  const std::uint64_t size = source.size();
  std::uint32_t sequence = 0;
  for (std::uint64_t offset = 0; offset < size; ++sequence) {
    StudyRecord kind{};
    Bytes payload;
    std::uint64_t length = 0;
    try {
      const snapshot::StoredRecord record = snapshot::read_record(source, offset, size);
      if (record.header.sequence != sequence) return false;
      kind = static_cast<StudyRecord>(record.header.type);
      payload = record.payload();
      length = record.bytes.size();
    } catch (const snapshot::ReadError&) {
      return false;  // torn by a kill, or damaged: what came before counts
    }
    if (kind == StudyRecord::end) return offset + length == size;
    visit({kind, offset, text_of(payload)});
    offset += length;
  }
  return false;
}

std::string read_record(const snapshot::ByteSource& source, std::uint64_t offset) {
  return std::string(text_of(snapshot::read_record(source, offset, source.size()).payload()));
}

}  // namespace tilscape::scenarios
