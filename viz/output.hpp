// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/bytes.hpp"

#include <string>

namespace tilscape::viz {

/// Before anything is made that is to lie there: throws snapshot::WriteError when there is no such folder,
/// and removes from it what killed programs have left (proto/whole_file.hpp).
void prepare_folder_of(const std::string& path);

/// A file that is there whole or not at all (proto/whole_file.hpp). Throws snapshot::WriteError.
void write_output(const std::string& path, snapshot::ByteView bytes);

}  // namespace tilscape::viz
