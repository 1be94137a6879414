// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/document.hpp"

#include <map>
#include <string>
#include <utility>

namespace tilscape::scenarios {

/// Where an entry of a scenario is written, with all below it: in each file that says something of it from
/// the first place to the last.
class Extent {
 public:
  Extent() = default;  ///< of what is nowhere
  explicit Extent(const Node::Entry& entry);
  [[nodiscard]] bool holds(const Location& where) const;

 private:
  using Place = std::pair<int, int>;  ///< line and column
  void add(const Location& where);
  void add(const Node& node);

  std::map<std::string, std::pair<Place, Place>> of_files_;
};

/// Adds what stands against a variant and not against the scenario without it. What is written outside of the
/// variant is right as it stands there, so the variant is named, and blamed at its key; a table is wrong in
/// itself. What follows from an error of the scenario is not told again. `text`: before variants.
void join_variant(Problems& problems, const Problems& of_variant, const Node& text,
                  const std::string& variant);

}  // namespace tilscape::scenarios
