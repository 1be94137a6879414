// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/systems/draft.hpp"

#include "agents/body/systems/cargo.hpp"
#include "engine/base/text.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>

namespace tilscape::body {

namespace {

std::vector<std::string> routes_there_are() {
  for (const ParameterInfo& key : describe<TreatmentParams>())
    if (key.name == "route") return key.choices;
  return {};
}

/// A number of a design by its path, or whether a word of it is chosen: what `of.diameter`, `of.soluble`
/// stand for.
std::optional<Quantity> of_design(const Values& design, const std::vector<ParameterInfo>& keys,
                                  const std::string& path) {
  const std::size_t dot = path.find('.');
  const std::string first = path.substr(0, dot);
  for (const ParameterInfo& key : keys) {
    const auto choice = std::find(key.choices.begin(), key.choices.end(), path);
    if (key.kind == ParameterKind::word && choice != key.choices.end() && design.has(key.name))
      return Quantity{design.text(key.name) == path ? 1.0 : 0.0, {}};
    if (key.name != first || !design.has(first)) continue;
    const Value& value = design.at(first);
    if (dot == std::string::npos) {
      const auto* number = std::get_if<double>(&value.data);
      return number == nullptr ? std::nullopt : std::optional(Quantity{*number, value.dimension});
    }
    const auto* below = std::get_if<Value::Record>(&value.data);
    if (below == nullptr) return std::nullopt;
    const std::string rest = path.substr(dot + 1);
    if (key.kind != ParameterKind::map) return of_design(**below, key.children, rest);
    if (!(*below)->has(rest)) return std::nullopt;  // a number of a map
    const Value& entry = (*below)->at(rest);
    const auto* number = std::get_if<double>(&entry.data);
    return number == nullptr ? std::nullopt : std::optional(Quantity{*number, entry.dimension});
  }
  return std::nullopt;
}

}  // namespace

std::string level_of(const std::string& species) {
  return "level(" + species + ")";
}

/// The names that an expression may follow from: words with dots, calls with their argument.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  const auto letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  const auto inside = [&](char c) {
    return letter(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.';
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!letter(text[i])) {
      while (i + 1 < text.size() && inside(text[i]) && inside(text[i + 1])) ++i;  // a number
      continue;
    }
    const std::size_t begin = i;
    while (i < text.size() && inside(text[i])) ++i;
    std::string word(text.substr(begin, i - begin));
    std::size_t open = i;
    while (open < text.size() && text[open] == ' ') ++open;
    if (open < text.size() && text[open] == '(') {
      const std::size_t close = text.find(')', open);
      std::string argument(text.substr(open + 1, close == std::string_view::npos ? 0 : close - open - 1));
      std::erase(argument, ' ');
      words.push_back(
          joined({word, "(", argument, ")"}));  // else a function, whose arguments are words as well
      continue;
    }
    words.push_back(std::move(word));
    --i;
  }
  return words;
}

Draft::Draft(Assembly& out, const Designs& designs) : out_(out), designs_(designs), said_(out.root) {}

void Draft::refuse(const Location& where, std::string what, Code code) {
  if (told_.insert(what).second) out_.refusals.add(where, std::move(what), code);  // a model is told once
  refused_ = true;
}

bool Draft::name_all() {
  const std::vector<std::string> routes = routes_there_are();
  for (const auto& [name, said] : said_.systems.all())
    apart(said.where(), [&, &name = name, &said = said] {
      SystemText system = system_text(said_.models, name, said);
      for (const auto& [route, to] : system.routes)
        if (std::find(routes.begin(), routes.end(), route) == routes.end())
          refuse(to.where,
                 fmt::format("there is no route `{}` (in `routes` of `{}`); there are: {}. {}", route,
                             to.owner, listed(routes), did_you_mean(route, routes)),
                 Code::unknown_word);
      if (system.species.empty() && system.variables.empty())
        return refuse(system.where,
                      fmt::format("`{}` has neither species nor variables: nothing changes", name));
      load(designs_, system);
      systems_.push_back({std::move(system), {}});
    });
  if (systems_.empty()) return false;
  add_names();
  add_body();
  add_designs();
  for (std::size_t n = 0; n < names_.size(); ++n) settle(n);
  return true;
}

