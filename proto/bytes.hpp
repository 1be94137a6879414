// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tilscape::snapshot {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// Where a writer's bytes go. The calls mean what POSIX means by them: -1 and errno on failure, a write may
/// be short or be interrupted. A test injects its own.
class ByteSink {
 public:
  ByteSink() = default;
  ByteSink(const ByteSink&) = delete;
  ByteSink& operator=(const ByteSink&) = delete;
  virtual ~ByteSink() = default;

  virtual std::ptrdiff_t write(const std::uint8_t* data, std::size_t size) = 0;
  virtual int sync() = 0;   ///< to the disk
  virtual int close() = 0;  ///< called at most once
};

/// Writes all of it, in as many calls as that takes; 0, or the errno of the call that failed.
int write_all(ByteSink& sink, ByteView bytes);

/// Where a reader's bytes come from.
class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  [[nodiscard]] virtual std::uint64_t size() const = 0;
  /// Fills `into` from the offset; throws ReadError when that many bytes cannot be had.
  virtual void read(std::uint64_t offset, std::span<std::uint8_t> into) const = 0;
};

/// A new file; throws WriteError, also when the file exists.
std::unique_ptr<ByteSink> create_file(const std::string& path);
/// An existing file, cut to `keep` bytes; writing goes on behind them.
std::unique_ptr<ByteSink> continue_file(const std::string& path, std::uint64_t keep);
/// Throws ReadError.
std::unique_ptr<ByteSource> open_file(const std::string& path);
std::unique_ptr<ByteSource> open_memory(Bytes bytes);
/// All of a file, or ReadError: never a part of it.
std::string read_text(const std::string& path);

}  // namespace tilscape::snapshot
