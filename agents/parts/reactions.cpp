// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Reactions of substances on each site of the tissue: docs/methods/reactions.md.
#include "engine/base/parameters.hpp"
#include "engine/base/text.hpp"
#include "engine/part/part.hpp"
#include "engine/part/refusals.hpp"
#include "engine/part/site_rules.hpp"
#include "engine/rule/bounds.hpp"
#include "engine/step/setup.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <map>
#include <optional>

namespace tilscape::parts {

namespace {

struct ReactionParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::vector<std::string>> from{
      this,
      {.name = "from",
       .about = "substances that it uses; `2 NAME`: two for each; left out: something that is no substance",
       .optional = true}};
  Parameter<std::vector<std::string>> to{
      this,
      {.name = "to",
       .about = "substances that it makes; `2 NAME`: two for each; left out: something that is no substance",
       .optional = true}};
  Parameter<std::string> rate{
      this,
      {.name = "rate",
       .kind = ParameterKind::formula,
       .about = "how fast, in the unit of its substances per time and for the whole tissue; names are levels "
                "in the tissue, `open(NAME)` those in the volume that is open to one"}};
  Parameter<std::string> about{
      this, {.name = "about", .kind = ParameterKind::text, .about = "what it is", .optional = true}};
};

struct Said : Parameters {
  using Parameters::Parameters;
  Map<ReactionParams> reactions{
      this, {.name = "reactions", .about = "what substances become on each site", .optional = true}};
};

class Maker {
 public:
  explicit Maker(Assembly& out) : out_(out) {}

  Reaction make(const std::string& name, const ReactionParams& said, const Location& where) {
    std::map<std::size_t, double> amounts;  // in the order of the substances
    add(said.from, -1, name, amounts);
    add(said.to, +1, name, amounts);
    if (amounts.empty())
      throw BuildError(where, fmt::format("reaction `{}` has neither `from` nor `to`", name));
    std::erase_if(amounts, [](const auto& a) { return a.second == 0; });
    if (amounts.empty())
      throw BuildError(where,
                       fmt::format("reaction `{}` makes just what it uses, and so changes nothing", name));
    Reaction reaction{.name = name, .shares = {}, .rate = {}};
    for (const auto& [field, amount] : amounts)
      reaction.shares.push_back({FieldId{static_cast<std::uint16_t>(field)}, amount});
    fit(reaction, where);
    const std::string& unit = substance(reaction.shares.front()).field.unit;
    reaction.rate = site_rule(out_, said.rate, fmt::format("reactions.{}.rate", name),
                              unit.empty() ? "1/min" : unit + "/min");
    look_at(reaction, said.rate.where());
    (void)said.about.value_or("");
    return reaction;
  }

 private:
  [[nodiscard]] const Substance& substance(const Reaction::Share& share) const {
    return out_.params.substances[share.field.value];
  }

  void add(const Parameter<std::vector<std::string>>& list, double sign, const std::string& reaction,
           std::map<std::size_t, double>& amounts) const {
    for (const std::string& entry : list.value_or({})) {
      double amount = 1;
      std::string name = entry;
      if (!entry.empty() && std::isdigit(static_cast<unsigned char>(entry.front())) != 0) {
        const std::size_t space = entry.find(' ');
        const QuantityParse number = parse_quantity(entry.substr(0, space));
        if (!number.quantity || space == std::string::npos || !(number.quantity->value > 0))
          throw BuildError(list.where(), fmt::format("`{}` is not a substance, nor a number and one: write "
                                                     "`2 NAME`",
                                                     entry));
        amount = number.quantity->value;
        name = entry.substr(entry.find_first_not_of(' ', space));
      }
      const auto& all = out_.params.substances;
      const auto found =
          std::find_if(all.begin(), all.end(), [&](const Substance& s) { return s.field.name == name; });
      if (found == all.end()) {
        std::vector<std::string> known;
        for (const Substance& s : all) known.push_back(s.field.name);
        const std::string near = did_you_mean(name, known);
        throw BuildError({{list.where(),
                           fmt::format("there is no substance `{}` (in reaction `{}`){}{}", name, reaction,
                                       near.empty() ? "; there are: " + listed(known) : ". ", near),
                           Code::unknown_name}});
      }
      if (found->keep_mean)
        throw BuildError(list.where(),
                         fmt::format("`{}` is what particles carry, which goes by their `release` and "
                                     "in no reaction (in `{}`)",
                                     name, reaction));
      amounts[static_cast<std::size_t>(found - all.begin())] += sign * amount;
    }
  }

