// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/bytes.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace tilscape::snapshot {

/// Brings the name of a new file to the disk, for which its folder is synced; 0, or an errno.
int sync_folder_of(const std::string& path);

/// Sixteen hexadecimal digits that no other writer has, on whichever machine.
std::string unique_digits();

/// Removes from a folder what writers of WholeFile have left there that were killed. One that is still being
/// written stays: its writer holds a lock on it (`flock`; where there are no locks, everything stays). No
/// error: a leftover is no loss.
void remove_leftovers(const std::filesystem::path& folder);

/// A file that is there whole, or as it was before: bytes go beside its place, under a name that no other
/// writer has (`NAME.0123456789abcdef.part`); commit() brings them to the disk and puts them there, of
/// several writers the last. Without commit() nothing of it stays, unless the writer is killed. Every call
/// throws WriteError.
class WholeFile {
 public:
  explicit WholeFile(const std::string& path);
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;
  ~WholeFile();

  void write(ByteView bytes);
  void commit();

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  /// Where the bytes lie before commit(), for who writes them by itself.
  [[nodiscard]] const std::string& beside() const { return beside_; }

 private:
  void open_beside();
  [[noreturn]] void fail(const char* what, int error) const;

  std::string path_, beside_;
  std::unique_ptr<ByteSink> sink_;
  int lock_ = -1;  // of the file beside: it is being written
  std::uint64_t bytes_ = 0;
  bool committed_ = false;
};

}  // namespace tilscape::snapshot
