// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"
#include "proto/whole_file.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <variant>

// A checkpoint: the whole state of a run as named arrays, in a file of checked records
// (docs/formats/checkpoint.md).

namespace tilscape::snapshot {

struct CheckpointHeader {
  std::string program_version;
  std::uint32_t result_version = 0;  ///< of the program: another one goes on with other bits
  std::string scenario_hash;         ///< of the canonical scenario, 32 hexadecimal digits
  std::uint64_t seed = 0;
  std::uint64_t step = 0;
  double time = 0;               ///< [min]
  std::uint64_t first_step = 0;  ///< of the run: later than 0 when it branched off another
  double seconds = 0;            ///< of wall time so far
  std::string state_hash;        ///< that the state has again when it has been restored
};

struct Checkpoint {
  CheckpointHeader header;
  std::map<std::string, ColumnData> arrays;  ///< by name
};

/// The alternatives are in the order of Number.
using ColumnView =
    std::variant<std::span<const float>, std::span<const std::uint8_t>, std::span<const std::uint32_t>,
                 std::span<const std::uint64_t>, std::span<const double>>;

/// Writes a checkpoint, whole or not at all; memory for one block at a time. Throws WriteError.
class CheckpointWriter {
 public:
  CheckpointWriter(const std::string& path, const CheckpointHeader& header);
  void add(const std::string& name, ColumnView numbers);  ///< each name once
  void commit();
  [[nodiscard]] std::uint64_t bytes() const { return file_.bytes(); }

 private:
  WholeFile file_;
  std::uint32_t sequence_ = 0;
};

/// Throws ReadError, which names the file, when not every record of it is as it was written.
Checkpoint read_checkpoint(const std::string& path);

}  // namespace tilscape::snapshot
