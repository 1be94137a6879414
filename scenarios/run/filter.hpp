// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// What a program of the path makes of a text; no shell reads the words. Nothing when there is no such
/// program, when it ends with an error, or when it takes longer, and then it is ended.
std::optional<std::string> filtered(const std::vector<std::string>& words, const std::string& text,
                                    std::chrono::milliseconds most);

}  // namespace tilscape::scenarios