  /// Do its substances go together?
  void fit(const Reaction& reaction, const Location& where) const {
    const Substance& a = substance(reaction.shares.front());
    for (const Reaction::Share& share : reaction.shares) {
      const Substance& b = substance(share);
      const auto both = [&] { return fmt::format("`{}` and `{}`", a.field.name, b.field.name); };
      if (!(dimension_of(a.field.unit) == dimension_of(b.field.unit)))
        throw BuildError(where, fmt::format("reaction `{}` joins {}, whose levels are in {} and in {}",
                                            reaction.name, both(), a.field.unit, b.field.unit));
      if (a.field.steady != b.field.steady)
        throw BuildError(where,
                         fmt::format("reaction `{}` joins {}, of which one is solved as steady and the "
                                     "other is not",
                                     reaction.name, both()));
      if (a.period != b.period)
        throw BuildError(where,
                         fmt::format("reaction `{}` joins {}, which are solved at different times: say "
                                     "the same `every` for both",
                                     reaction.name, both()));
    }
  }

  /// What is certain of its rate.
  void look_at(const Reaction& reaction, const Location& where) const {
    const Symbols symbols = symbols_of_sites(out_.params);
    const auto bounds = [&](std::optional<std::uint32_t> without) {
      return bounds_of(reaction.rate.text, symbols, dimension_of(reaction.rate.unit),
                       [&](std::string_view, const Symbol& symbol) -> Bounds {
                         const bool level =
                             symbol.kind == Symbol::Kind::field || symbol.kind == Symbol::Kind::open;
                         if (level && without && symbol.index == *without) return {0, 0};
                         return {0};
                       });
    };
    const auto refuse = [&](const std::string& what, Code code) {
      throw BuildError(std::vector<Refusal>{{where, what, code}});
    };
    const std::optional<Bounds> all = bounds({});
    if (all && all->most <= 0 && !all->only(0))
      refuse(
          fmt::format("the rate of reaction `{}` is never above 0: let it go the other way", reaction.name),
          Code::out_of_range);
    if (all && all->only(0))
      out_.warnings.push_back(
          {where, fmt::format("reaction `{}` has no effect: its rate is 0", reaction.name), Code::unused});
    for (const Reaction::Share& share : reaction.shares) {
      if (share.amount > 0) continue;
      const std::optional<Bounds> none = bounds(share.field.value);
      if (none && none->least > 0)
        refuse(fmt::format("reaction `{}` uses `{}` where there is none: its rate has to go to 0 with it, as "
                           "in `k * {}` or `v * hill({}, half, 1)`",
                           reaction.name, substance(share).field.name, substance(share).field.name,
                           substance(share).field.name),
               Code::out_of_range);
    }
    for (const Symbol& input : reaction.rate.program.inputs())
      if (input.kind == Symbol::Kind::open && out_.params.substances[input.index].open &&
          std::none_of(reaction.shares.begin(), reaction.shares.end(),
                       [&](const auto& s) { return s.field.value == input.index; }))
        refuse(fmt::format("reaction `{}` names `open({})`, which is known only where `{}` itself is used or "
                           "made",
                           reaction.name, out_.params.substances[input.index].field.name,
                           out_.params.substances[input.index].field.name),
               Code::cannot_build);
  }

  Assembly& out_;
};

void assemble(Assembly& out) {
  Maker maker(out);
  for (const auto& [name, said] : Said(out.root).reactions.all())
    out.refusals.attempt(said.where(), [&, &name = name, &said = said] {
      out.params.reactions.push_back(maker.make(name, *said, said.where()));
    });
}

std::string told(const Values& root) {
  const auto side = [](const Parameter<std::vector<std::string>>& list) {
    std::string out;
    for (const std::string& name : list.value_or({})) out += (out.empty() ? "" : " + ") + name;
    return out.empty() ? std::string("something else") : out;
  };
  std::string out;
  for (const auto& [name, said] : Said(root).reactions.all()) {
    const ReactionParams reaction = *said;
    const std::string about = reaction.about.value_or("");
    out += fmt::format("  {}: {} -> {} at {}{}\n", name, side(reaction.from), side(reaction.to),
                       *reaction.rate, about.empty() ? "" : " (" + about + ")");
  }
  return out;
}

}  // namespace

Part reactions() {
  return {.sections = describe<Said>(),
          .after = "systems",
          .assemble = assemble,
          .title = "Reactions in the tissue",
          .describe = told};
}

}  // namespace tilscape::parts
