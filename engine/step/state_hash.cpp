// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/state_hash.hpp"

#include "engine/base/error.hpp"
#include "engine/step/state.hpp"

#include <array>
#include <cstdio>
#include <memory>
#include <xxhash.h>

namespace tilscape {

namespace {

class Digest {
 public:
  Digest() : state_(XXH3_createState(), XXH3_freeState) { XXH3_128bits_reset(state_.get()); }
  template <class Numbers>
  void add_all(const Numbers& numbers) {
    add(numbers.size());
    XXH3_128bits_update(state_.get(), numbers.data(), numbers.size() * sizeof(numbers[0]));
  }
  void add(std::uint64_t value) { XXH3_128bits_update(state_.get(), &value, sizeof value); }
  [[nodiscard]] std::string hex() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(state_.get());
    std::array<char, 33> text{};
    std::snprintf(text.data(), text.size(), "%016llx%016llx", static_cast<unsigned long long>(hash.high64),
                  static_cast<unsigned long long>(hash.low64));
    return text.data();
  }

 private:
  std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state_;
};

}  // namespace

std::string state_hash(const World& world) {
  for (const Population& p : world.populations)
    if (!p.sorted()) throw UsageError("state_hash: the rows of a population are not in order");
  Digest digest;
  digest.add(world.step);
  visit_state(world, [&](const StatePart&, const auto& numbers) { digest.add_all(numbers); });
  return digest.hex();
}

}  // namespace tilscape
