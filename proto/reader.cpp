// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/reader.hpp"

#include "proto/detail/messages.hpp"
#include "proto/error.hpp"

#include <algorithm>
#include <utility>

namespace tilscape::snapshot {
namespace {

constexpr std::uint64_t end_payload_size = 8;
constexpr std::uint64_t end_record_size = record_header_size + end_payload_size;

std::span<const std::uint8_t, record_header_size> header_of(const Bytes& record) {
  return std::span<const std::uint8_t, record_header_size>(record.data(), record_header_size);
}

bool inside_frame(RecordType type) {
  return type != RecordType::header && type != RecordType::frame && type != RecordType::index &&
         type != RecordType::end;
}

}  // namespace

Reader::Reader(const std::string& path, Options options) : Reader(open_file(path), path, options) {}

Reader::Reader(std::unique_ptr<ByteSource> source, std::string name, Options options)
    : source_(std::move(source)), name_(std::move(name)), options_(options) {
  const std::uint64_t size = source_->size();
  try {
    const StoredRecord first = fetch(0, 0, size);
    if (first.header.type != RecordType::header) throw ReadError("the first record is not a header");
    header_ = detail::read_header(first.payload());
    valid_bytes_ = first.bytes.size();
    valid_records_ = 1;
  } catch (const ReadError& error) {
    throw ReadError(name_ + ": not a snapshot file that can be read: " + error.what());
  }
  if (options_.open == Open::indexed && read_index(size)) return;
  scan();
}

void Reader::require_all_sites() const {
  constexpr std::uint64_t always = std::uint64_t{1} << 28;  // a lattice that has hardly any cells yet
  constexpr std::uint64_t for_each_byte = 64;
  const std::uint64_t size = source_->size();
  if (header_.lattice.sites() > always && (header_.lattice.sites() - always) / for_each_byte > size)
    throw ReadError(name_ + ": lattice.nx, ny and nz claim " + std::to_string(header_.lattice.sites()) +
                    " sites, which a file of " + std::to_string(size) + " bytes cannot be about");
}

StoredRecord Reader::fetch(std::uint64_t offset, std::uint32_t sequence, std::uint64_t end) const {
  StoredRecord record = read_record(*source_, offset, end);
  if (record.header.sequence != sequence) throw ReadError("a record is not at its place in the sequence");
  return record;
}

// The last record of a closed file is of fixed size and holds the offset of the index. Anything wrong with
// either only means that the file must be scanned.
bool Reader::read_index(std::uint64_t size) {
  if (size < end_record_size) return false;
  try {
    const StoredRecord last = read_record(*source_, size - end_record_size, size);
    if (last.header.type != RecordType::end || last.header.sequence < 2) return false;
    const Bytes where = last.payload();
    if (where.size() != end_payload_size) return false;
    std::uint64_t offset = 0;
    for (std::size_t i = 0; i < end_payload_size; ++i) offset |= std::uint64_t{where[i]} << (8 * i);
    const StoredRecord index = fetch(offset, last.header.sequence - 1, size - end_record_size);
    if (index.header.type != RecordType::index) return false;
    for (const FrameInfo& frame : detail::read_index(index.payload())) {
      if (frame.offset >= offset) throw ReadError("the index points behind itself");
      add(frame);
    }
    finished_ = true;
    valid_bytes_ = offset;
    valid_records_ = last.header.sequence - 1;
    return true;
  } catch (const ReadError&) {
    frames_.clear();
    event_frames_.clear();
    return false;
  }
}

void Reader::add(const FrameInfo& info) {
  (info.events_only ? event_frames_ : frames_).push_back(info);
}

void Reader::scan() {
  const std::uint64_t size = source_->size();
  std::uint64_t offset = valid_bytes_;
  std::uint32_t sequence = valid_records_;
  std::optional<FrameInfo> open;
  std::uint32_t missing = 0;
  bool ended = false;
  try {
    while (offset < size) {
      if (ended) throw ReadError("there are bytes behind the end");
      const StoredRecord record = fetch(offset, sequence, size);
      const RecordType type = record.header.type;
      if (open) {
        if (!inside_frame(type)) throw ReadError("a frame is interrupted by another record");
        --missing;
      } else if (type == RecordType::frame) {
        const FrameOpening opening = detail::read_opening(record.payload(), header_);
        open = FrameInfo{opening.step, opening.time, offset, sequence, opening.records, opening.events_only};
        missing = opening.records;
      } else if (inside_frame(type) || type == RecordType::header) {
        throw ReadError("a record outside of a frame");
      } else {
        ended = type == RecordType::end;
      }
      offset += record.bytes.size();
      ++sequence;
      if (open && missing == 0) {
        add(*open);
        open.reset();
        valid_bytes_ = offset;
        valid_records_ = sequence;
      }
    }
    if (open) throw ReadError("the last frame is incomplete");
    finished_ = ended;
  } catch (const ReadError& error) {
    damage_ = Damage{sequence, offset, error.what()};
  }
}

void Reader::forget_behind(std::uint64_t size) {
  while (valid_bytes_ > size && !(frames_.empty() && event_frames_.empty())) {
    const bool events =
        frames_.empty() || (!event_frames_.empty() && event_frames_.back().offset > frames_.back().offset);
    std::vector<FrameInfo>& frames = events ? event_frames_ : frames_;
    valid_bytes_ = frames.back().offset;
    valid_records_ = frames.back().sequence;
    frames.pop_back();
  }
}

bool Reader::refresh() {
  if (finished_) return false;
  forget_behind(source_->size());
  const std::size_t before = frames_.size();
  damage_.reset();
  scan();
  return frames_.size() > before;
}

bool Reader::record_behind(std::uint64_t offset) const {
  constexpr std::size_t chunk = std::size_t{1} << 20;
  const std::uint64_t size = source_->size();
  // Bytes made to look like the beginnings of long records could keep a reader busy for hours.
  std::uint64_t patience = 16 * (size - std::min(offset, size)) + payload_limit;
  Bytes window;
  for (std::uint64_t at = offset + 1; at + record_header_size <= size; at += chunk) {
    window.resize(std::min<std::uint64_t>(chunk + record_magic.size() - 1, size - at));
    source_->read(at, window);
    for (auto found = window.begin();; ++found) {
      found = std::search(found, window.end(), record_magic.begin(), record_magic.end());
      if (found == window.end()) break;
      const std::uint64_t begin = at + static_cast<std::uint64_t>(found - window.begin());
      if (size - begin < record_header_size) break;
      try {
        Bytes header(record_header_size);
        source_->read(begin, header);
        const RecordHeader claim = decode_header(header_of(header));
        if (claim.stored > patience) return true;  // who cannot tell says that it is damage
        patience -= std::min<std::uint64_t>(patience, claim.stored);
        static_cast<void>(fetch(begin, claim.sequence, size));
        return true;
      } catch (const ReadError&) {  // only looked like one
      }
    }
  }
  return false;
}

FrameOpening Reader::opening(std::size_t frame) const {
  const FrameInfo& info = frames_.at(frame);
  try {
    const StoredRecord record = fetch(info.offset, info.sequence, source_->size());
    if (record.header.type != RecordType::frame) throw ReadError("no frame begins here");
    return detail::read_opening(record.payload(), header_);
  } catch (const ReadError& error) {
    throw ReadError(name_ + ": record " + std::to_string(info.sequence) + " at byte " +
                    std::to_string(info.offset) + ": " + error.what());
  }
}

Frame Reader::read(std::size_t frame) const {
  const FrameInfo& info = frames_.at(frame);
  std::uint64_t unpacked = 0;
  std::vector<Event> events =
      events_between(frame == 0 ? 0 : frames_[frame - 1].sequence, info.sequence, unpacked);
  Frame result = read(info, Part::whole, unpacked);
  if (!events.empty()) result.events.insert(result.events.begin(), events.begin(), events.end());
  return result;
}

std::vector<Event> Reader::events(std::size_t frame) const {
  const FrameInfo& info = frames_.at(frame);
  std::uint64_t unpacked = 0;
  std::vector<Event> events =
      events_between(frame == 0 ? 0 : frames_[frame - 1].sequence, info.sequence, unpacked);
  const std::vector<Event> own = read(info, Part::events, unpacked).events;
  events.insert(events.end(), own.begin(), own.end());
  return events;
}

std::vector<Event> Reader::last_events() const {
  std::uint64_t unpacked = 0;
  return events_between(frames_.empty() ? 0 : frames_.back().sequence, valid_records_, unpacked);
}

std::vector<Event> Reader::events_between(std::uint32_t first, std::uint32_t last,
                                          std::uint64_t& unpacked) const {
  std::vector<Event> events;
  for (const FrameInfo& part : event_frames_) {
    if (part.sequence <= first || part.sequence >= last) continue;
    const Frame frame = read(part, Part::whole, unpacked);
    events.insert(events.end(), frame.events.begin(), frame.events.end());
  }
  return events;
}

Frame Reader::read(const FrameInfo& info, Part part, std::uint64_t& unpacked) const {
  std::uint64_t offset = info.offset;
  std::uint32_t sequence = info.sequence;
  try {
    const std::uint64_t size = source_->size();
    const StoredRecord first = fetch(offset, sequence, size);
    if (first.header.type != RecordType::frame) throw ReadError("no frame begins here");
    FrameOpening opening = detail::read_opening(first.payload(), header_);
    if (opening.events_only != info.events_only)
      throw ReadError("the index takes a frame of events for one of a state, or the other way round");
    const std::uint32_t records = opening.records;
    if (part == Part::events) {  // nothing else is expected, so nothing is missing
      opening.rows.assign(opening.rows.size(), 0);
      opening.substances.clear();
    }
    offset += first.bytes.size();
    ++sequence;
    detail::FrameAssembler assembler(header_, std::move(opening));
    for (std::uint32_t i = 0; i < records; ++i) {
      const StoredRecord record = fetch(offset, sequence, size);
      if (part == Part::whole || record.header.type == RecordType::events) {
        unpacked += record.header.unpacked;
        if (unpacked > options_.frame_budget)
          throw ReadError("the frame needs more than the budget of " + std::to_string(options_.frame_budget) +
                          " bytes");
        assembler.add(record.header.type, record.payload());
      }
      offset += record.bytes.size();
      ++sequence;
    }
    return assembler.finish();
  } catch (const ReadError& error) {
    throw ReadError(name_ + ": record " + std::to_string(sequence) + " at byte " + std::to_string(offset) +
                    ": " + error.what());
  }
}

}  // namespace tilscape::snapshot
