// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string_view>

namespace tilscape {

/// Length of the UTF-8 character at the start of a text that is not empty; 0 when it is none (RFC 3629).
std::size_t utf8_length(std::string_view text);

}  // namespace tilscape
