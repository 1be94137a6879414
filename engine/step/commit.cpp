// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The phases resolve and commit: who gets what it wished for, and the world afterwards.
#include "engine/population/identity.hpp"
#include "engine/step/placing.hpp"
#include "engine/step/simulation.hpp"

#include <algorithm>

namespace tilscape {

namespace {

bool before(const Claim& a, const Claim& b) {
  if (a.site != b.site) return a.site < b.site;
  if (a.draw != b.draw) return a.draw < b.draw;
  if (a.agent != b.agent) return a.agent < b.agent;
  return a.type < b.type;
}

bool before(const Hit& a, const Hit& b) {
  if (a.victim_type != b.victim_type) return a.victim_type < b.victim_type;
  if (a.victim_row != b.victim_row) return a.victim_row < b.victim_row;
  if (a.draw != b.draw) return a.draw < b.draw;
  return a.killer < b.killer;
}

}  // namespace

void Simulation::resolve() {
  for (const Proposals& p : proposals_) {
    claims_.insert(claims_.end(), p.claims.begin(), p.claims.end());
    hits_.insert(hits_.end(), p.hits.begin(), p.hits.end());
  }

  // Kills first: a victim's own wishes are void. Of several attackers the one with the smallest draw is the
  // killer.
  for (std::size_t t = 0; t < struck_.size(); ++t)
    struck_[t].assign(hits_.empty() ? 0 : world_.populations[t].size(), 0);
  std::sort(hits_.begin(), hits_.end(), [](const Hit& a, const Hit& b) { return before(a, b); });
  hits_.erase(std::unique(hits_.begin(), hits_.end(),
                          [](const Hit& a, const Hit& b) {
                            return a.victim_type == b.victim_type && a.victim_row == b.victim_row;
                          }),
              hits_.end());
  for (const Hit& h : hits_) struck_[h.victim_type.value][h.victim_row] = 1;
  if (!hits_.empty())
    std::erase_if(claims_, [&](const Claim& c) {
      return c.kind != Claim::Kind::recruit && struck_[c.type.value][c.row] != 0;
    });

  // Then the claims of each site, in the order of their draws, while they fit what was free when the step
  // began.
  std::sort(claims_.begin(), claims_.end(), [](const Claim& a, const Claim& b) { return before(a, b); });
  std::size_t admitted = 0;
  Site site = no_site;
  unsigned load = 0;
  for (const Claim& c : claims_) {
    if (c.site != site) {
      site = c.site;
      load = world_.occupancy.load(site);
    }
    const unsigned takes = params_.types[c.type.value].takes;
    if (load + takes > params_.capacity) continue;
    load += takes;
    claims_[admitted++] = c;
  }
  claims_.resize(admitted);
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

  const Draws draws(params_.seed, world_.step + 1);
  Site site = no_site;
  std::uint32_t rank = 0;
  for (const Claim& c : claims_) {
    const AgentType& type = params_.types[c.type.value];
    Population& population = world_.populations[c.type.value];
    if (c.kind == Claim::Kind::move) {
      world_.occupancy.leave(c.type, type.takes, population.site[c.row]);
      world_.occupancy.enter(c.type, type.takes, c.site);
      population.site[c.row] = c.site;
      ++population.version;
      continue;
    }
    rank = c.site == site ? rank + 1 : 0;
    site = c.site;
    const AgentId id = newborn_id(world_.step + 1, site, rank);
    if (c.kind == Claim::Kind::recruit) {
      add_newcomer(world_, params_, c.type, id, site, c.state, draws);
      note(Event::Kind::recruitment, c.type, site, id, no_agent);
      continue;
    }
    const std::size_t row = population.append_copy(c.row, id, site);
    world_.occupancy.enter(c.type, type.takes, site);
    for (const auto& behaviour : type.behaviours) behaviour->born(population, row, c.row, draws);
    note(Event::Kind::division, c.type, site, id, c.agent);
  }

  for (std::size_t t = 0; t < struck_.size(); ++t) {
    Population& population = world_.populations[t];
    std::vector<std::uint8_t>& gone = struck_[t];
    bool any = false;
    for (const Proposals& p : proposals_)
      for (const auto& r : p.removals) {
        if (r.type.value != t) continue;
        if (!any) gone.assign(population.size(), 0);
        any = true;
        gone[r.row] = 1;
        world_.occupancy.leave(r.type, params_.types[t].takes, population.site[r.row]);
        if (r.kind == Event::Kind::exit)
          note(r.kind, r.type, population.site[r.row], population.id[r.row], no_agent);
      }
    if (any) population.remove(gone);
  }

  std::sort(world_.events.begin(), world_.events.end(), [](const Event& a, const Event& b) {
    if (a.site != b.site) return a.site < b.site;
    if (a.agent != b.agent) return a.agent < b.agent;
    return a.kind < b.kind;
  });
  if (params_.sort_every > 0 && (world_.step + 1) % params_.sort_every == 0) sort_rows();
}

}  // namespace tilscape
