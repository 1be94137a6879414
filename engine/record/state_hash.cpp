// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/record/state_hash.hpp"

#include "engine/base/error.hpp"

#include <array>
#include <cstdio>
#include <memory>
#include <xxhash.h>

namespace tilscape {

namespace {

class Digest {
 public:
  Digest() : state_(XXH3_createState(), XXH3_freeState) { XXH3_128bits_reset(state_.get()); }
  template <class T>
  void add(const std::vector<T>& values) {
    add(values.size());
    XXH3_128bits_update(state_.get(), values.data(), values.size() * sizeof(T));
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
  Digest digest;
  digest.add(world.step);
  for (const Population& p : world.populations) {
    if (!p.sorted()) throw UsageError("state_hash: the rows of a population are not in order");
    digest.add(p.id);
    digest.add(p.site);
    digest.add(p.state);
    for (std::size_t c = 0; c < p.columns(); ++c)
      std::visit([&](const auto& v) { digest.add(v); }, p.data(c));
  }
  for (const Field& f : world.fields) {
    digest.add(f.values);
    digest.add(f.carried);
  }
  for (const ProcessState& p : world.processes) digest.add(p.values);
  for (const auto& totals : world.totals)
    for (const std::uint64_t n : totals) digest.add(n);
  return digest.hex();
}

}  // namespace tilscape
