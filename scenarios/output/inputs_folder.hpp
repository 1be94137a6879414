// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/inputs.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

// The folder `inputs` of a run or a study: copies of what it was read from, so that it stands alone. Its
// format is in docs/formats/run_folder.md.

namespace tilscape::scenarios {

/// Copies files into `inputs` below a folder; where each is then, relative to that folder. Nothing is made
/// when there are none. Throws InputError and snapshot::WriteError.
std::map<std::string, std::string> copy_files(const std::vector<std::string>& files,
                                              const std::filesystem::path& folder);

/// The hash of each file in it, by its name relative to the folder; what inspect --verify compares.
std::map<std::string, std::string> hashes_of_inputs(const std::filesystem::path& folder);

/// Writes the text of a scenario beside the copies of its tables.
void write_inputs(const Inputs& inputs, const std::map<std::string, std::string>& copies,
                  const std::filesystem::path& folder);

/// What write_inputs() left below a folder; null when there is nothing. Throws InputError.
std::shared_ptr<const Inputs> read_inputs(const std::filesystem::path& folder);

}  // namespace tilscape::scenarios
