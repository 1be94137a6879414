// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/field_groups.hpp"

#include "engine/base/error.hpp"
#include "engine/field/coupled_solver.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>
#include <tuple>

namespace tilscape {

namespace {

std::string name_of(const Params& params, FieldId field) {
  return "`" + params.substances[field.value].field.name + "`";
}

void check(const Params& params, const FieldGroup& group) {
  const FieldId first = group.fields.front();
  for (const FieldId field : group.fields) {
    const Substance& a = params.substances[first.value];
    const Substance& b = params.substances[field.value];
    if (a.period != b.period)
      throw UsageError(name_of(params, first) + " and " + name_of(params, field) +
                       " react with each other, and are solved at different times");
    if (a.field.steady != b.field.steady)
      throw UsageError(name_of(params, first) + " and " + name_of(params, field) +
                       " react with each other, and one of them is steady, the other dynamic");
  }
}

/// Levels that a rule reads.
void add_read(const SiteRule& rule, std::set<std::size_t>& fields) {
  for (const Symbol& input : rule.program.inputs())
    if (input.kind == Symbol::Kind::field || input.kind == Symbol::Kind::open) fields.insert(input.index);
}

/// Groups whose levels a group reads.
std::set<std::size_t> read_by(const Params& params, const FieldGroup& group,
                              const std::vector<std::size_t>& group_of) {
  std::set<std::size_t> fields;
  for (const std::size_t r : group.reactions)
    if (const auto& first_order = params.reactions[r].first_order)
      fields.insert(first_order->of.value);
    else
      add_read(params.reactions[r].rate, fields);
  for (const FieldId f : group.fields) {
    const Substance& s = params.substances[f.value];
    if (s.open) add_read(*s.open, fields);
    if (s.mobility) add_read(*s.mobility, fields);
    if (params.fluid && std::find(params.fluid->carried.begin(), params.fluid->carried.end(), f) !=
                            params.fluid->carried.end())
      fields.insert(params.fluid->pressure.value);
  }
  std::set<std::size_t> groups;
  for (const std::size_t f : fields) groups.insert(group_of[f]);
  return groups;
}

/// Whether one substance can be solved after the other: there is nothing but reactions of first order, each
/// of which uses one substance, and which go round in no circle.
bool is_chain(const Params& params, const FieldGroup& group) {
  if (!group.saturations.empty() || std::any_of(group.fields.begin(), group.fields.end(), [&](FieldId f) {
        return params.substances[f.value].open || params.substances[f.value].mobility;
      }))
    return false;
  for (const std::size_t r : group.reactions) {
    const Reaction& reaction = params.reactions[r];
    if (!reaction.first_order) return false;
    for (const Reaction::Share& share : reaction.shares)
      if ((share.amount < 0) != (share.field == reaction.first_order->of)) return false;
  }
  // Takes away, again and again, what no reaction makes from what is left.
  std::vector<FieldId> left = group.fields;
  for (std::size_t before = left.size() + 1; before != left.size();) {
    before = left.size();
    const auto there = [&](FieldId f) { return std::find(left.begin(), left.end(), f) != left.end(); };
    std::vector<FieldId> made;
    for (const std::size_t r : group.reactions)
      for (const Reaction::Share& share : params.reactions[r].shares)
        if (share.amount > 0 && there(params.reactions[r].first_order->of)) made.push_back(share.field);
    std::erase_if(left, [&](FieldId f) { return std::find(made.begin(), made.end(), f) == made.end(); });
  }
  return left.empty();
}

const FieldGroup& checked(const FieldGroup& group) {
  if (group.fields.size() <= CoupledSolver::most) return group;
  throw UsageError(std::to_string(group.fields.size()) + " substances react with each other, more than " +
                   std::to_string(CoupledSolver::most));
}

/// Each substance by itself, with all reactions that it has a share in.
void split(const Params& params, const FieldGroup& chain, std::vector<FieldGroup>& out) {
  for (const FieldId f : chain.fields) {
    FieldGroup alone{
        .fields = {f}, .reactions = {}, .saturations = {}, .period = chain.period, .steady = chain.steady};
    for (const std::size_t r : chain.reactions) {
      const auto& shares = params.reactions[r].shares;
      if (std::any_of(shares.begin(), shares.end(), [&](const auto& s) { return s.field == f; }))
        alone.reactions.push_back(r);
    }
    out.push_back(std::move(alone));
  }
}

}  // namespace

std::vector<FieldGroup> field_groups(const Params& params) {
  const std::size_t n = params.substances.size();
  std::vector<std::size_t> root(n);
  std::iota(root.begin(), root.end(), std::size_t{0});
  const auto find = [&](std::size_t f) {
    while (root[f] != f) f = root[f];
    return f;
  };
  for (const Reaction& reaction : params.reactions)
    for (const Reaction::Share& share : reaction.shares) {
      const std::size_t a = find(reaction.shares.front().field.value);
      const std::size_t b = find(share.field.value);
      root[std::max(a, b)] = std::min(a, b);
    }
  std::vector<FieldGroup> groups;
  std::vector<std::size_t> group_of(n);
  for (std::size_t f = 0; f < n; ++f) {
    const Substance& substance = params.substances[f];
    if (find(f) == f) {
      group_of[f] = groups.size();
      groups.push_back({.fields = {},
                        .reactions = {},
                        .saturations = {},
                        .period = substance.period,
                        .steady = substance.field.steady});
    } else {
      group_of[f] = group_of[find(f)];
    }
    FieldGroup& group = groups[group_of[f]];
    group.fields.push_back(FieldId{static_cast<std::uint16_t>(f)});
    group.coupled = group.coupled || substance.open || substance.mobility;
  }
  for (std::size_t r = 0; r < params.reactions.size(); ++r) {
    if (params.reactions[r].shares.empty()) continue;
    FieldGroup& group = groups[group_of[params.reactions[r].shares.front().field.value]];
    group.reactions.push_back(r);
    group.coupled = true;
  }
  for (const AgentType& type : params.types)
    for (const auto& behaviour : type.behaviours)
      for (const Behaviour::Saturation& s : behaviour->saturations()) {
        FieldGroup& group = groups[group_of[s.field.value]];
        group.coupled = true;
        if (std::find(group.saturations.begin(), group.saturations.end(), s) == group.saturations.end())
          group.saturations.push_back(s);
      }
  for (FieldGroup& group : groups) {
    check(params, group);
    // The order of types and behaviours is not seen.
    std::sort(group.saturations.begin(), group.saturations.end(), [](const auto& a, const auto& b) {
      return std::tie(a.field.value, a.half, a.hill) < std::tie(b.field.value, b.half, b.hill);
    });
  }
  std::vector<FieldGroup> joined;
  joined.swap(groups);
  for (const FieldGroup& group : joined) {
    if (group.reactions.empty() || !is_chain(params, group))
      groups.push_back(checked(group));
    else
      split(params, group, groups);
  }
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (const FieldId f : groups[g].fields) group_of[f.value] = g;
  std::vector<std::set<std::size_t>> reads;
  for (const FieldGroup& group : groups) reads.push_back(read_by(params, group, group_of));
  std::vector<FieldGroup> ordered;
  std::set<std::size_t> done;
  while (ordered.size() < groups.size()) {
    std::size_t next = groups.size();
    for (std::size_t g = 0; g < groups.size(); ++g) {
      if (done.count(g) != 0) continue;
      const bool ready = std::all_of(reads[g].begin(), reads[g].end(),
                                     [&](std::size_t r) { return r == g || done.count(r) != 0; });
      if (next == groups.size()) next = g;  // they read each other: the first of them
      if (!ready) continue;
      next = g;
      break;
    }
    done.insert(next);
    ordered.push_back(groups[next]);
  }
  return ordered;
}

}  // namespace tilscape
