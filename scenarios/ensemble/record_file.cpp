// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/record_file.hpp"

#include "proto/error.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>
#include <unistd.h>

namespace tilscape::scenarios {

namespace {

namespace fs = std::filesystem;
using snapshot::Bytes;
using snapshot::ByteView;
using snapshot::record_header_size;

using HeaderBytes = std::span<const std::uint8_t, record_header_size>;

/// Header and stored payload of the record at an offset; nullopt when it is not whole there.
std::optional<Bytes> fetch(const snapshot::ByteSource& source, std::uint64_t offset, std::uint64_t size) {
  if (size - offset < record_header_size) return std::nullopt;
  Bytes record(record_header_size);
  source.read(offset, record);
  const snapshot::RecordHeader header =
      snapshot::decode_header(HeaderBytes(record.data(), record_header_size));
  if (header.stored > size - offset - record_header_size) return std::nullopt;
  record.resize(record_header_size + header.stored);
  source.read(offset + record_header_size, std::span(record).subspan(record_header_size));
  return record;
}

Bytes payload_of(const Bytes& record) {
  return snapshot::decode_payload(HeaderBytes(record.data(), record_header_size),
                                  ByteView(record).subspan(record_header_size));
}

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
  const int folder = ::open(target_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool kept = folder >= 0 && (::fsync(folder) == 0 || errno == EINVAL);
  if (folder >= 0) ::close(folder);
  if (!kept) fail("bring the name to the disk");
}

void RecordFileWriter::fail(const char* what) const {
  throw snapshot::WriteError(fmt::format("{}: cannot {} ({})", part_.string(), what, std::strerror(errno)));
}

bool scan_records(const fs::path& path, const std::function<void(const StudyRecordView&)>& visit) {
  const auto source = snapshot::open_file(path.string());
  const std::uint64_t size = source->size();
  std::uint32_t sequence = 0;
  for (std::uint64_t offset = 0; offset < size; ++sequence) {
    StudyRecord kind{};
    Bytes payload;
    std::uint64_t length = 0;
    try {
      const std::optional<Bytes> record = fetch(*source, offset, size);
      if (!record) return false;
      const snapshot::RecordHeader header =
          snapshot::decode_header(HeaderBytes(record->data(), record_header_size));
      if (header.sequence != sequence) return false;
      kind = static_cast<StudyRecord>(header.type);
      payload = payload_of(*record);
      length = record->size();
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
  const std::optional<Bytes> record = fetch(source, offset, source.size());
  if (!record) throw snapshot::ReadError("a record is incomplete");
  return std::string(text_of(payload_of(*record)));
}

}  // namespace tilscape::scenarios