// Names.

bool Draft::is_said(const Text& is, const char* what, const std::string& key) {
  if (!is.text.empty()) return true;
  refuse(is.where, fmt::format("`{}` is missing under `{}` of `{}`", what, key, is.owner), Code::missing_key);
  return false;
}

void Draft::add_name(std::size_t system, Named::Kind kind, const std::string& name, Text is,
                     const char* map) {
  if (!is_said(is, kind == Named::Kind::value ? "is" : "start", joined({map, ".", name}))) {
    misnamed_.insert({system, name});
    return;
  }
  // What particles carry is said with them.
  const std::string key = std::string(map) + "." + name.substr(0, name.find('.'));
  if (kind != Named::Kind::level) {
    static const std::vector<std::string> lines = {"given",    "outside",    "tissue",
                                                   "degraded", "past_sides", "unaccounted"};
    if (std::find(lines.begin(), lines.end(), name) != lines.end()) {
      misnamed_.insert({system, name});
      return refuse(is.where,
                    fmt::format("`{}` is a line of the account of `{}`: call it otherwise under `{}` of `{}`",
                                name, systems_[system].said.name, map, is.owner),
                    Code::bad_name);
    }
    if (is_reserved_name(name) || name == "time" || name == "of") {
      misnamed_.insert({system, name});
      return refuse(is.where,
                    fmt::format("`{}` cannot be a name in expressions: it is a unit or a word of "
                                "theirs; call it otherwise under `{}` of `{}`",
                                name, map, is.owner),
                    Code::bad_name);
    }
    const auto other = std::find_if(names_.begin(), names_.end(), [&](const Named& n) {
      return n.system == system && n.name == name && n.kind != Named::Kind::level;
    });
    if (other != names_.end())
      return refuse(
          is.where,
          fmt::format("`{}` stands for two things in `{}`: `{}` and `{}`", name, is.owner, other->key, key),
          Code::bad_name);
  }
  names_.push_back({.kind = kind, .system = system, .name = name, .is = std::move(is), .key = key});
}

void Draft::add_names() {
  for (std::size_t s = 0; s < systems_.size(); ++s) {
    const SystemText& system = systems_[s].said;
    for (const auto& [name, number] : system.values)
      add_name(s, Named::Kind::value, name, number.is, "values");
    for (const auto& [name, species] : system.species) {
      add_name(s, Named::Kind::species, name, species.start, "species");
      if (species.in) add_name(s, Named::Kind::level, name, *species.in, "species");
    }
    for (const auto& [name, variable] : system.variables)
      add_name(s, Named::Kind::variable, name, variable.start, "variables");
  }
  for (std::size_t n = 0; n < names_.size(); ++n) {
    const Named& named = names_[n];
    const bool level = named.kind == Named::Kind::level;
    const std::string& system = systems_[named.system].said.name;
    const std::string own = level ? level_of(named.name) : named.name;
    place_[{named.system, own}] = n;
    for (std::size_t s = 0; s < systems_.size(); ++s) place_.try_emplace({s, joined({system, ".", own})}, n);
  }
}

/// All expressions of a system.
template <class Look>
void Draft::each_text(const System& system, const Look& look) const {
  for (const auto& [name, flow] : system.said.flows) look(flow.rate);
  for (const auto& [name, variable] : system.said.variables) {
    look(variable.rate);
    look(variable.start);
  }
  for (const auto& [name, number] : system.said.values) look(number.is);
  for (const auto& [name, species] : system.said.species) {
    look(species.start);
    if (species.in) look(*species.in);
  }
  for (const auto& [name, event] : system.said.events) {
    look(event.when);
    if (event.amount) look(*event.amount);
    for (const auto& [variable, becomes] : event.set) look(becomes);
  }
}

