// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The phases resolve and commit: who gets what it wished for, and the world afterwards.
#include "engine/population/identity.hpp"
#include "engine/step/placing.hpp"
#include "engine/step/simulation.hpp"

#include <algorithm>
#include <atomic>

namespace tilscape {

namespace {

constexpr std::size_t batches_per_chunk = 16;
constexpr std::size_t claims_per_chunk = 8192;

bool before(const Hit& a, const Hit& b) {
  if (a.victim_type != b.victim_type) return a.victim_type < b.victim_type;
  if (a.victim_row != b.victim_row) return a.victim_row < b.victim_row;
  if (a.draw != b.draw) return a.draw < b.draw;
  return a.killer < b.killer;
}

}  // namespace

void Simulation::resolve() {
  resolve_hits();
  gather_claims();
  contest_.decide(claims_, world_.occupancy, params_, threads_);
}

/// Kills first: a victim's own wishes are void. Of several attackers the one with the smallest draw is the
/// killer.
void Simulation::resolve_hits() {
  hits_.clear();
  for (const Proposals& p : proposals_) hits_.insert(hits_.end(), p.hits.begin(), p.hits.end());
  for (std::size_t t = 0; t < struck_.size(); ++t)
    struck_[t].assign(hits_.empty() ? 0 : world_.populations[t].size(), 0);
  std::sort(hits_.begin(), hits_.end(), [](const Hit& a, const Hit& b) { return before(a, b); });
  hits_.erase(std::unique(hits_.begin(), hits_.end(),
                          [](const Hit& a, const Hit& b) {
                            return a.victim_type == b.victim_type && a.victim_row == b.victim_row;
                          }),
              hits_.end());
  for (const Hit& h : hits_) struck_[h.victim_type.value][h.victim_row] = 1;
}

void Simulation::gather_claims() {
  claim_begins_.clear();
  std::size_t total = 0;
  for (const Proposals& p : proposals_) {
    claim_begins_.push_back(total);
    total += p.claims.size();
  }
  claims_.resize(total);
  threads_.for_chunks(proposals_.size(), batches_per_chunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t b = begin; b < end; ++b) {
      Claim* out = claims_.data() + claim_begins_[b];
      for (const Claim& c : proposals_[b].claims) {
        *out = c;
        if (struck(c)) out->place = Claim::refused;
        ++out;
      }
    }
  });
}

bool Simulation::struck(const Claim& c) const {
  return c.kind != Claim::Kind::recruit && !hits_.empty() && struck_[c.type.value][c.row] != 0;
}

void Simulation::commit() {
  world_.events.clear();
  const auto note = [&](Event::Kind kind, TypeId type, Site site, AgentId agent, AgentId other) {
    world_.events.push_back({kind, type, site, agent, other});
    ++world_.totals[type.value][static_cast<std::size_t>(kind)];
  };

  for (const Hit& h : hits_) {
    Population& victims = world_.populations[h.victim_type.value];
    victims.state[h.victim_row] = h.leaves;
    note(Event::Kind::kill, h.victim_type, victims.site[h.victim_row], victims.id[h.victim_row], h.killer);
  }
  for (const Proposals& p : proposals_)
    for (const auto& d : p.deaths) {
      if (!struck_[d.type.value].empty() && struck_[d.type.value][d.row] != 0) continue;
      const Population& population = world_.populations[d.type.value];
      note(Event::Kind::death, d.type, population.site[d.row], population.id[d.row], no_agent);
    }

  move();
  const Draws draws(params_.seed, world_.step + 1);
  for (const Claim& c : claims_) {
    if (c.place == Claim::refused || c.kind == Claim::Kind::move) continue;
    const AgentType& type = params_.types[c.type.value];
    Population& population = world_.populations[c.type.value];
    const AgentId id = newborn_id(world_.step + 1, c.site, c.place);
    if (c.kind == Claim::Kind::recruit) {
      add_newcomer(world_, params_, c.type, id, c.site, c.state, draws);
      note(Event::Kind::recruitment, c.type, c.site, id, no_agent);
      continue;
    }
    const std::size_t row = population.append_copy(c.row, id, c.site);
    world_.occupancy.enter(c.type, type.takes, c.site);
    for (const auto& behaviour : type.behaviours) behaviour->born(population, row, c.row, draws);
    note(Event::Kind::division, c.type, c.site, id, c.agent);
  }

  for (auto& rows : removed_) rows.clear();
  for (const Proposals& p : proposals_)
    for (const auto& r : p.removals) {
      const Population& population = world_.populations[r.type.value];
      const Site site = population.site[r.row];
      world_.occupancy.leave(r.type, params_.types[r.type.value].takes, site);
      if (r.kind == Event::Kind::exit) note(r.kind, r.type, site, population.id[r.row], no_agent);
      removed_[r.type.value].push_back(r.row);
    }
  for (std::size_t t = 0; t < removed_.size(); ++t)
    if (!removed_[t].empty()) world_.populations[t].remove(removed_[t]);

  std::sort(world_.events.begin(), world_.events.end(), [](const Event& a, const Event& b) {
    if (a.site != b.site) return a.site < b.site;
    if (a.agent != b.agent) return a.agent < b.agent;
    return a.kind < b.kind;
  });
  if (params_.sort_every > 0 && (world_.step + 1) % params_.sort_every == 0) sort_rows();
}

void Simulation::move() {
  const bool alone = threads_.count() == 1;
  std::fill(moved_.begin(), moved_.end(), std::uint8_t{0});
  threads_.for_chunks(claims_.size(), claims_per_chunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const Claim& c = claims_[i];
      if (c.kind != Claim::Kind::move || c.place == Claim::refused) continue;
      Site& site = world_.populations[c.type.value].site[c.row];
      const std::uint8_t takes = params_.types[c.type.value].takes;
      if (alone) {
        world_.occupancy.leave(c.type, takes, site);
        world_.occupancy.enter(c.type, takes, c.site);
      } else {
        world_.occupancy.move_at_once(c.type, takes, site, c.site);
      }
      site = c.site;
      std::atomic_ref(moved_[c.type.value]).store(1, std::memory_order_relaxed);
    }
  });
  for (std::size_t t = 0; t < moved_.size(); ++t)
    if (moved_[t] != 0) ++world_.populations[t].version;
}

}  // namespace tilscape
