// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Reactions of substances on each site of the tissue: docs/methods/reactions.md.
#include "engine/base/error.hpp"
#include "engine/base/parameters.hpp"
#include "engine/base/text.hpp"
#include "engine/part/part.hpp"
#include "engine/part/refusals.hpp"
#include "engine/part/review.hpp"
#include "engine/part/site_rules.hpp"
#include "engine/rule/bounds.hpp"
#include "engine/rule/degree.hpp"
#include "engine/step/field_groups.hpp"
#include "engine/step/setup.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>
#include <utility>

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

  /// Nothing where something stands against it, all of which is told.
  std::optional<Reaction> make(const std::string& name, const ReactionParams& said, const Location& where) {
    std::map<std::size_t, double> amounts;  // in the order of the substances
    bool sound = true;
    const auto attempt = [&](const Location& at, const auto& part) {
      sound = out_.refusals.attempt(at, part) && sound;
    };
    for (const auto& [list, sign] : {std::pair(&said.from, -1.0), std::pair(&said.to, 1.0)})
      for (const std::string& entry : list->value_or({}))
        attempt(list->where(), [&, &list = list, &sign = sign] { add(*list, entry, sign, name, amounts); });
    if (sound && amounts.empty())
      throw BuildError(where, fmt::format("reaction `{}` has neither `from` nor `to`", name));
    std::vector<std::size_t> named;
    for (const auto& a : amounts) named.push_back(a.first);
    std::erase_if(amounts, [](const auto& a) { return a.second == 0; });
    if (sound && amounts.empty())
      attempt(where, [&] {
        throw BuildError(where,
                         fmt::format("reaction `{}` makes just what it uses, and so changes nothing", name));
      });
    Reaction reaction{.name = name, .shares = {}, .rate = {}};
    for (const auto& [field, amount] : amounts)
      reaction.shares.push_back({FieldId{static_cast<std::uint16_t>(field)}, amount});
    if (!reaction.shares.empty()) attempt(where, [&] { fit(reaction, where); });
    if (!named.empty() && of_one_unit(named))
      attempt(said.rate.where(), [&] {
        const std::string& unit = out_.params.substances[named.front()].field.unit;
        reaction.rate = site_rule(out_, said.rate, fmt::format("reactions.{}.rate", name),
                                  unit.empty() ? "1/min" : unit + "/min");
        if (sound) look_at(reaction, said.rate.where());
        reaction.first_order = first_order(reaction);
      });
    (void)said.about.value_or("");
    if (!sound) return std::nullopt;
    return reaction;
  }

 private:
  [[nodiscard]] const Substance& substance(const Reaction::Share& share) const {
    return out_.params.substances[share.field.value];
  }

  void add(const Parameter<std::vector<std::string>>& list, const std::string& entry, double sign,
           const std::string& reaction, std::map<std::size_t, double>& amounts) const {
    double amount = 1;
    std::string name = entry;
    if (!entry.empty() && std::isdigit(static_cast<unsigned char>(entry.front())) != 0) {
      const std::size_t space = entry.find(' ');
      const QuantityParse number = parse_quantity(entry.substr(0, space));
      if (!number.quantity || space == std::string::npos)
        throw BuildError(list.where(), fmt::format("`{}` is not a substance, nor a number and one: write "
                                                   "`2 NAME`",
                                                   entry));
      amount = number.quantity->value;
      name = entry.substr(entry.find_first_not_of(' ', space));
      if (!(amount > 0))
        throw BuildError({{list.where(),
                           fmt::format("the number of `{}` in reaction `{}` is {:g}, and has to be above 0",
                                       name, reaction, amount),
                           Code::out_of_range}});
    }
    const auto& all = out_.params.substances;
    const Substance* const found = out_.substance(name);
    if (found == nullptr) {
      std::vector<std::string> known;
      for (const Substance& s : all) known.push_back(s.field.name);
      const std::string near = did_you_mean(name, known);
      throw BuildError({{list.where(),
                         fmt::format("there is no substance `{}` (in reaction `{}`){}{}", name, reaction,
                                     near.empty() ? "; there are: " + listed(known) : ". ", near),
                         Code::unknown_name}});
    }
    amounts[static_cast<std::size_t>(found - all.data())] += sign * amount;
  }

  [[nodiscard]] bool of_one_unit(const std::vector<std::size_t>& fields) const {
    const auto dimension = [&](std::size_t f) { return dimension_of(out_.params.substances[f].field.unit); };
    return std::all_of(fields.begin(), fields.end(),
                       [&](std::size_t f) { return dimension(f) == dimension(fields.front()); });
  }

  /// Do its substances go together? Each way in which they do not is told once.
  void fit(const Reaction& reaction, const Location& where) const {
    const Substance& a = substance(reaction.shares.front());
    std::vector<Refusal> list;
    const auto check = [&](const auto& differs, const auto& why) {
      for (const Reaction::Share& share : reaction.shares) {
        const Substance& b = substance(share);
        if (!differs(b)) continue;
        list.push_back({where, fmt::format("reaction `{}` joins `{}` and `{}`, {}", reaction.name,
                                           a.field.name, b.field.name, why(b))});
        return;
      }
    };
    check([&](const Substance& b) { return !(dimension_of(a.field.unit) == dimension_of(b.field.unit)); },
          [&](const Substance& b) {
            return fmt::format("whose levels are in {} and in {}", a.field.unit, b.field.unit);
          });
    check([&](const Substance& b) { return a.field.steady != b.field.steady; },
          [](const Substance&) {
            return std::string("of which one is solved as steady and the other is not");
          });
    check([&](const Substance& b) { return a.period != b.period; },
          [](const Substance&) {
            return std::string("which are solved at different times: say the same `every` for both");
          });
    if (!list.empty()) throw BuildError(std::move(list));
  }

  /// Of a rate that is a constant times the level of something that it uses.
  [[nodiscard]] std::optional<Reaction::FirstOrder> first_order(const Reaction& reaction) const {
    const Program& rate = reaction.rate.program;
    if (rate.inputs().size() != 1) return std::nullopt;
    const Symbol& level = rate.inputs().front();
    const bool open = level.kind == Symbol::Kind::open;
    if (level.kind != Symbol::Kind::field && !open) return std::nullopt;
    const Substance& substance = out_.params.substances[level.index];
    if (open && substance.open) return std::nullopt;
    if (std::none_of(reaction.shares.begin(), reaction.shares.end(),
                     [&](const auto& s) { return s.field.value == level.index && s.amount < 0; }))
      return std::nullopt;
    std::vector<Degree> degrees(level.index + 1, Degree::constant);
    degrees.back() = Degree::affine;
    if (degree_of(rate, degrees) != Degree::affine) return std::nullopt;
    const auto at = [&](double value) {
      std::vector<double> scratch(rate.scratch_size(1));
      const std::array<const double*, 1> inputs = {&value};
      rate.evaluate(inputs, 1, &value, scratch);
      return value;
    };
    const double k = at(1);
    if (at(0) != 0 || !(k >= 0)) return std::nullopt;
    return Reaction::FirstOrder{FieldId{static_cast<std::uint16_t>(level.index)},
                                open ? k / substance.available : k};
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
        refuse(
            fmt::format("reaction `{0}` names `open({1})`, which is known only where `{1}` itself is used or "
                        "made: name `{1}`, its level in the tissue",
                        reaction.name, out_.params.substances[input.index].field.name),
            Code::cannot_build);
  }

  Assembly& out_;
};

