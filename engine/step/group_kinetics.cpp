// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/group_kinetics.hpp"

#include "engine/base/math.hpp"
#include "engine/base/text.hpp"
#include "engine/field/coupled_solver.hpp"
#include "engine/step/faults.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace tilscape {

namespace {

constexpr std::size_t most_sites = Batch::max_rows;
constexpr double small_change = 1e-7;  // relative, of a level, for the slope of a rate
constexpr double small_share = 1e-4;   // of the largest level: below it a change is relative to that

using Rows = std::array<double, most_sites>;

}  // namespace

GroupKinetics::GroupKinetics(std::vector<FieldId> fields, std::vector<std::size_t> reactions,
                             std::vector<Behaviour::Saturation> saturations)
    : fields_(std::move(fields)), reactions_(std::move(reactions)), saturations_(std::move(saturations)) {}

std::optional<std::size_t> GroupKinetics::place(std::uint32_t field) const {
  for (std::size_t k = 0; k < fields_.size(); ++k)
    if (fields_[k].value == field) return k;
  return std::nullopt;
}

void GroupKinetics::rate(const Reaction& reaction, std::size_t first, std::size_t n, const double* levels,
                         double* out) const {
  thread_local std::vector<Rows> in_open(CoupledSolver::most);
  tilscape::evaluate(
      reaction.rate, *view_, first, n,
      [&](const Symbol& symbol) -> const double* {
        if (symbol.kind != Symbol::Kind::field && symbol.kind != Symbol::Kind::open) return nullptr;
        const auto k = place(symbol.index);
        if (!k) return nullptr;
        if (symbol.kind == Symbol::Kind::field) return levels + *k * n;
        for (std::size_t i = 0; i < n; ++i) in_open[*k][i] = levels[*k * n + i] / open(*k, first + i);
        return in_open[*k].data();
      },
      out);
}

void GroupKinetics::checked_rate(const Reaction& reaction, std::size_t first, std::size_t n,
                                 const double* levels, double* out) const {
  rate(reaction, first, n, levels, out);
  for (std::size_t i = 0; i < n; ++i)
    if (!(out[i] >= 0)) out[i] = std::numeric_limits<double>::quiet_NaN();
}

void GroupKinetics::add_first_order(const Reaction& reaction, const Sites& sites) const {
  const std::size_t n = sites.n;
  const std::size_t of = *place(reaction.first_order->of.value);
  const double* const level = sites.levels + of * n;
  for (const Reaction::Share& share : reaction.shares) {
    const std::size_t k = *place(share.field.value);
    const double rate = share.amount * reaction.first_order->k;
    for (std::size_t i = 0; i < n; ++i) sites.rates[k * n + i] += rate * level[i];
    if (sites.slopes == nullptr) continue;
    double* const slope = sites.slopes + (k * fields_.size() + of) * n;
    for (std::size_t i = 0; i < n; ++i) slope[i] += rate;
  }
}

void GroupKinetics::add_reaction(const Reaction& reaction, const Sites& sites) const {
  thread_local std::vector<Rows> room(3);  // not on the stack of a thread that has been given little
  Rows& now = room[0];
  Rows& changed = room[1];
  Rows& kept = room[2];
  const std::size_t n = sites.n;
  const std::size_t s = fields_.size();
  checked_rate(reaction, sites.first, n, sites.levels, now.data());
  for (const Reaction::Share& share : reaction.shares) {
    const std::size_t k = *place(share.field.value);
    for (std::size_t i = 0; i < n; ++i) sites.rates[k * n + i] += share.amount * now[i];
  }
  if (sites.slopes == nullptr) return;
  std::array<bool, CoupledSolver::most> read{};
  for (const Symbol& input : reaction.rate.program.inputs())
    if (input.kind == Symbol::Kind::field || input.kind == Symbol::Kind::open)
      if (const auto k = place(input.index)) read[*k] = true;
  for (std::size_t j = 0; j < s; ++j) {
    if (!read[j]) continue;
    double* const own = sites.levels + j * n;
    std::copy_n(own, n, kept.begin());
    for (std::size_t i = 0; i < n; ++i)
      own[i] += small_change * std::max(std::abs(own[i]), small_share * sites.scales[j]);
    checked_rate(reaction, sites.first, n, sites.levels, changed.data());
    for (std::size_t i = 0; i < n; ++i) {
      const double change = own[i] - kept[i];
      changed[i] = change > 0 ? (changed[i] - now[i]) / change : 0;
    }
    std::copy_n(kept.begin(), n, own);
    for (const Reaction::Share& share : reaction.shares) {
      double* const slope = sites.slopes + (*place(share.field.value) * s + j) * n;
      for (std::size_t i = 0; i < n; ++i) slope[i] += share.amount * changed[i];
    }
  }
}

