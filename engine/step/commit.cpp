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
constexpr std::size_t births_per_chunk = 1024;

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
  commit_kills();
  commit_deaths();
  commit_notes();
  commit_moves();
  commit_births();
  commit_recruits();
  commit_removals();
  if (params_.sort_every > 0 && (world_.step + 1) % params_.sort_every == 0) sort_rows();
}

void Simulation::note(const Event& event) {
  world_.events.push_back(event);
  ++world_.total(event.type, event.kind);
}

void Simulation::commit_kills() {
  for (const Hit& h : hits_) {
    Population& victims = world_.populations[h.victim_type.value];
    victims.state[h.victim_row] = h.leaves;
    note({Event::Kind::kill, h.victim_type, victims.site[h.victim_row], victims.id[h.victim_row], h.killer});
  }
}

void Simulation::commit_deaths() {
  for (const Proposals& p : proposals_)
    for (const auto& d : p.deaths) {
      if (!struck_[d.type.value].empty() && struck_[d.type.value][d.row] != 0) continue;
      const Population& population = world_.populations[d.type.value];
      note({Event::Kind::death, d.type, population.site[d.row], population.id[d.row], no_agent});
    }
}

/// Where it was before it moved; of who was killed in this step nothing is told.
void Simulation::commit_notes() {
  for (const Proposals& p : proposals_)
    for (const auto& n : p.notes) {
      if (!struck_[n.type.value].empty() && struck_[n.type.value][n.row] != 0) continue;
      const Population& population = world_.populations[n.type.value];
      note({n.kind, n.type, population.site[n.row], population.id[n.row], n.other});
    }
}

void Simulation::commit_moves() {
  const bool at_once = threads_.count() > 1;
  std::fill(moved_.begin(), moved_.end(), std::uint8_t{0});
  threads_.for_chunks(claims_.size(), claims_per_chunk, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const Claim& c = claims_[i];
      if (c.kind != Claim::Kind::move || c.place == Claim::refused) continue;
      Site& site = world_.populations[c.type.value].site[c.row];
      const std::uint8_t takes = params_.types[c.type.value].takes;
      world_.occupancy.leave(c.type, takes, site, at_once);
      world_.occupancy.enter(c.type, takes, c.site, at_once);
      site = c.site;
      // Seldom written, so that threads do not wait for each other's cache line.
      if (std::atomic_ref moved(moved_[c.type.value]); moved.load(std::memory_order_relaxed) == 0)
        moved.store(1, std::memory_order_relaxed);
    }
  });
  for (std::size_t t = 0; t < moved_.size(); ++t)
    if (moved_[t] != 0) ++world_.populations[t].version;
}

/// A cell divides once in a step at most, so that daughters and parents are rows of their own.
void Simulation::commit_births() {
  const Draws draws(params_.seed, world_.step + 1);
  for (auto& claims : births_) claims.clear();
  for (std::uint32_t i = 0; i < claims_.size(); ++i)
    if (claims_[i].kind == Claim::Kind::divide && claims_[i].place != Claim::refused)
      births_[claims_[i].type.value].push_back(i);
  for (std::uint8_t t = 0; t < births_.size(); ++t) {
    const auto& births = births_[t];
    if (births.empty()) continue;
    const AgentType& type = params_.types[t];
    Population& population = world_.populations[t];
    parents_.resize(births.size());
    for (std::size_t j = 0; j < births.size(); ++j) parents_[j] = claims_[births[j]].row;
    const std::size_t first = population.append_copies(parents_, threads_);
    const std::size_t first_event = world_.events.size();
    world_.events.resize(first_event + births.size());
    world_.total(TypeId{t}, Event::Kind::division) += births.size();
    threads_.for_chunks(births.size(), births_per_chunk, [&](std::size_t begin, std::size_t end) {
      for (std::size_t j = begin; j < end; ++j) {
        const Claim& c = claims_[births[j]];
        const AgentId id = newborn_id(world_.step + 1, c.site, c.place);
        population.id[first + j] = id;
        population.site[first + j] = c.site;
        world_.occupancy.enter(c.type, type.takes, c.site, threads_.count() > 1);
        born(c.type, first + j, c.row, draws);
        world_.events[first_event + j] = {Event::Kind::division, c.type, c.site, id, c.agent};
      }
    });
  }
}

void Simulation::commit_recruits() {
  const Draws draws(params_.seed, world_.step + 1);
  for (const Claim& c : std::span(claims_).first(proposals_[0].claims.size())) {  // inject's
    if (c.kind != Claim::Kind::recruit || c.place == Claim::refused) continue;
    const AgentId id = newborn_id(world_.step + 1, c.site, c.place);
    const std::size_t row = add_newcomer(world_, params_, c.type, id, c.site, c.state, draws);
    born(c.type, row, row, draws);
    note({Event::Kind::recruitment, c.type, c.site, id, no_agent});
  }
}

void Simulation::commit_removals() {
  for (auto& rows : removed_) rows.clear();
  for (const Proposals& p : proposals_)
    for (const auto& r : p.removals) {
      const Population& population = world_.populations[r.type.value];
      if (r.kind == Event::Kind::exit)
        note({r.kind, r.type, population.site[r.row], population.id[r.row], no_agent});
      removed_[r.type.value].push_back(r.row);
    }
  for (std::uint8_t t = 0; t < removed_.size(); ++t) {
    auto& rows = removed_[t];
    if (rows.empty()) continue;
    Population& population = world_.populations[t];
    threads_.for_chunks(rows.size(), births_per_chunk, [&](std::size_t begin, std::size_t end) {
      for (std::size_t j = begin; j < end; ++j)
        world_.occupancy.leave(TypeId{t}, params_.types[t].takes, population.site[rows[j]],
                               threads_.count() > 1);
    });
    population.remove(rows, threads_);
  }
}

}  // namespace tilscape