/// Names that are not of a system: the time, living cells, what the body is.
void Draft::add_body() {
  bool asks = false;
  const auto look = [&](const std::string& text) {
    const auto words = words_of(text);
    asks = asks || std::find(words.begin(), words.end(), "time") != words.end();
  };
  for (const System& system : systems_) each_text(system, [&](const Text& is) { look(is.text); });
  for (const auto& [name, entry] : said_.treatments.all())
    out_.refusals.attempt(entry.where(), [&, &entry = entry] {  // one that is refused says nothing
      const TreatmentParams t = *entry;
      for (const Parameter<std::string>* condition : {&t.hold, &t.stop, &t.when})
        if (condition->given()) look(**condition);
    });
  std::optional<std::size_t> time;
  if (asks) {  // a state, so that rates which depend on it are integrated with it
    time = spec_.network.states.size();
    spec_.hidden.push_back(*time);
    spec_.network.states.push_back(
        {.name = "time", .unit = "min", .initial = 0, .amount = false, .drive = true});
    auto one = compile("1", Symbols{}, Dimension{});
    spec_.network.flows.push_back({"time", std::get<Program>(std::move(one)), {{*time, 1.0}}});
  }
  for (System& system : systems_) {
    if (time)
      system.symbols.add("time",
                         {Symbol::Kind::scalar, static_cast<std::uint32_t>(*time), dimension_of("min")});
    for (std::uint32_t t = 0; t < out_.types.size(); ++t)
      system.symbols.add(out_.types[t].name + ".count", {Symbol::Kind::scalar, marked_input + t, {}});
    if (said_.body.given() && ((*said_.body).weight.given() || (*said_.body).species.given()))
      system.symbols.add_constant("weight", {(*said_.body).kilograms(), dimension_of("kg")});
  }
}

/// Numbers of the medicine that a system is of, where somebody names them.
void Draft::add_designs() {
  const auto design_of =
      [&](const std::string& name) -> std::optional<std::pair<const Values*, std::vector<ParameterInfo>>> {
    const auto in = [&](const char* map) -> const Values* {
      const Value* section = tilscape::find(out_.root, map);
      const auto* all = section == nullptr ? nullptr : std::get_if<Value::Record>(&section->data);
      const Value* entry = all == nullptr ? nullptr : tilscape::find(**all, name);
      const auto* design = entry == nullptr ? nullptr : std::get_if<Value::Record>(&entry->data);
      return design == nullptr ? nullptr : design->get();
    };
    for (const char* map : {"drugs", "particles", "vaccines"})  // a system of it is what it is there for
      if (const Value* section = tilscape::find(out_.root, map))
        if (const auto* all = std::get_if<Value::Record>(&section->data))
          if (const Value* entry = tilscape::find(**all, name)) section->asked = entry->asked = true;
    if (const Values* drug = in("drugs")) return {{drug, describe<DrugParams>()}};
    if (const Values* particle = in("particles")) return {{particle, describe<ParticleParams>()}};
    if (const Values* vaccine = in("vaccines")) return {{vaccine, describe<VaccineParams>()}};
    return std::nullopt;
  };
  for (System& system : systems_) {
    if (system.said.of.empty()) continue;
    const auto design = design_of(system.said.of);
    if (!design) {
      if (out_.refusals.guessed())  // it may be one that is refused
        refused_ = true;
      else
        refuse(system.said.of_at, fmt::format("there is no drug, particle or vaccine `{}`", system.said.of),
               Code::unknown_name);
      continue;
    }
    std::set<std::string> added;
    std::vector<std::string> known;
    for (const auto& [key, value] : design->first->entries())
      if (std::holds_alternative<double>(value.data)) known.push_back("of." + key);
    for (const auto& [key, value] : design->first->entries())
      if (const auto* below = std::get_if<Value::Record>(&value.data); below != nullptr && key == "payload")
        for (const auto& [drug, molecules] : (*below)->entries()) known.push_back("of.payload." + drug);
    const auto add = [&](const Text& is) {
      for (const std::string& word : words_of(is.text)) {
        if (!word.starts_with("of.") || !added.insert(word).second) continue;
        const auto number = of_design(*design->first, design->second, word.substr(3));
        if (number)
          system.symbols.add_constant(word, *number);
        else
          refuse(is.where,
                 fmt::format("`{}` is not said of `{}` (in `{}`); there are: {}", word, system.said.of,
                             is.owner, listed(known)),
                 Code::missing_key);
      }
    };
    each_text(system, add);
    for (const auto& [name, entry] : said_.treatments.all())
      out_.refusals.attempt(entry.where(), [&, &name = name, &entry = entry] {
        const TreatmentParams t = *entry;
        if (*t.give != system.said.of) return;
        for (const Parameter<std::string>* condition : {&t.hold, &t.stop, &t.when})
          if (condition->given()) add({**condition, condition->where(), name});
      });
  }
}

