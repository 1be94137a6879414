// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/trimmed.hpp"

#include <string_view>

namespace tilscape::scenarios {

/// Without blanks and ends of lines at its ends.
inline std::string_view trimmed(std::string_view text) {
  return tilscape::trimmed(text, " \t\n");
}

}  // namespace tilscape::scenarios
