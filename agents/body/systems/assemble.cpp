// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// From the systems that a scenario tells to one network, and what joins it to the rest.
#include "agents/body/systems/assemble.hpp"

#include "agents/body/systems/carried.hpp"
#include "agents/body/systems/steps.hpp"
#include "engine/base/error.hpp"
#include "engine/part/review.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::body {

namespace {

double volume(const Lattice& lattice) {
  return lattice.site_volume() * static_cast<double>(lattice.sites());
}

/// The share of the tumour that the lattice stands for, where it is said.
std::optional<double> share(const Assembly& out) {
  const Draft::Said said(out.root);
  if (!said.body.given() || !(*said.body).represents.given()) return std::nullopt;
  return std::min(1.0, volume(out.params.lattice) / (*(*said.body).represents).back());
}

/// The part that the lattice stands for is the lattice: looked at where something goes through the body.
void check_represented(const Values& body, const Lattice& lattice) {
  constexpr double tolerance = 0.05;
  constexpr double um3_per_mm3 = 1e9;
  const double own = volume(lattice);
  for (const auto& [name, value] : body.entries()) {
    if (name != "represents" || !value.asked) continue;
    const std::vector<double>& said = body.numbers(name);
    if (own > (1 + tolerance) * said.back())
      throw BuildError(value.where,
                       fmt::format("the lattice has {:.3g} mm3, more than the whole of {:.3g} mm3",
                                   own / um3_per_mm3, said.back() / um3_per_mm3));
    if (said.size() > 1 && std::abs(said.front() - own) > tolerance * own)
      throw BuildError(value.where,
                       fmt::format("the lattice has {:.3g} mm3, not {:.3g} mm3 (what crosses its "
                                   "vessels is taken for that share of the whole)",
                                   own / um3_per_mm3, said.front() / um3_per_mm3));
  }
}

/// Does a type take cells that a system sends?
bool cells_come(Draft& draft) {
  const auto& types = draft.out().types;
  return std::any_of(types.begin(), types.end(), [&](const AgentSpec& type) {
    const Values* recruit = Review::behaviour(type, "recruit");
    const Value* from = recruit == nullptr ? nullptr : find(*recruit, "primed_in");
    const auto* name = from == nullptr ? nullptr : std::get_if<std::string>(&from->data);
    return name != nullptr && std::any_of(draft.systems().begin(), draft.systems().end(),
                                          [&](const Draft::System& s) { return s.said.name == *name; });
  });
}

/// Keys of a system by which nothing acts.
void say_what_is_idle(Draft& draft, const Designs& designs) {
  for (const Draft::System& system : draft.systems()) {
    if (system.said.of.empty())
      for (const char* key : {"routes", "blood"}) draft.unask({"systems", system.said.name, key});
    if (draft.said().vaccines.has(system.said.of)) draft.unask({"systems", system.said.name, "blood"});
    if (designs.cargo(system.said.of) == nullptr) draft.unask({"systems", system.said.name, "releases"});
  }
}

/// Of what is refused nothing happens; and it has been told.
void forget(Draft& draft) {
  if (draft.out().refusals.none()) throw UsageError("a system of the body is refused, and nothing says why");
  draft.forget();
}

void add_systems(Assembly& out, Designs& designs) {
  Draft draft(out, designs);
  if (!draft.name_all()) return;
  const std::size_t systems = draft.systems().size();
  for (std::size_t s = 0; s < systems; ++s) {
    add_flows(draft, s);
    add_events(draft, s);
    add_release(draft, s, designs);
  }
  draft.number();
  for (std::size_t s = 0; s < systems; ++s) carry(draft, s, designs);
  for (std::size_t s = 0; s < systems; ++s)
    draft.apart(draft.systems()[s].said.where, [&] { add_walls(draft, s, designs); });
  for (std::size_t s = 0; s < systems; ++s) add_doses(draft, s, designs);
  draft.number();
  if (draft.settled())
    say_what_is_idle(draft, designs);
  else
    forget(draft);
  draft.drop();
  NetworkProcess::Spec& spec = draft.spec();
  if (!spec.walls.empty() || !spec.drains.empty() || cells_come(draft)) spec.share = share(out);
  spec.period = out.period("body");
  try {
    out.params.processes.push_back(std::make_shared<NetworkProcess>(std::move(spec)));
  } catch (const ParameterError& e) {  // a treatment without a steady state
    throw BuildError(draft.said().treatments[e.parameter].where(), e.what());
  }
}

}  // namespace

void assemble(Assembly& out, const std::vector<ReleaseLaw>& laws) {
  out.refusals.attempt(out.whole, [&] {
    Designs designs(out, laws);
    add_systems(out, designs);
  });
  if (out.root.has("body"))
    out.refusals.attempt(out.whole, [&] {
      ask_extents(out.root);
      check_represented(out.root.map("body"), out.params.lattice);
    });
}

}  // namespace tilscape::body