std::optional<std::size_t> Draft::system_of(const std::string& medicine) const {
  for (std::size_t s = 0; s < systems_.size(); ++s)
    if (systems_[s].said.of == medicine) return s;
  return std::nullopt;
}

const Named* Draft::find(std::size_t system, const std::string& name) const {
  const auto it = place_.find({system, name});
  return it == place_.end() || !names_[it->second].done ? nullptr : &names_[it->second];
}

// Units: a name is settled behind those that it follows from.

void Draft::settle(std::size_t n) {
  Named& named = names_[n];
  if (named.done) return;
  if (const auto ring = std::find(path_.begin(), path_.end(), n); ring != path_.end()) {
    std::string names;
    for (auto it = ring; it != path_.end(); ++it)
      names += joined({"`", names_[*it].key, "` of `", names_[*it].is.owner, "`, "});
    if (lost_.insert(n).second)
      refuse(named.is.where, fmt::format("`{}` of `{}` follows from itself: by way of {}back to it",
                                         named.key, named.is.owner, names));
    return;
  }
  path_.push_back(n);
  for (const std::string& word : words_of(named.is.text)) settle_word(named.system, word);
  if (named.kind == Named::Kind::level) settle_word(named.system, named.name);
  path_.pop_back();
  if (named.done || lost_.count(n) != 0) return;
  if (define(n)) {
    named.done = true;
    publish(named);
  } else {
    lost_.insert(n);
  }
}

void Draft::settle_word(std::size_t system, const std::string& word) {
  const auto it = place_.find({system, word});
  if (it == place_.end()) return;
  followed_.insert(it->second);
  settle(it->second);
}

void Draft::follow(std::size_t system, const Text& is) {
  for (const std::string& word : words_of(is.text))
    if (const auto it = place_.find({system, word}); it != place_.end()) followed_.insert(it->second);
}

/// Does it name something that was refused, so that nothing more is to be said?
bool Draft::follows_from_lost(std::size_t system, std::string_view text) const {
  const auto words = words_of(text);
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    const auto it = place_.find({system, word});
    return misnamed_.count({system, word}) != 0 || (it != place_.end() && lost_.count(it->second) != 0);
  });
}

std::optional<Typed> Draft::typed(std::size_t system, const Text& is, const std::string& key) {
  if (follows_from_lost(system, is.text)) {
    refused_ = true;
    return std::nullopt;
  }
  auto compiled = compile(is.text, systems_[system].symbols);
  if (auto* error = std::get_if<ExpressionError>(&compiled)) {
    refuse_expression(system, is, *error, fmt::format("`{}` of `{}`", key, is.owner));
    return std::nullopt;
  }
  return std::get<Typed>(std::move(compiled));
}

std::optional<Program> Draft::program(std::size_t s, const Text& is, const std::string& what,
                                      const Dimension& of) {
  follow(s, is);
  if (follows_from_lost(s, is.text)) {
    refused_ = true;
    return std::nullopt;
  }
  auto compiled = compile(is.text, systems_[s].symbols, of);
  if (auto* error = std::get_if<ExpressionError>(&compiled)) {
    refuse_expression(s, is, *error, what);
    return std::nullopt;
  }
  auto program = std::get<Program>(std::move(compiled));
  if (const std::optional<double> constant = program.constant(); constant && !std::isfinite(*constant)) {
    refuse(is.where, fmt::format("{} is {}", what, std::isnan(*constant) ? "not a number" : "infinite"),
           Code::out_of_range);
    return std::nullopt;
  }
  return program;
}