void GroupKinetics::add_uptake(std::size_t saturation, const Sites& sites) const {
  const Behaviour::Saturation& kind = saturations_[saturation];
  const std::vector<double>& most = most_[saturation];
  const std::size_t n = sites.n;
  const std::size_t k = *place(kind.field.value);
  for (std::size_t i = 0; i < n; ++i) {
    const double v = most[sites.first + i];
    if (v == 0) continue;
    const double volume = open(k, sites.first + i);
    const double u = std::max(sites.levels[k * n + i], 0.0) / volume;
    const double x = u / kind.half;
    // of u^n / (half^n + u^n) and its slope, without the power of a large number
    const double lower = kind.hill == 1 ? 1 : kind.hill == 2 ? x : x > 0 ? math::pow(x, kind.hill - 1) : 0;
    const double power = lower * x;
    const double share = x < 1 ? power / (1 + power) : 1 / (1 + 1 / power);
    const double left = 1 / (1 + power);
    sites.rates[k * n + i] -= v * share;
    if (sites.slopes == nullptr) continue;
    const double slope = x < 1 ? lower * left * left : share * left / x;
    sites.slopes[(k * fields_.size() + k) * n + i] -= v * kind.hill * slope / (kind.half * volume);
  }
}

void GroupKinetics::evaluate(const Sites& sites) const {
  for (const std::size_t r : reactions_) {
    const Reaction& reaction = view_->params.reactions[r];
    reaction.first_order ? add_first_order(reaction, sites) : add_reaction(reaction, sites);
  }
  for (std::size_t q = 0; q < saturations_.size(); ++q) add_uptake(q, sites);
}

std::string GroupKinetics::about() const {
  std::vector<std::string> parts;
  for (const std::size_t r : reactions_)
    if (const Reaction& reaction = view_->params.reactions[r]; !reaction.first_order)
      parts.push_back("reaction `" + reaction.name + "`");
  if (!saturations_.empty()) parts.push_back("uptake that saturates");
  return listed(parts);
}

std::string GroupKinetics::fault(std::size_t site, const double* levels) const {
  const auto& substances = view_->params.substances;
  for (const std::size_t r : reactions_) {
    const Reaction& reaction = view_->params.reactions[r];
    if (reaction.first_order) continue;
    std::array<double, CoupledSolver::most> at;
    std::copy_n(levels, fields_.size(), at.begin());
    const auto value = [&](const double* of) {
      double out = 0;
      rate(reaction, site, 1, of, &out);
      return out;
    };
    const double now = value(levels);
    const std::string what = joined({"the rate of reaction `", reaction.name, "` is ", fault_number(now)});
    if (!std::isfinite(now)) return what;
    if (now < 0) return joined({what, " ", reaction.rate.unit, ", below 0: let it be two, there and back"});
    for (const Reaction::Share& share : reaction.shares) {
      if (share.amount >= 0) continue;
      const std::size_t k = *place(share.field.value);
      const double level = std::exchange(at[k], 0);
      const double without = value(at.data());
      at[k] = level;
      if (without > 0)
        return joined({"reaction `", reaction.name, "` uses `", substances[share.field.value].field.name,
                       "` where there is none, at ", fault_number(without), " ", reaction.rate.unit,
                       ": let its rate go to 0 with it"});
    }
  }
  return {};
}

}  // namespace tilscape
