// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/export/export_file.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace tilscape::scenarios {

/// Opens a MATLAB level 4 file of one matrix of 64-bit numbers, which follow column by column
/// ("MAT-File Format", MathWorks, chapter 2).
void write_matlab_header(ExportFile& file, std::string_view name, std::uint32_t rows, std::uint32_t columns);

}  // namespace tilscape::scenarios
