// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/id.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tilscape {

/// How full each site is: the units taken of its capacity, and how many agents of each type, a byte each.
class Occupancy {
 public:
  Occupancy(std::size_t sites, std::size_t types, std::uint8_t capacity)
      : capacity_(capacity), load_(sites, 0), counts_(types, std::vector<std::uint8_t>(sites, 0)) {}

  [[nodiscard]] std::uint8_t capacity() const { return capacity_; }
  [[nodiscard]] std::uint8_t load(Site s) const { return load_[s]; }
  [[nodiscard]] bool fits(Site s, std::uint8_t takes) const { return load_[s] + takes <= capacity_; }
  [[nodiscard]] std::uint8_t count(TypeId type, Site s) const { return counts_[type.value][s]; }
  [[nodiscard]] const std::vector<std::uint8_t>& loads() const { return load_; }

  void enter(TypeId type, std::uint8_t takes, Site s) {
    load_[s] = static_cast<std::uint8_t>(load_[s] + takes);
    ++counts_[type.value][s];
  }
  void leave(TypeId type, std::uint8_t takes, Site s) {
    load_[s] = static_cast<std::uint8_t>(load_[s] - takes);
    --counts_[type.value][s];
  }

 private:
  std::uint8_t capacity_;
  std::vector<std::uint8_t> load_;
  std::vector<std::vector<std::uint8_t>> counts_;
};

}  // namespace tilscape