/// The substance of an entry of `from` or `to`.
std::string name_in(const std::string& entry) {
  const std::size_t space = entry.rfind(' ');
  return space == std::string::npos ? entry : entry.substr(space + 1);
}

/// Finds reactions that wait for a substance that nothing ever brings.
class Absent {
 public:
  explicit Absent(Review& review) : review_(review) {
    review_.each(review_.section("substances"), [&](const std::string& name, const Values& said) {
      if (!brought(name, said)) absent_.insert(name);
    });
    for (std::size_t before = absent_.size() + 1; before != absent_.size();) {
      before = absent_.size();
      each([&](const std::string&, const auto& from, const auto& to, bool settled) {
        if (settled && missing(from)) return;
        for (const std::string& entry : to) absent_.erase(name_in(entry));
      });
    }
  }

  void tell() {
    each([&](const std::string& reaction, const auto& from, const auto&, bool settled) {
      const std::optional<std::string> name = missing(from);
      if (!name || !settled) return;
      review_.unused(review_.key({"reactions", reaction}), {},
                     joined({"reaction ", ticked(reaction), " has no effect"}),
                     joined({"there is never any ", ticked(*name),
                             ": none at the start, and no side, vessel, cell or reaction brings it"}));
    });
  }

 private:
  template <class F>
  void each(const F& f) const {
    review_.each(review_.section("reactions"), [&](const std::string& name, const Values& said) {
      const auto list = [&](const char* key) {
        const auto* found = review_.get<std::vector<std::string>>(said, key);
        return found == nullptr ? std::vector<std::string>{} : *found;
      };
      f(name, list("from"), list("to"),
        review_.settled({"reactions", name, "from"}) && review_.settled({"reactions", name, "to"}));
    });
  }

  [[nodiscard]] std::optional<std::string> missing(const std::vector<std::string>& from) const {
    for (const std::string& entry : from)
      if (absent_.count(name_in(entry)) != 0) return name_in(entry);
    return std::nullopt;
  }

  /// By anything but a reaction; what cannot be told counts.
  [[nodiscard]] bool brought(const std::string& name, const Values& said) const {
    const double* initial = review_.get<double>(said, "initial");
    if (initial == nullptr || *initial != 0 || !review_.settled({"substances", name, "initial"})) return true;
    if (review_.key({"substances", name, "sides"}) || !review_.settled({"substances", name, "sides"}))
      return true;
    if (review_.key({"vessels", "supply", name}) || !review_.settled({"vessels", "supply", name}))
      return true;
    return std::any_of(review_.types().begin(), review_.types().end(), [&](const AgentSpec& type) {
      const Values* secretes = Review::behaviour(type, "secrete");
      return secretes != nullptr && secretes->has(name);
    });
  }

  Review& review_;
  std::set<std::string> absent_;
};

void check(Review& review) {
  if (!review.names_lost()) Absent(review).tell();
}

void assemble(Assembly& out) {
  Maker maker(out);
  for (const auto& [name, said] : Said(out.root).reactions.all())
    out.refusals.attempt(said.where(), [&, &name = name, &said = said] {
      if (auto made = maker.make(name, *said, said.where())) out.params.reactions.push_back(std::move(*made));
    });
  if (!out.refusals.none()) return;
  try {
    (void)field_groups(out.params);
  } catch (const UsageError& e) {
    throw BuildError(Said(out.root).reactions.where(), e.what());
  }
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
          .after = "passages",  // that rates look at
          .check = check,
          .assemble = assemble,
          .title = "Reactions in the tissue",
          .describe = told};
}

}  // namespace tilscape::parts
