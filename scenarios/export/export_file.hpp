// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/whole_file.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace tilscape::scenarios {

/// A file of an export, there whole or not at all, written in pieces as small as one likes. Throws
/// snapshot::WriteError.
class ExportFile {
 public:
  explicit ExportFile(const std::filesystem::path& path) : file_(path.string()) {}

  void write(std::string_view bytes);
  /// The values as they lie in memory.
  template <class T>
  void write_values(std::span<const T> values) {
    const auto bytes = std::as_bytes(values);
    write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
  /// The file is complete.
  void keep();

 private:
  void flush();

  snapshot::WholeFile file_;
  std::string waiting_;  ///< small pieces go to the system together
};

}  // namespace tilscape::scenarios
