// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/random.hpp"
#include "engine/population/handle.hpp"
#include "engine/population/site_index.hpp"
#include "engine/step/faults.hpp"
#include "engine/step/params.hpp"
#include "engine/step/seen.hpp"
#include "engine/step/world.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tilscape {

class Blindfold;

/// What a behaviour may look at: everything, but only look.
struct View {
  const Params& params;
  const World& world;
  const std::vector<SiteIndex>& index;     ///< by TypeId; up to date in sense and decide
  const std::vector<Seen>& seen;           ///< by TypeId; agents of types that are found, as others see them
  const std::vector<std::size_t>& living;  ///< by TypeId; agents alive at the start of the step, if counted
  Draws draws;
  double dt;                       ///< [min] since this agent type acted last
  Faults& faults;                  ///< where a number that cannot be is told
  Blindfold* blindfold = nullptr;  ///< in tests

  [[nodiscard]] const Lattice& lattice() const { return params.lattice; }
  [[nodiscard]] const Occupancy& occupancy() const { return world.occupancy; }
};

/// Consecutive rows of one population. Batch sizes never depend on the number of threads.
struct Batch {
  static constexpr std::size_t max_rows = 1024;

  Population& population;
  TypeId type;
  std::size_t begin;
  std::size_t end;

  [[nodiscard]] std::size_t size() const { return end - begin; }
  template <class T, Access A>
  [[nodiscard]] std::span<typename Column<T, A>::Number> operator[](const Column<T, A>& c) const {
    return std::span<T>(population.column<T>(c.id)).subspan(begin, size());
  }
  template <Access A>
  [[nodiscard]] auto operator[](const State<A>&) const {
    using Number = typename State<A>::Number;
    return std::span<Number>(population.state).subspan(begin, size());
  }
  [[nodiscard]] std::span<const AgentId> ids() const {
    return std::span(population.id).subspan(begin, size());
  }
  [[nodiscard]] std::span<const Site> sites() const {
    return std::span(population.site).subspan(begin, size());
  }
};

inline bool in(StateMask mask, std::uint8_t state) {
  return ((mask >> state) & 1U) != 0;
}

/// A wish for room on a site: by a mover, a daughter or a recruit. Claims for one site are admitted in the
/// order of their draws, while they fit.
struct Claim {
  enum class Kind : std::uint8_t { move, divide, recruit };
  Site site;
  std::uint32_t draw;  ///< order of admission
  AgentId agent;       ///< mover or parent; for a recruit a key that is its own, breaks ties of the draw
  std::uint32_t row;   ///< of the mover or parent
  TypeId type;         ///< of the mover or the newborn
  Kind kind;
  std::uint8_t state;  ///< of a recruit
  static constexpr std::uint8_t refused = 0xff;
  std::uint8_t place = 0;  ///< set by the contest: of a newcomer, its place among those of its site
};

/// The order of claims for a site, and of hits on a victim. `k` for who has no agent yet.
inline std::uint32_t contest_draw(const Draws& draws, std::uint64_t agent, std::uint16_t k = 0) {
  constexpr Stream contest{"contest", 3};
  return draws.of(contest).words(agent, k)[0];
}

/// An attack: the victim gathers those that hit it; the smallest draw is the killer.
struct Hit {
  TypeId victim_type;
  std::uint32_t victim_row;
  std::uint32_t draw;
  AgentId killer;
  std::uint8_t leaves;  ///< state of the victim afterwards
};

/// What the rows of a batch want to happen in this step: at most one structural act per agent.
struct Proposals {
  std::vector<Claim> claims;
  std::vector<Hit> hits;
  struct Removal {
    std::uint32_t row;
    TypeId type;
    Event::Kind kind;  ///< death (cleared away) or exit (over an open side)
  };
  std::vector<Removal> removals;
  struct Death {  ///< a living agent that died of itself in this step; it stays as what it has become
    std::uint32_t row;
    TypeId type;
  };
  std::vector<Death> deaths;
  struct Note {  ///< what a behaviour tells of an agent that goes on: an event of a kind that it brings
    std::uint32_t row;
    TypeId type;
    Event::Kind kind;
    AgentId other = no_agent;
  };
  std::vector<Note> notes;

  void clear() {
    claims.clear();
    hits.clear();
    removals.clear();
    deaths.clear();
    notes.clear();
  }
};

/// Rates [1/min] of the competing acts of the rows of a batch: one draw decides, p = 1 - exp(-sum(r) dt),
/// then a share.
class Hazards {
 public:
  static constexpr std::size_t max_acts = 64;

  Hazards(std::size_t acts, std::size_t rows) : acts_(acts), rows_(rows), rates_(space()) {
    rates_.assign(acts * rows, 0);
  }
  /// The rates of one act, a number per row of the batch.
  [[nodiscard]] std::span<double> act(std::size_t a) { return std::span(rates_).subspan(a * rows_, rows_); }
  [[nodiscard]] std::span<const double> act(std::size_t a) const {
    return std::span(rates_).subspan(a * rows_, rows_);
  }
  [[nodiscard]] std::size_t acts() const { return acts_; }

 private:
  /// Too much for the stack of a thread that has been given little; every thread makes its own once.
  static std::vector<double>& space() {
    thread_local std::vector<double> rates;
    return rates;
  }

  std::size_t acts_;
  std::size_t rows_;
  std::vector<double>& rates_;
};

}  // namespace tilscape
