// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/acts.hpp"

#include "engine/base/error.hpp"
#include "engine/base/math.hpp"
#include "engine/step/blindfold.hpp"

#include <array>
#include <limits>

namespace tilscape {

namespace {

constexpr std::uint8_t no_act = 0xff;
constexpr Stream act_draws{"act", 1};

/// Which act a row does in this step, if any. The competing rates become one draw, p = 1 - exp(-sum(r) dt),
/// then a share of it in proportion to the rates, so that no act has precedence.
std::uint8_t draw_act(const Hazards& hazards, std::size_t row, double total, double chance, AgentId agent,
                      const StreamDraws& draws) {
  constexpr double word = 1.0 / 4294967296.0;
  const auto words = draws.words(agent);
  const double u = (words[0] + (words[1] + 0.5) * word) * word;
  if (u >= chance) return no_act;
  double share = (words[2] + 0.5) * word * total;
  std::uint8_t last = no_act;
  for (std::size_t a = 0; a < hazards.acts(); ++a) {
    const double rate = hazards.act(a)[row];
    if (rate <= 0) continue;
    last = static_cast<std::uint8_t>(a);
    if (share < rate) break;
    share -= rate;
  }
  return last;
}

using Chosen = std::array<std::uint8_t, Batch::max_rows>;

void draw_acts(const Hazards& hazards, const Batch& batch, const View& view, Chosen& chosen) {
  const auto ids = batch.ids();
  const StreamDraws draws = view.draws.of(act_draws);
  double last_total = 0;
  double last_chance = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    double total = 0;
    for (std::size_t a = 0; a < hazards.acts(); ++a) total += hazards.act(a)[i];
    chosen[i] = no_act;
    if (!(total > 0)) continue;
    if (total != last_total) {  // neighbours often share a total: one exponential serves them all
      last_total = total;
      last_chance = math::chance(total, view.dt);
    }
    chosen[i] = draw_act(hazards, i, total, last_chance, ids[i], draws);
  }
}

/// A rate that is no number would be a share of nothing, and a negative one would lend itself to the others.
void check_rates(const Pipeline::Stage& stage, const Batch& batch, const View& view, Hazards& hazards) {
  constexpr double largest = std::numeric_limits<double>::max();
  const auto wrong = [](double rate) { return !(rate >= 0 && rate <= largest); };
  for (std::size_t which = 0; which < stage.behaviour->acts(); ++which) {
    const auto rates = hazards.act(stage.first_act + which);
    unsigned any = 0;
    for (const double rate : rates) any |= wrong(rate) ? 1U : 0U;
    if (any == 0) continue;
    for (std::size_t i = 0; i < rates.size(); ++i) {
      if (!wrong(rates[i])) continue;
      view.faults.add({batch.type, batch.ids()[i], batch.sites()[i],
                       stage.behaviour->name() + ": a rate is " + fault_number(rates[i]) + " 1/min"});
      rates[i] = 0;
    }
  }
}

}  // namespace

void decide_batch(const Pipeline& pipeline, const Batch& batch, const View& view, Proposals& proposals) {
  Hazards hazards(pipeline.acts, batch.size());
  for (const Pipeline::Stage& stage : pipeline.stages) {
    apart(view.blindfold, *stage.behaviour, batch.type,
          [&] { stage.behaviour->decide(batch, view, hazards, stage.first_act); });
    check_rates(stage, batch, view, hazards);
  }
  if (pipeline.acts == 0) return;
  Chosen chosen;
  draw_acts(hazards, batch, view, chosen);
  std::array<std::uint16_t, Batch::max_rows> rows;
  for (const Pipeline::Stage& stage : pipeline.stages) {
    const Behaviour& behaviour = *stage.behaviour;
    for (std::size_t which = 0; which < behaviour.acts(); ++which) {
      std::size_t n = 0;
      for (std::size_t i = 0; i < batch.size(); ++i)
        if (chosen[i] == stage.first_act + which) rows[n++] = static_cast<std::uint16_t>(i);
      if (n > 0)
        apart(view.blindfold, behaviour, batch.type,
              [&] { behaviour.act(which, batch, view, std::span(rows).first(n), proposals); });
    }
  }
}

}  // namespace tilscape
