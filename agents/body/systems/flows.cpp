// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/systems/carried.hpp"
#include "agents/body/systems/steps.hpp"
#include "engine/base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tilscape::body {

namespace {

void add_rate(Draft& draft, std::size_t s, const std::string& name, const Text& is, const std::string& key,
              const Dimension& of, std::vector<std::pair<std::size_t, double>> shares) {
  if (!draft.is_said(is, "rate", key)) return;
  std::optional<Program> rate =
      draft.program(s, is, fmt::format("`{}.rate` of `{}`", key, is.owner), of / dimension_of("min"));
  if (rate)
    draft.spec().network.flows.push_back(
        {draft.systems()[s].said.name + "." + name, *std::move(rate), std::move(shares)});
}

void add_variable(Draft& draft, std::size_t s, const std::string& name, const SystemText::Variable& said) {
  const Named* const variable = draft.find(s, name);
  if (variable == nullptr) return draft.told_elsewhere();
  add_rate(draft, s, name, said.rate, "variables." + name, variable->dimension, {{variable->index, 1.0}});
}

void add_flow(Draft& draft, std::size_t s, const std::string& name, const SystemText::Flow& flow) {
  const std::string key = "flows." + name;
  std::optional<Draft::Legs> legs =
      draft.legs(s, flow.from, flow.from_at, flow.to, flow.to_at, key, flow.rate);
  if (!legs) return;
  const std::size_t before = draft.spec().network.flows.size();
  add_rate(draft, s, name, flow.rate, key, legs->dimension, legs->shares);
  if (draft.spec().network.flows.size() > before) note_carrying(draft, before, *legs, key, flow.rate);
}

void add_event(Draft& draft, std::size_t s, const std::string& name, const SystemText::Event& said) {
  const std::string key = "events." + name;
  if (!draft.is_said(said.when, "when", key)) return;
  const std::string what = fmt::format("`{{}}` of `{}` of `{}`", key, said.when.owner);
  const auto of = [&](const char* part) { return fmt::format(fmt::runtime(what), part); };
  std::optional<Program> when = draft.program(s, said.when, of("when"), Dimension{});
  NetworkProcess::Event event{.name = draft.systems()[s].said.name + "." + name, .when = {}};
  bool whole = when.has_value();
  const bool moves = !said.from.empty() || !said.to.empty();
  if (moves != said.amount.has_value()) {
    draft.refuse(
        said.when.where,
        moves
            ? fmt::format("`amount` is missing under `{}` of `{}`: how much goes", key, said.when.owner)
            : fmt::format("`{}` of `{}` has an `amount`, and neither `from` nor `to`", key, said.when.owner));
    return;
  }
  if (moves) {
    const auto legs = draft.legs(s, said.from, said.from_at, said.to, said.to_at, key, said.when);
    if (!legs) return;
    event.amount = draft.program(s, *said.amount, of("amount"), legs->dimension);
    whole = whole && event.amount;
    event.flow = draft.spec().network.flows.size();
    auto none = compile("0", Symbols{}, Dimension{});
    draft.spec().network.flows.push_back({event.name, std::get<Program>(std::move(none)), legs->shares});
    carry_at_once(draft, event, *legs, key, said.when);
  }
  for (const auto& [variable, becomes] : said.set) {
    const Named* const named = draft.find(s, variable);
    if (named == nullptr || named->kind != Named::Kind::variable || named->system != s) {
      std::vector<std::string> known;
      for (const auto& [other, text] : draft.systems()[s].said.variables) known.push_back(other);
      draft.refuse(becomes.where,
                   fmt::format("there is no variable `{}` in `{}` (in `{}.set`){}", variable, becomes.owner,
                               key, known.empty() ? "" : "; there are: " + listed(known)),
                   Code::unknown_name);
      whole = false;
      continue;
    }
    std::optional<Program> program =
        draft.program(s, becomes, of(("set." + variable).c_str()), named->dimension);
    whole = whole && program;
    if (program) event.set.emplace_back(named->index, *std::move(program));
  }
  if (!moves && said.set.empty())
    return draft.refuse(
        said.when.where,
        fmt::format("`{}` of `{}` changes nothing: it has neither `amount` nor `set`", key, said.when.owner));
  if (!whole) return;
  event.when = *std::move(when);
  draft.spec().events.push_back(std::move(event));
}

}  // namespace

void add_flows(Draft& draft, std::size_t s) {
  const SystemText said = draft.systems()[s].said;
  for (const auto& [name, flow] : said.flows)
    draft.apart(flow.rate.where, [&, &name = name, &flow = flow] { add_flow(draft, s, name, flow); });
  for (const auto& [name, variable] : said.variables)
    draft.apart(variable.rate.where,
                [&, &name = name, &variable = variable] { add_variable(draft, s, name, variable); });
}

void add_events(Draft& draft, std::size_t s) {
  const SystemText said = draft.systems()[s].said;
  for (const auto& [name, event] : said.events)
    draft.apart(event.when.where, [&, &name = name, &event = event] { add_event(draft, s, name, event); });
}

}  // namespace tilscape::body
