// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/contest.hpp"

#include "engine/base/error.hpp"
#include "engine/population/identity.hpp"

#include <algorithm>
#include <atomic>
#include <boost/container/small_vector.hpp>
#include <utility>

namespace tilscape {

namespace {

constexpr std::size_t claims_per_chunk = 8192;

bool precedes(const Claim& a, const Claim& b) {
  if (a.draw != b.draw) return a.draw < b.draw;
  if (a.agent != b.agent) return a.agent < b.agent;
  return a.type < b.type;
}

}  // namespace

void Contest::decide(std::span<Claim> claims, const Occupancy& occupancy, const Params& params,
                     const Threads& threads) {
  if (claims.size() >= 0xffffffffU) throw SimulationError("there are more than 2^32 claims for room");
  if (before_.size() < claims.size()) before_.resize(claims.size());
  if (threads.count() > 1)
    decide<true>(claims, occupancy, params, threads);
  else
    decide<false>(claims, occupancy, params, threads);
}

template <bool shared>
void Contest::decide(std::span<Claim> claims, const Occupancy& occupancy, const Params& params,
                     const Threads& threads) {
  threads.for_chunks(claims.size(), claims_per_chunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (claims[i].place == Claim::refused) continue;
      std::uint32_t& latest = latest_[claims[i].site];
      const auto own = static_cast<std::uint32_t>(i + 1);
      if constexpr (shared)
        before_[i] = std::atomic_ref(latest).exchange(own, std::memory_order_relaxed);
      else
        before_[i] = std::exchange(latest, own);
    }
  });
  // Whoever came last decides for all of its site, and leaves the site as it was found. Nobody reads a place
  // here but those who decide; who was refused before is in no list.
  threads.for_chunks(claims.size(), claims_per_chunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      std::atomic_ref latest(latest_[claims[i].site]);
      if (latest.load(std::memory_order_relaxed) != i + 1) continue;
      admit(claims, static_cast<std::uint32_t>(i), occupancy, params);
      latest.store(0, std::memory_order_relaxed);
    }
  });
}

void Contest::admit(std::span<Claim> claims, std::uint32_t first, const Occupancy& occupancy,
                    const Params& params) {
  const unsigned load = occupancy.load(claims[first].site);
  if (before_[first] == 0) {  // nearly always
    if (load + params.types[claims[first].type.value].takes > params.capacity)
      claims[first].place = Claim::refused;
    return;
  }
  boost::container::small_vector<Claim*, 32> crowd;
  for (std::uint32_t i = first + 1; i != 0; i = before_[i - 1]) crowd.push_back(&claims[i - 1]);
  std::sort(crowd.begin(), crowd.end(), [](const Claim* a, const Claim* b) { return precedes(*a, *b); });
  unsigned filled = load;
  std::uint8_t newcomers = 0;
  for (Claim* c : crowd) {
    const unsigned takes = params.types[c->type.value].takes;
    const bool born = c->kind != Claim::Kind::move;
    if (filled + takes > params.capacity || (born && newcomers == births_per_site)) {
      c->place = Claim::refused;
      continue;
    }
    filled += takes;
    if (born) c->place = newcomers++;
  }
}

}  // namespace tilscape
