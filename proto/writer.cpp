// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/writer.hpp"

#include "proto/detail/messages.hpp"
#include "proto/error.hpp"
#include "proto/record.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace tilscape::snapshot {
namespace {

ByteView bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

Writer::Writer(const std::string& path, RunHeader header, Options options)
    : Writer(create_file(path), path, std::move(header), options) {}

Writer::Writer(std::unique_ptr<ByteSink> sink, std::string name, RunHeader header, Options options)
    : sink_(std::move(sink)), name_(std::move(name)), header_(std::move(header)), options_(options) {
  put(RecordType::header, bytes_of(detail::write_header(header_)));
  if (options_.sync == Sync::frames) flush();
}

Writer Writer::append(const std::string& path, std::uint64_t last_state, std::uint64_t last_step,
                      Options options) {
  const Reader reader(path, {Reader::Open::scan, Reader::Options{}.frame_budget});
  Writer writer;
  writer.name_ = path;
  writer.header_ = reader.header();
  writer.options_ = options;
  writer.offset_ = reader.valid_bytes();
  writer.sequence_ = reader.valid_records();
  writer.frames_ = reader.frames();
  writer.frames_.insert(writer.frames_.end(), reader.event_frames().begin(), reader.event_frames().end());
  std::sort(writer.frames_.begin(), writer.frames_.end(),
            [](const FrameInfo& a, const FrameInfo& b) { return a.sequence < b.sequence; });
  const auto too_late = [&](const FrameInfo& frame) {
    return frame.step > (frame.events_only ? last_step : last_state);
  };
  while (!writer.frames_.empty() && too_late(writer.frames_.back())) {
    writer.offset_ = writer.frames_.back().offset;
    writer.sequence_ = writer.frames_.back().sequence;
    writer.frames_.pop_back();
  }
  writer.sink_ = continue_file(path, writer.offset_);
  return writer;
}

std::optional<std::uint64_t> Writer::last_step() const {
  const auto last = std::find_if(frames_.rbegin(), frames_.rend(),
                                 [](const FrameInfo& frame) { return !frame.events_only; });
  return last == frames_.rend() ? std::nullopt : std::optional(last->step);
}

void Writer::write(const Frame& frame) {
  require_usable();
  // A run may end at a step whose events have just been written alone: its last frame has the same step.
  const bool may_be_same = !frames_.empty() && frames_.back().events_only && !frame.events_only;
  if (!frames_.empty() && frame.step < frames_.back().step + (may_be_same ? 0 : 1))
    throw std::invalid_argument("a frame must be later than the one before");
  const auto pieces = detail::write_frame(frame, header_, options_.block_rows, options_.tile_sites);
  const FrameInfo info{
      frame.step,       frame.time, offset_, sequence_, static_cast<std::uint32_t>(pieces.size() - 1),
      frame.events_only};
  for (const detail::Piece& piece : pieces) put(piece.type, bytes_of(piece.payload));
  if (options_.sync == Sync::frames) flush();
  frames_.push_back(info);
}

void Writer::flush() {
  require_usable();
  // Never tried again on the same file: after a failed sync the system may have dropped the dirty pages.
  if (sink_->sync() != 0) fail("sync", errno);
}

void Writer::close() {
  require_usable();
  const std::uint64_t index = offset_;
  put(RecordType::index, bytes_of(detail::write_index(frames_)));
  Bytes where(8);
  for (std::size_t i = 0; i < where.size(); ++i) where[i] = static_cast<std::uint8_t>(index >> (8 * i));
  put(RecordType::end, where);
  flush();
  const int result = sink_->close();
  const int error = errno;
  sink_.reset();
  if (result != 0) fail("close", error);
}

void Writer::put(RecordType type, ByteView payload) {
  const Bytes record = encode_record(type, sequence_, payload);
  if (const int error = write_all(*sink_, record)) fail("write", error);
  offset_ += record.size();
  ++sequence_;
}

void Writer::fail(const std::string& what, int error) {
  failure_ = name_ + ": cannot " + what + ": " + std::strerror(error) + "; " +
             std::to_string(frames_.size()) + " frames up to byte " + std::to_string(offset_) + " are kept";
  throw WriteError(failure_);
}

void Writer::require_usable() const {
  if (!failure_.empty()) throw WriteError(failure_);
  if (!sink_) throw std::logic_error(name_ + ": the file is closed");
}

}  // namespace tilscape::snapshot
