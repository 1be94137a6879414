// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/error.hpp"

#include <filesystem>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tilscape::scenarios {

/// The folder that was asked for holds something already.
struct FolderTaken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The folder of a run, or a file in it, has been removed or moved while something was written there.
struct FolderGone : snapshot::WriteError {
  using snapshot::WriteError::WriteError;
};

/// The folder of one run: docs/formats/run_folder.md. A second run of the same name gets -2, -3, ...: nothing
/// is overwritten.
class RunFolder {
 public:
  /// A new folder `parent/name`, or `parent/name-2`, ...; throws snapshot::WriteError.
  static RunFolder next(const std::filesystem::path& parent, const std::string& name);
  /// Exactly this folder, which must be empty; throws FolderTaken, snapshot::WriteError.
  static RunFolder exactly(const std::filesystem::path& path);
  /// The folder of a run that is there; throws InputError.
  static RunFolder existing(const std::filesystem::path& path);

  RunFolder(RunFolder&& other) noexcept;
  RunFolder& operator=(RunFolder&&) = delete;
  ~RunFolder();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path file(std::string_view name) const { return path_ / name; }
  /// Whole or not at all: written beside, brought to the disk, then renamed. Throws snapshot::WriteError.
  void write(std::string_view name, std::string_view content) const;
  /// Throws FolderGone when a file is no longer there: what is written to it would be lost without an error.
  void require(std::initializer_list<std::string_view> names) const;

 private:
  explicit RunFolder(std::filesystem::path path);
  std::filesystem::path path_;
  int lock_ = -1;  // of the folder: one program at a time writes in it
};

/// A name that can be a folder's: letters, digits, `-`, `_` and `.`; anything else becomes `-`.
std::string folder_name(std::string_view name);

}  // namespace tilscape::scenarios
