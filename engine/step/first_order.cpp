// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/first_order.hpp"

#include <algorithm>

namespace tilscape {

namespace {

/// Whether others are made from a substance that is solved alone.
bool becomes(const Params& params, const FieldGroup& group) {
  return !group.coupled && std::any_of(group.reactions.begin(), group.reactions.end(), [&](std::size_t r) {
    const Reaction& reaction = params.reactions[r];
    return reaction.first_order->of == group.fields.front() && reaction.shares.size() > 1;
  });
}

/// Calls visit(reaction's place, reaction, amount) for each share of the substance in its reactions.
template <class Visit>
void each_share(const Params& params, const FieldGroup& group, const Visit& visit) {
  for (const std::size_t r : group.reactions)
    for (const Reaction::Share& share : params.reactions[r].shares)
      if (share.field == group.fields.front()) visit(r, params.reactions[r], share.amount);
}

}  // namespace

FirstOrderChains::FirstOrderChains(const Params& params, std::span<const FieldGroup> groups)
    : params_(params), means_(params.substances.size()), extents_(params.reactions.size()) {
  for (const FieldGroup& group : groups)
    if (becomes(params, group)) means_[group.fields.front().value].resize(params.lattice.sites());
}

std::size_t FirstOrderChains::bytes_per_site(const Params& params, std::span<const FieldGroup> groups) {
  return sizeof(double) *
         static_cast<std::size_t>(
             std::count_if(groups.begin(), groups.end(), [&](const auto& g) { return becomes(params, g); }));
}

FieldSpec FirstOrderChains::with_losses(const Params& params, const FieldGroup& group) {
  FieldSpec spec = params.substances[group.fields.front().value].field;
  each_share(params, group, [&](std::size_t, const Reaction& reaction, double amount) {
    if (amount < 0) spec.decay += reaction.first_order->k * -amount;
  });
  return spec;
}

void FirstOrderChains::add_made(const FieldGroup& group, std::span<double> source) const {
  each_share(params_, group, [&](std::size_t, const Reaction& reaction, double amount) {
    if (amount < 0) return;
    const double rate = amount * reaction.first_order->k;
    const std::vector<double>& mean = means_[reaction.first_order->of.value];
    for (std::size_t s = 0; s < source.size(); ++s) source[s] += rate * mean[s];
  });
}

void FirstOrderChains::settle(const FieldGroup& group, std::span<const double> mean, MassAccount& mass) {
  const double decay = with_losses(params_, group).decay;
  const double all = mass.decayed;
  each_share(params_, group, [&](std::size_t r, const Reaction& reaction, double amount) {
    if (amount < 0) extents_[r] = decay > 0 ? all * (reaction.first_order->k / decay) : 0;
    mass.reacted += amount * extents_[r];
    (amount < 0 ? mass.decayed : mass.sourced) += (amount < 0 ? amount : -amount) * extents_[r];
  });
  if (decay > 0 && params_.substances[group.fields.front().value].field.decay == 0) mass.decayed = 0;
  std::vector<double>& kept = means_[group.fields.front().value];
  std::copy_n(mean.begin(), kept.size(), kept.begin());
}

}  // namespace tilscape
