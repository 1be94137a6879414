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

  [[nodiscard]] std::uint8_t capacity() const { return capacity_; }
  [[nodiscard]] std::uint8_t load(Site s) const { return load_[s]; }
  [[nodiscard]] bool fits(Site s, std::uint8_t takes) const { return load_[s] + takes <= capacity_; }
  [[nodiscard]] std::uint8_t count(TypeId type, Site s) const { return counts_[type.value][s]; }

  void enter(TypeId type, std::uint8_t takes, Site s) {
    load_[s] = static_cast<std::uint8_t>(load_[s] + takes);
    ++counts_[type.value][s];
  }
  void leave(TypeId type, std::uint8_t takes, Site s) {
    load_[s] = static_cast<std::uint8_t>(load_[s] - takes);
    --counts_[type.value][s];
  }
  // The same by many threads at the same time; a site may be over its capacity in the meantime.
  void enter_at_once(TypeId type, std::uint8_t takes, Site s) {
    add(load_[s], takes);
    add(counts_[type.value][s], 1);
  }
  void leave_at_once(TypeId type, std::uint8_t takes, Site s) {
    add(load_[s], static_cast<std::uint8_t>(-takes));
    add(counts_[type.value][s], static_cast<std::uint8_t>(-1));
  }

 private:
  static void add(std::uint8_t& number, std::uint8_t more) {
    std::atomic_ref(number).fetch_add(more, std::memory_order_relaxed);
  }

  std::uint8_t capacity_;
  ZeroedArray<std::uint8_t> load_;
  std::vector<ZeroedArray<std::uint8_t>> counts_;
};

}  // namespace tilscape