void Draft::refuse_expression(std::size_t s, const Text& is, const ExpressionError& error,
                              const std::string& what) {
  for (const std::string& word : words_of(is.text)) {  // of a species without a volume
    if (word.starts_with("of.") && systems_[s].symbols.find_constant(word) == nullptr &&
        !systems_[s].said.of.empty()) {
      refused_ = true;  // it is told
      return;
    }
    if (!word.starts_with("level(") || place_.count({s, word}) != 0) continue;
    const std::string species = word.substr(6, word.size() - 7);
    const auto it = place_.find({s, species});
    if (it == place_.end() || names_[it->second].kind != Named::Kind::species) continue;
    return refuse(is.where,
                  fmt::format("`{}` has no volume (`in`), and so no `{}` (in the expression of {})", species,
                              word, what),
                  Code::expression);
  }
  Location where = is.where;
  where.column += static_cast<int>(error.offset);
  refuse(where,
         fmt::format("{} (in the expression of {}){}{}", error.problem, what,
                     error.suggestion.empty() ? "" : ": ", error.suggestion),
         Code::expression);
}

bool Draft::define(std::size_t n) {
  Named& named = names_[n];
  std::optional<Typed> is = typed(named.system, named.is, named.key);
  if (!is) return false;
  const System& system = systems_[named.system];
  const std::string& owner = named.is.owner;
  const std::string full = system.said.name + "." + named.name;
  named.dimension = is->dimension;
  const std::optional<double> constant = is->program.constant();
  const auto add_value = [&](const std::string& name, Program program) {
    named.index = spec_.network.values.size();
    spec_.network.values.push_back({name, canonical_unit(named.dimension), std::move(program)});
  };
  if (constant && !std::isfinite(*constant) &&
      (named.kind == Named::Kind::value || named.kind == Named::Kind::level)) {
    refuse(named.is.where,
           fmt::format("`{}` of `{}` is {}", named.key, owner,
                       std::isnan(*constant) ? "not a number" : "infinite"),
           Code::out_of_range);
    return false;
  }
  switch (named.kind) {
    case Named::Kind::value:
      if (constant && !named.name.starts_with("arriving"))  // which others look for among what a run has
        named.constant = constant;
      else
        add_value(full, std::move(is->program));
      return true;
    case Named::Kind::level: {
      if (!(is->dimension == dimension_of("um3"))) {
        refuse(named.is.where,
               fmt::format("`{}` is {}, not a volume: `in` of `{}` says over what it is spread",
                           named.is.text, dimension_name(is->dimension), named.key));
        return false;
      }
      if (constant && !(*constant > 0)) {
        refuse(named.is.where, fmt::format("the volume of `{}` must be above 0", named.key));
        return false;
      }
      auto level = compile(fmt::format("{} / ({})", named.name, named.is.text), system.symbols);
      if (std::holds_alternative<ExpressionError>(level)) return false;  // the species is told
      named.dimension = std::get<Typed>(level).dimension;
      add_value(full + ".level", std::get<Typed>(std::move(level)).program);
      return true;
    }
    case Named::Kind::species:
    case Named::Kind::variable: {
      if (!constant || !std::isfinite(*constant)) {
        refuse(named.is.where,
               fmt::format("what `{}` of `{}` starts with has to be a number: `{}` is not settled "
                           "at time 0",
                           named.key, owner, named.is.text));
        return false;
      }
      const bool amount = named.kind == Named::Kind::species;
      if (amount && *constant < 0) {
        refuse(named.is.where, fmt::format("`{}` of `{}` starts below 0", named.key, owner));
        return false;
      }
      named.index = spec_.network.states.size();
      spec_.network.states.push_back({.name = full,
                                      .unit = canonical_unit(named.dimension),
                                      .initial = *constant,
                                      .amount = amount,
                                      .tolerance = system.said.tolerance});
      return true;
    }
  }
  return false;
}

/// From now on expressions may name it.
void Draft::publish(const Named& named) {
  const std::string& owner = systems_[named.system].said.name;
  const bool state = named.kind == Named::Kind::species || named.kind == Named::Kind::variable;
  const Symbol symbol{Symbol::Kind::scalar,
                      static_cast<std::uint32_t>(named.index) + (state ? 0 : marked_value), named.dimension};
  for (std::size_t s = 0; s < systems_.size(); ++s) {
    Symbols& symbols = systems_[s].symbols;
    const bool own = s == named.system;
    if (named.kind == Named::Kind::level) {
      if (own) symbols.add_call("level", named.name, symbol);
      symbols.add_call(owner + ".level", named.name, symbol);
    } else if (named.constant) {
      if (own) symbols.add_constant(named.name, {*named.constant, named.dimension});
      symbols.add_constant(owner + "." + named.name, {*named.constant, named.dimension});
    } else {
      if (own) symbols.add(named.name, symbol);
      symbols.add(owner + "." + named.name, symbol);
    }
  }
}

