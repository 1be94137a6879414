// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>
#include <string_view>

namespace tilscape::snapshot {

/// XXH3-128 as 32 hexadecimal digits.
std::string hash128(std::string_view bytes);
/// The same of a file, which need not fit into memory; throws ReadError.
std::string hash128_of_file(const std::string& path);

}  // namespace tilscape::snapshot
