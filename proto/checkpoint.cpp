// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/checkpoint.hpp"

#include "proto/detail/wire.hpp"
#include "proto/error.hpp"
#include "proto/record.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace tilscape::snapshot {
namespace {

constexpr std::size_t block_numbers = 262144;
constexpr std::size_t end_bytes = 8;

ByteView bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string header_payload(const CheckpointHeader& header) {
  v1::Checkpoint message;
  message.set_program_version(header.program_version);
  message.set_result_version(header.result_version);
  message.set_scenario_hash(header.scenario_hash);
  message.set_seed(header.seed);
  message.set_step(header.step);
  message.set_time(header.time);
  message.set_first_step(header.first_step);
  message.set_seconds(header.seconds);
  message.set_state_hash(header.state_hash);
  return detail::serialize(message);
}

CheckpointHeader header_of(ByteView payload) {
  const auto message = detail::parse<v1::Checkpoint>(payload, detail::any_fields);
  return {.program_version = message.program_version(),
          .result_version = message.result_version(),
          .scenario_hash = message.scenario_hash(),
          .seed = message.seed(),
          .step = message.step(),
          .time = message.time(),
          .first_step = message.first_step(),
          .seconds = message.seconds(),
          .state_hash = message.state_hash()};
}

/// The records of a file one after the other, each checked.
class Records {
 public:
  explicit Records(const std::string& path) : source_(open_file(path)), size_(source_->size()) {}

  struct Record {
    RecordType type;
    Bytes payload;
  };
  /// The next one; nothing at the end of the file.
  std::optional<Record> next() {
    if (offset_ == size_) return std::nullopt;
    const StoredRecord stored = read_record(*source_, offset_, size_);
    if (stored.header.sequence != sequence_) throw ReadError("a record is out of sequence");
    Record record{stored.header.type, stored.payload()};
    offset_ += stored.bytes.size();
    ++sequence_;
    return record;
  }
  [[nodiscard]] std::uint32_t number() const { return sequence_; }

 private:
  std::unique_ptr<ByteSource> source_;
  std::uint64_t size_;
  std::uint64_t offset_ = 0;
  std::uint32_t sequence_ = 0;
};

CheckpointHeader opening(Records& records) {
  const auto first = records.next();
  if (!first || first->type != RecordType::checkpoint) throw ReadError("this is no checkpoint");
  return header_of(first->payload);
}

void add_block(ByteView payload, std::map<std::string, ColumnData>& arrays,
               std::map<std::string, std::uint64_t>& counts) {
  const auto block = detail::parse<v1::ArrayBlock>(payload, detail::any_fields);
  const Number number = detail::from_wire(block.values().number());
  ColumnData& into = arrays.try_emplace(block.name(), detail::empty_column(number)).first->second;
  counts.try_emplace(block.name(), block.count());
  std::visit(
      [&]<class T>(std::vector<T>& numbers) {
        if (block.first() != numbers.size() || counts[block.name()] != block.count())
          throw ReadError("a block of `" + block.name() + "` is not in its place");
        detail::take_column(block.values(), block.values().data().size() / sizeof(T), numbers);
        if (numbers.size() > block.count()) throw ReadError("`" + block.name() + "` is longer than it says");
      },
      into);
}

Checkpoint read_all(const std::string& path) {
  Records records(path);
  Checkpoint checkpoint{opening(records), {}};
  std::map<std::string, std::uint64_t> counts;
  for (;;) {
    const auto record = records.next();
    if (!record) throw ReadError("its end is missing");
    if (record->type == RecordType::end) break;
    if (record->type != RecordType::array) throw ReadError("there is a record that does not belong there");
    add_block(record->payload, checkpoint.arrays, counts);
  }
  if (records.next()) throw ReadError("something follows its end");
  for (const auto& [name, numbers] : checkpoint.arrays)
    if (std::visit([](const auto& v) { return v.size(); }, numbers) != counts[name])
      throw ReadError("`" + name + "` is shorter than it says");
  return checkpoint;
}

template <class Read>
auto named(const std::string& path, const Read& read) {
  try {
    return read();
  } catch (const ReadError& e) {
    const std::string what = e.what();
    throw ReadError(what.starts_with(path) ? what : path + ": " + what);
  }
}

}  // namespace

CheckpointWriter::CheckpointWriter(const std::string& path, const CheckpointHeader& header) : file_(path) {
  file_.write(encode_record(RecordType::checkpoint, sequence_++, bytes_of(header_payload(header))));
}

void CheckpointWriter::add(const std::string& name, ColumnView numbers) {
  std::visit(
      [&]<class T>(std::span<const T> all) {
        std::size_t first = 0;
        do {  // an empty array has a block, too
          const std::size_t count = std::min(block_numbers, all.size() - first);
          v1::ArrayBlock block;
          block.set_name(name);
          block.set_first(first);
          block.set_count(all.size());
          detail::put_column(block.mutable_values(), all.subspan(first, count), detail::usual_encoding<T>());
          file_.write(encode_record(RecordType::array, sequence_++, bytes_of(detail::serialize(block))));
          first += count;
        } while (first < all.size());
      },
      numbers);
}

void CheckpointWriter::commit() {
  file_.write(encode_record(RecordType::end, sequence_++, Bytes(end_bytes)));
  file_.commit();
}

Checkpoint read_checkpoint(const std::string& path) {
  return named(path, [&] { return read_all(path); });
}

}  // namespace tilscape::snapshot