// What flows, doses and walls lead to.

std::optional<Draft::Leg> Draft::leg(std::size_t s, const std::string& said, const Location& where,
                                     const std::string& key, const std::string& of) {
  double amount = 1;
  std::string name = said;
  if (!said.empty() && std::isdigit(static_cast<unsigned char>(said.front())) != 0) {
    const std::size_t space = said.find(' ');
    const QuantityParse number = parse_quantity(said.substr(0, space));
    if (!number.quantity || space == std::string::npos || !(number.quantity->value > 0)) {
      refuse(where, fmt::format("`{}` is not a species, nor a number and one: write `2 NAME`", said));
      return std::nullopt;
    }
    amount = number.quantity->value;
    name = said.substr(said.find_first_not_of(' ', space));
  }
  const auto it = place_.find({s, name});
  const Named* found = it == place_.end() ? nullptr : &names_[it->second];
  if (misnamed_.count({s, name}) != 0) return std::nullopt;
  if (found == nullptr || found->kind != Named::Kind::species) {
    std::vector<std::string> known;
    for (const auto& [species, text] : systems_[s].said.species)
      if (!text.content) known.push_back(species);
    const std::string near = did_you_mean(name, known);
    refuse(where,
           fmt::format("there is no species `{}` in `{}` (in `{}`){}{}", name, of, key,
                       near.empty() ? "; there are: " + listed(known) : ". ", near),
           Code::unknown_name);
    return std::nullopt;
  }
  if (!found->done) {
    refused_ = true;
    return std::nullopt;
  }
  return Leg{found, amount};
}

bool Draft::is_own(std::size_t s, const Leg& leg, const Text& said, const std::string& key) {
  if (leg.species->system == s) return true;
  refuse(said.where, fmt::format("`{}` is a species of another system, and `{}` of `{}` names one of its own",
                                 said.text, key, said.owner));
  return false;
}

std::optional<Draft::Legs> Draft::legs(std::size_t s, const std::vector<std::string>& from,
                                       const Location& from_at, const std::vector<std::string>& to,
                                       const Location& to_at, const std::string& key, const Text& of) {
  Legs out;
  const Named* first = nullptr;
  bool whole = true;
  const auto add = [&](const std::vector<std::string>& list, const Location& where, double sign,
                       std::vector<Leg>& side) {
    for (const std::string& entry : list) {
      const std::optional<Leg> one = leg(s, entry, where, key, of.owner);
      if (!one) {
        whole = false;
        continue;
      }
      if (first == nullptr) {
        first = one->species;
      } else if (!(one->species->dimension == first->dimension)) {
        refuse(where, fmt::format("`{}` joins {} and {}: write a flow for each, or a variable", key,
                                  dimension_name(first->dimension), dimension_name(one->species->dimension)));
        whole = false;
      }
      out.shares.emplace_back(one->species->index, sign * one->amount);
      side.push_back(*one);
    }
  };
  add(from, from_at, -1, out.from);
  add(to, to_at, 1, out.to);
  if (!whole) return std::nullopt;
  if (first == nullptr) {
    refuse(of.where, fmt::format("`{}` of `{}` has neither `from` nor `to`", key, of.owner));
    return std::nullopt;
  }
  out.dimension = first->dimension;
  return out;
}

// What has no effect.

void Draft::unask(const std::vector<std::string>& path) const {
  const Values* values = &out_.root;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const Value* value = tilscape::find(*values, path[i]);
    const auto* record = value == nullptr ? nullptr : std::get_if<Value::Record>(&value->data);
    if (record == nullptr) return;
    values = record->get();
  }
  const Value* value = tilscape::find(*values, path.back());
  if (value == nullptr) return;
  value->asked = false;
  if (const auto* record = std::get_if<Value::Record>(&value->data)) (*record)->forget_asked();
}

