// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/output.hpp"

#include "proto/error.hpp"
#include "proto/whole_file.hpp"

#include <filesystem>

namespace tilscape::viz {

void prepare_folder_of(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code none;
  if (!folder.empty() && !std::filesystem::is_directory(folder, none))
    throw snapshot::WriteError(path + ": there is no folder " + folder.string());
  snapshot::remove_leftovers(folder.empty() ? "." : folder);
}

void write_output(const std::string& path, snapshot::ByteView bytes) {
  snapshot::WholeFile file(path);
  file.write(bytes);
  file.commit();
}

}  // namespace tilscape::viz
