// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/id.hpp"
#include "engine/base/zeroed.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tilscape {

/// How full each site is: the units taken of its capacity, and how many agents of each type, a byte each.
class Occupancy {
 public:
  Occupancy(std::size_t sites, std::size_t types, std::uint8_t capacity) : capacity_(capacity), load_(sites) {
    for (std::size_t t = 0; t < types; ++t) counts_.emplace_back(sites);  // a copy would touch every page
  }

  static std::size_t bytes_per_site(std::size_t types) { return (1 + types) * sizeof(std::uint8_t); }

  [[nodiscard]] std::uint8_t capacity() const { return capacity_; }
  [[nodiscard]] std::uint8_t load(Site s) const { return load_[s]; }
  [[nodiscard]] bool fits(Site s, std::uint8_t takes) const { return load_[s] + takes <= capacity_; }
  [[nodiscard]] std::uint8_t count(TypeId type, Site s) const { return counts_[type.value][s]; }

  /// at_once: other threads change the site at the same time; it may be over its capacity in the meantime.
  void enter(TypeId type, std::uint8_t takes, Site s, bool at_once = false) {
    add(load_[s], takes, at_once);
    add(counts_[type.value][s], 1, at_once);
  }
  void leave(TypeId type, std::uint8_t takes, Site s, bool at_once = false) {
    add(load_[s], -takes, at_once);
    add(counts_[type.value][s], -1, at_once);
  }

 private:
  static void add(std::uint8_t& number, int more, bool at_once) {
    if (at_once)
      std::atomic_ref(number).fetch_add(static_cast<std::uint8_t>(more), std::memory_order_relaxed);
    else
      number = static_cast<std::uint8_t>(number + more);
  }

  std::uint8_t capacity_;
  ZeroedArray<std::uint8_t> load_;
  std::vector<ZeroedArray<std::uint8_t>> counts_;
};

}  // namespace tilscape