/// A number that a system says itself, and from which nothing follows; perhaps one of its models is meant.
void Draft::has_no_effect(const Named& number) {
  const SystemText& system = systems_[number.system].said;
  const SystemText::Number& said = system.values.at(number.name);
  if (!said.own) return;
  std::vector<std::string> offered;
  for (const auto& [name, other] : system.values)
    if (other.base) offered.push_back(name);
  const std::string near = said.base ? std::string() : did_you_mean(number.name, offered);
  if (!near.empty())
    return refuse(said.is.where,
                  fmt::format("`{}` has no value `{}`. {}", system.models.front(), number.name, near),
                  Code::unknown_name);
  unask({"systems", system.name, "values", number.name});
}

// The process.

void Draft::number() {
  const auto states = static_cast<std::uint32_t>(spec_.network.states.size());
  const auto values = static_cast<std::uint32_t>(spec_.network.values.size());
  each_program([&](Program& program) {
    program.renumber([&](std::uint32_t index) {
      if (index < marked_value) return index;
      if (index < marked_input) return index - marked_value + states;
      auto& counts = spec_.counts;  // types that somebody asks for
      const auto type = std::find(counts.begin(), counts.end(), index - marked_input);
      const auto input = static_cast<std::uint32_t>(type - counts.begin());
      if (type == counts.end()) counts.push_back(index - marked_input);
      return states + values + input;
    });
  });
  spec_.network.inputs = spec_.counts.size();
}

void Draft::drop() {
  if (dropped.states.empty() && dropped.values.empty() && dropped.flows.empty()) return;
  auto& network = spec_.network;
  const std::size_t states = network.states.size();
  const std::size_t values = network.values.size();
  const auto places = [](std::size_t n, const std::set<std::size_t>& gone) {
    std::vector<std::size_t> place(n);
    for (std::size_t i = 0, next = 0; i < n; ++i) place[i] = gone.count(i) != 0 ? n : next++;
    return place;
  };
  const auto state = places(states, dropped.states);
  const auto value = places(values, dropped.values);
  const auto flow = places(network.flows.size(), dropped.flows);
  const auto keep = [](auto& list, const std::set<std::size_t>& gone) {
    for (auto it = gone.rbegin(); it != gone.rend(); ++it)
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(*it));
  };
  keep(network.states, dropped.states);
  keep(network.values, dropped.values);
  keep(network.flows, dropped.flows);
  const std::size_t first_value = network.states.size();
  const std::size_t first_input = first_value + network.values.size();
  each_program([&](Program& program) {
    program.renumber([&](std::uint32_t index) {
      const std::size_t place = index < states            ? state[index]
                                : index < states + values ? first_value + value[index - states]
                                                          : first_input + index - states - values;
      return static_cast<std::uint32_t>(place);
    });
  });
  for (auto& one : network.flows)
    for (auto& share : one.shares) share.first = state[share.first];
  for (std::size_t& hidden : spec_.hidden) hidden = state[hidden];
  for (auto& dose : spec_.doses)
    for (auto& part : dose.parts) part.into = state[part.into];
  for (auto& account : spec_.accounts)
    for (std::size_t& counted : account.states) counted = state[counted];
  for (auto& wall : spec_.walls) {
    wall.state = state[wall.state];
    wall.level = value[wall.level];
  }
  for (auto& drain : spec_.drains) drain.state = state[drain.state];
  for (auto& event : spec_.events) {
    event.flow = event.amount ? flow[event.flow] : 0;
    if (event.carrier) event.carrier = state[*event.carrier];
    for (std::size_t& carried : event.carried) carried = flow[carried];
    for (auto& set : event.set) set.first = state[set.first];
  }
}

bool Draft::settled() {
  for (std::size_t n = 0; n < names_.size(); ++n)
    if (names_[n].constant && followed_.count(n) == 0) has_no_effect(names_[n]);
  return !refused_;
}

void Draft::forget() {
  spec_.network.flows.clear();
  spec_.doses.clear();
  spec_.rules.clear();
  spec_.walls.clear();
  spec_.drains.clear();
  spec_.events.clear();
  spec_.accounts.clear();
  dropped = {};
}

}  // namespace tilscape::body
