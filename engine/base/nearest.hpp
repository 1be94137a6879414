// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tilscape {

/// Fewest insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate that a misspelt word most likely meant, or "" when none is near: equal but for capitals, or
/// at most a third of the letters away. Of equals, one with the same first letter wins, then the first.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace tilscape
