// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/bytes.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace tilscape::snapshot {

/// Brings the name of a new file to the disk, for which its folder is synced; 0, or an errno.
int sync_folder_of(const std::string& path);

/// Sixteen hexadecimal digits that no other writer has, on whichever machine.
std::string unique_digits();

/// A file that is there whole, or as it was before: bytes go beside its place, under a name that no other
/// writer has (`NAME.0123456789abcdef.part`); commit() brings them to the disk and puts them there, of
/// several writers the last. Without commit() nothing of it stays. Every call throws WriteError.
class WholeFile {
 public:
  explicit WholeFile(const std::string& path);
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;
  ~WholeFile();

  void write(ByteView bytes);
  void commit();

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  /// Where the bytes lie before commit(), for a library that writes them by itself.
  [[nodiscard]] const std::string& beside() const { return beside_; }

 private:
  [[noreturn]] void fail(const char* what, int error) const;

  std::string path_, beside_;
  std::unique_ptr<ByteSink> sink_;
  std::uint64_t bytes_ = 0;
  bool committed_ = false;
};

}  // namespace tilscape::snapshot
