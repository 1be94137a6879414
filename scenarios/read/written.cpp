// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/written.hpp"

namespace tilscape::scenarios {

const Node* node_below(const Node& node, std::string_view name) {
  const Node* at = &node;
  while (at != nullptr && at->map()) {
    const std::size_t dot = name.find('.');
    at = at->find(name.substr(0, dot));
    if (dot == std::string_view::npos) return at;
    name.remove_prefix(dot + 1);
  }
  return nullptr;
}

}  // namespace tilscape::scenarios
