// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

namespace tilscape::scenarios {

/// The descriptor of this name, or nullptr.
template <class Info>
const Info* find(const std::vector<Info>& list, std::string_view name) {
  const auto it = std::find_if(list.begin(), list.end(), [&](const Info& i) { return i.name == name; });
  return it == list.end() ? nullptr : &*it;
}

}  // namespace tilscape::scenarios
