// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// From the systems that a scenario tells to one network. Every name gets its unit from what defines it: names
// are taken in an order in which each comes behind those that it follows from.
#include "agents/body/dose.hpp"
#include "agents/body/medicines.hpp"
#include "agents/body/network_process.hpp"
#include "agents/body/system_text.hpp"
#include "engine/base/text.hpp"
#include "engine/part/review.hpp"
#include "engine/part/time.hpp"
#include "engine/rule/program.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>

namespace tilscape::body {

namespace {

/// What a name stands for.
struct Named {
  enum class Kind : std::uint8_t { value, species, level, variable };
  Kind kind = Kind::value;
  std::size_t system = 0;
  std::string name;       ///< within its system; of a level that of its species
  Text is;                ///< a value; what a state starts with; a volume
  std::string key;        ///< for messages: "values.ktr"
  bool done = false;      ///< it has its unit
  std::size_t index = 0;  ///< of its state or value
  std::optional<double> constant = {};
  Dimension dimension = {};
};

struct System {
  SystemText said;
  Symbols symbols;
};

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

class Builder {
 public:
  Builder(Assembly& out, const WaysToTissue& ways, const std::function<std::optional<double>()>& share)
      : out_(out), refusals_(out.refusals), said_(out.root), ways_(ways), share_(share) {}

  void build() {
    const std::vector<std::string> routes = routes_there_are();
    for (const auto& [name, said] : said_.systems.all())
      apart(said.where(), [&, &name = name, &said = said] {
        SystemText system = system_text(said_.models, name, said);
        for (const auto& [route, species] : system.routes)
          if (std::find(routes.begin(), routes.end(), route) == routes.end())
            refuse(species.where,
                   fmt::format("there is no route `{}` (in `routes` of `{}`); there are: {}. {}", route,
                               species.owner, listed(routes), did_you_mean(route, routes)),
                   Code::unknown_word);
        if (system.species.empty() && system.variables.empty())
          return refuse(system.where,
                        fmt::format("`{}` has neither species nor variables: nothing changes", name));
        systems_.push_back({std::move(system), {}});
      });
    if (systems_.empty()) return;
    name_all();
    add_time();
    for (std::size_t n = 0; n < names_.size(); ++n) settle(n);
    for (std::size_t s = 0; s < systems_.size(); ++s) {
      add_flows(s);
      add_doses(s);
      apart(systems_[s].said.where, [&] { add_wall(s); });
    }
    for (std::size_t n = 0; n < names_.size(); ++n)
      if (names_[n].constant && followed_.count(n) == 0) has_no_effect(names_[n]);
    if (refused_) {  // what is known stays, so that nobody else misses it
      spec_.network.flows.clear();
      spec_.doses.clear();
      spec_.rules.clear();
      spec_.walls.clear();
      spec_.accounts.clear();
    } else {
      say_what_is_idle();
    }
    make();
  }

 private:
  struct Said : Parameters {
    using Parameters::Parameters;
    Map<ModelParams> models{this, {.name = "models"}};
    Map<SystemParams> systems{this, {.name = "systems"}};
    Map<DrugParams> drugs{this, {.name = "drugs"}};
    Map<TreatmentParams> treatments{this, {.name = "treatments"}};
    Parameter<BodyParams> body{this, {.name = "body"}};
    Parameter<TimeParams> time{this, {.name = "time"}};
  };

  static std::vector<std::string> routes_there_are() {
    for (const ParameterInfo& key : describe<TreatmentParams>())
      if (key.name == "route") return key.choices;
    return {};
  }

  // Names.

  /// A part of the work, so that what stands against it hides nothing of the rest.
  template <class Part>
  void apart(const Location& where, const Part& part) {
    if (!refusals_.attempt(where, part)) refused_ = true;
  }

  void refuse(const Location& where, std::string what, Code code = Code::cannot_build) {
    if (told_.insert(what).second) refusals_.add(where, std::move(what), code);  // a model is told once
    refused_ = true;
  }

  /// Has somebody said it, the system or one of its models?
  bool is_said(const Text& is, const char* what, const std::string& key) {
    if (!is.text.empty()) return true;
    refuse(is.where, fmt::format("`{}` is missing under `{}` of `{}`", what, key, is.owner),
           Code::missing_key);
    return false;
  }
  void add_name(std::size_t system, Named::Kind kind, const std::string& name, Text is, const char* map) {
    if (!is_said(is, kind == Named::Kind::value ? "is" : "start", joined({map, ".", name}))) {
      misnamed_.insert({system, name});
      return;
    }
    const std::string key = std::string(map) + "." + name;
    if (kind != Named::Kind::level) {
      static const std::vector<std::string> lines = {"given",    "outside",    "tissue",
                                                     "degraded", "past_sides", "unaccounted"};
      if (std::find(lines.begin(), lines.end(), name) != lines.end())
        return refuse(
            is.where,
            fmt::format("`{}` is a line of the account of `{}`: call it otherwise under `{}` of `{}`", name,
                        systems_[system].said.name, map, is.owner),
            Code::bad_name);
      if (is_reserved_name(name) || name == "time") {
        misnamed_.insert({system, name});
        return refuse(is.where,
                      fmt::format("`{}` cannot be a name in expressions: it is a unit or a word of "
                                  "theirs; call it otherwise under `{}` of `{}`",
                                  name, map, is.owner),
                      Code::bad_name);
      }
      const auto taken = std::find_if(names_.begin(), names_.end(), [&](const Named& n) {
        return n.system == system && n.name == name && n.kind != Named::Kind::level;
      });
      if (taken != names_.end())
        return refuse(
            is.where,
            fmt::format("`{}` stands for two things in `{}`: `{}` and `{}`", name, is.owner, taken->key, key),
            Code::bad_name);
    }
    names_.push_back({.kind = kind, .system = system, .name = name, .is = std::move(is), .key = key});
  }

  void name_all() {
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
      for (std::size_t s = 0; s < systems_.size(); ++s)
        place_.try_emplace({s, joined({system, ".", own})}, n);
    }
  }

  static void look_at(const std::string& text, bool& asks) {
    const auto words = words_of(text);
    asks = asks || std::find(words.begin(), words.end(), "time") != words.end();
  }
  /// Names that are not of a system: the time, living cells, what the body is.
  void add_time() {
    bool asks = false;
    for (const System& system : systems_) {
      const auto look = [&](const std::string& text) { look_at(text, asks); };
      for (const auto& [name, flow] : system.said.flows) look(flow.rate.text);
      for (const auto& [name, variable] : system.said.variables) look(variable.rate.text);
      for (const auto& [name, number] : system.said.values) look(number.is.text);
    }
    for (const auto& [name, entry] : said_.treatments.all())
      refusals_.attempt(entry.where(), [&, &entry = entry] {  // one that is refused says nothing
        const TreatmentParams t = *entry;
        for (const Parameter<std::string>* condition : {&t.hold, &t.stop})
          if (condition->given()) look_at(**condition, asks);
      });
    if (asks) {  // a state, so that rates which depend on it are integrated with it
      time_ = spec_.network.states.size();
      spec_.hidden.push_back(*time_);
      spec_.network.states.push_back(
          {.name = "time", .unit = "min", .initial = 0, .amount = false, .drive = true});
      auto one = compile("1", Symbols{}, Dimension{});
      spec_.network.flows.push_back({"time", std::get<Program>(std::move(one)), {{*time_, 1.0}}});
    }
    for (System& system : systems_) {
      if (time_)
        system.symbols.add("time",
                           {Symbol::Kind::scalar, static_cast<std::uint32_t>(*time_), dimension_of("min")});
      for (std::uint32_t t = 0; t < out_.types.size(); ++t)
        system.symbols.add(out_.types[t].name + ".count", {Symbol::Kind::scalar, marked_input + t, {}});
      if (said_.body.given() && ((*said_.body).weight.given() || (*said_.body).species.given()))
        system.symbols.add_constant("weight", {(*said_.body).kilograms(), dimension_of("kg")});
    }
  }

  // Units: a name is settled behind those that it follows from.

  void settle(std::size_t n) {
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
  void settle_word(std::size_t system, const std::string& word) {
    const auto it = place_.find({system, word});
    if (it == place_.end()) return;
    followed_.insert(it->second);
    settle(it->second);
  }
  void follow(std::size_t system, const Text& is) {
    for (const std::string& word : words_of(is.text))
      if (const auto it = place_.find({system, word}); it != place_.end()) followed_.insert(it->second);
  }
  /// Keys of a system by which nothing acts.
  void say_what_is_idle() const {
    for (const System& system : systems_) {
      if (system.said.of.empty())
        for (const char* key : {"routes", "blood"}) unask({"systems", system.said.name, key});
    }
  }
  void unask(const std::vector<std::string>& path) const {
    const Values* values = &out_.root;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
      const Value* value = find(*values, path[i]);
      const auto* record = value == nullptr ? nullptr : std::get_if<Value::Record>(&value->data);
      if (record == nullptr) return;
      values = record->get();
    }
    const Value* value = find(*values, path.back());
    if (value == nullptr) return;
    value->asked = false;
    if (const auto* record = std::get_if<Value::Record>(&value->data)) (*record)->forget_asked();
  }
  /// A number that a system says itself, and from which nothing follows; perhaps one of its models is meant.
  void has_no_effect(const Named& number) {
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

  /// Does it name something that was refused, so that nothing more is to be said?
  [[nodiscard]] bool follows_from_lost(std::size_t system, std::string_view text) const {
    const auto words = words_of(text);
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
      const auto it = place_.find({system, word});
      return misnamed_.count({system, word}) != 0 || (it != place_.end() && lost_.count(it->second) != 0);
    });
  }

  std::optional<Typed> typed(std::size_t system, const Text& is, const std::string& key) {
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
  void refuse_expression(std::size_t s, const Text& is, const ExpressionError& error,
                         const std::string& what) {
    for (const std::string& word : words_of(is.text)) {  // of a species without a volume
      if (!word.starts_with("level(") || place_.count({s, word}) != 0) continue;
      const std::string species = word.substr(6, word.size() - 7);
      const auto it = place_.find({s, species});
      if (it == place_.end() || names_[it->second].kind != Named::Kind::species) continue;
      return refuse(is.where,
                    fmt::format("`{}` has no volume (`in`), and so no `{}` (in the expression of {})",
                                species, word, what),
                    Code::expression);
    }
    Location where = is.where;
    where.column += static_cast<int>(error.offset);
    refuse(where,
           fmt::format("{} (in the expression of {}){}{}", error.problem, what,
                       error.suggestion.empty() ? "" : ": ", error.suggestion),
           Code::expression);
  }

  bool define(std::size_t n) {
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

  /// From now on expressions may name it. Values are numbered behind all states: until those are known their
  /// symbols are marked.
  static constexpr std::uint32_t marked_value = 1U << 20;
  static constexpr std::uint32_t marked_input = 1U << 21;

  void publish(const Named& named) {
    const std::string& owner = systems_[named.system].said.name;
    const bool state = named.kind == Named::Kind::species || named.kind == Named::Kind::variable;
    const Symbol symbol{Symbol::Kind::scalar,
                        static_cast<std::uint32_t>(named.index) + (state ? 0 : marked_value),
                        named.dimension};
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

  // Flows.

  struct Leg {
    const Named* species;
    double amount;
  };
  /// `of`: whose flow or route it is, for messages.
  std::optional<Leg> leg(std::size_t s, const std::string& said, const Location& where,
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
      for (const auto& [species, text] : systems_[s].said.species) known.push_back(species);
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

  void add_flows(std::size_t s) {
    for (const auto& [name, flow] : systems_[s].said.flows)
      apart(flow.rate.where, [&, &name = name, &flow = flow] { add_flow(s, name, flow); });
    for (const auto& [name, variable] : systems_[s].said.variables)
      apart(variable.rate.where,
            [&, &name = name, &variable = variable] { add_variable(s, name, variable); });
  }

  void add_variable(std::size_t s, const std::string& name, const SystemText::Variable& said) {
    const auto it = place_.find({s, name});
    if (it == place_.end() || !names_[it->second].done) {
      refused_ = true;
      return;
    }
    const Named& variable = names_[it->second];
    add_rate(s, name, said.rate, "variables." + name + ".rate", variable.dimension, {{variable.index, 1.0}});
  }

  void add_flow(std::size_t s, const std::string& name, const SystemText::Flow& flow) {
    const std::string key = "flows." + name;
    std::vector<std::pair<std::size_t, double>> shares;
    const Named* first = nullptr;
    bool whole = true;
    const auto add = [&](const std::vector<std::string>& list, const Location& where, double sign) {
      for (const std::string& entry : list) {
        const std::optional<Leg> one = leg(s, entry, where, key, flow.rate.owner);
        if (!one) {
          whole = false;
          continue;
        }
        if (first == nullptr) {
          first = one->species;
        } else if (!(one->species->dimension == first->dimension)) {
          refuse(where,
                 fmt::format("`{}` joins {} and {}: write a flow for each, or a variable", key,
                             dimension_name(first->dimension), dimension_name(one->species->dimension)));
          whole = false;
        }
        shares.emplace_back(one->species->index, sign * one->amount);
      }
    };
    add(flow.from, flow.from_at, -1);
    add(flow.to, flow.to_at, 1);
    if (!whole) return;
    if (first == nullptr)
      return refuse(flow.rate.where,
                    fmt::format("`{}` of `{}` has neither `from` nor `to`", key, flow.rate.owner));
    add_rate(s, name, flow.rate, key + ".rate", first->dimension, std::move(shares));
  }

  void add_rate(std::size_t s, const std::string& name, const Text& is, const std::string& key,
                const Dimension& of, std::vector<std::pair<std::size_t, double>> shares) {
    if (!is_said(is, "rate", key.substr(0, key.rfind('.')))) return;
    follow(s, is);
    if (follows_from_lost(s, is.text)) {
      refused_ = true;
      return;
    }
    auto compiled = compile(is.text, systems_[s].symbols, of / dimension_of("min"));
    if (auto* error = std::get_if<ExpressionError>(&compiled))
      return refuse_expression(s, is, *error, fmt::format("`{}` of `{}`", key, is.owner));
    const auto& program = std::get<Program>(compiled);
    if (const std::optional<double> constant = program.constant(); constant && !std::isfinite(*constant))
      return refuse(is.where,
                    fmt::format("`{}` of `{}` is {}", key, is.owner,
                                std::isnan(*constant) ? "not a number" : "infinite"),
                    Code::out_of_range);
    spec_.network.flows.push_back(
        {systems_[s].said.name + "." + name, std::get<Program>(std::move(compiled)), std::move(shares)});
  }

  // Doses.

  void add_doses(std::size_t s) {
    const SystemText& said = systems_[s].said;
    if (said.of.empty()) return;
    const auto [first, fresh] = takes_.try_emplace(said.of, said.name);
    if (!fresh)
      return refuse(said.of_at,
                    fmt::format("`{}` takes the doses of `{}` as well: a dose goes into one system",
                                first->second, said.of));
    for (const auto& [name, entry] : said_.treatments.all()) {
      const TreatmentParams t = *entry;
      if (*t.give == said.of)
        apart(entry.where(), [&, &name = name, &entry = entry] { add_dose(s, name, t, entry.where()); });
    }
  }

  void add_dose(std::size_t s, const std::string& name, const TreatmentParams& t, const Location& where) {
    const SystemText& said = systems_[s].said;
    const std::string route = t.route.value_or("iv");
    const auto goes = said.routes.find(route);
    if (goes == said.routes.end()) {
      std::vector<std::string> routes;
      for (const auto& [known, species] : said.routes) routes.push_back(known);
      return refuse(
          t.route.given() ? t.route.where() : where,
          fmt::format("`{}` takes no dose by `{}`{}", said.name, route,
                      routes.empty() ? ": it has no `routes`" : "; its routes are: " + listed(routes)));
    }
    const Text& species = goes->second;
    const std::optional<Leg> into = leg(s, species.text, species.where, "routes." + route, species.owner);
    if (!into || !t.one() || !is_own(s, *into, species, "routes." + route)) return;
    const std::optional<double> amount = dose_as(into->species->dimension, t, said.of, where);
    if (!amount) return;
    const std::size_t account = account_of(s, into->species->dimension);
    const std::vector<TreatmentParams::Given> doses = t.all();
    const std::optional<std::size_t> by = rules_of(s, name, t, doses);
    if (t.records.given()) tell_late(name, t, doses);
    for (const TreatmentParams::Given& one : doses)
      spec_.doses.push_back({one.at, one.share * *amount, one.over, into->species->index, account, by});
  }

  /// Of a table; of what is said otherwise the check of treatments tells it.
  void tell_late(const std::string& name, const TreatmentParams& t,
                 const std::vector<TreatmentParams::Given>& doses) {
    const double end = *(*said_.time).end;
    const auto late =
        std::count_if(doses.begin(), doses.end(), [&](const auto& dose) { return dose.at >= end; });
    if (late > 0)
      out_.warnings.push_back(
          {t.records.where(),
           fmt::format("{} of {} doses of `{}` come after the end of the run", late, doses.size(), name),
           Code::unused});
  }

  /// The conditions of a treatment, in the names of the system that takes its doses.
  std::optional<std::size_t> rules_of(std::size_t s, const std::string& name, const TreatmentParams& t,
                                      const std::vector<TreatmentParams::Given>& doses) {
    if (!t.hold.given() && !t.stop.given()) return std::nullopt;
    NetworkProcess::Rules rules{name};
    for (const auto& [said, condition] : {std::pair{&t.hold, &rules.hold}, std::pair{&t.stop, &rules.stop}}) {
      if (!said->given()) continue;
      const Text is{**said, said->where(), name};
      follow(s, is);
      if (follows_from_lost(s, is.text)) {
        refused_ = true;
        continue;
      }
      auto compiled = compile(is.text, systems_[s].symbols, Dimension{});
      if (auto* error = std::get_if<ExpressionError>(&compiled))
        refuse_expression(s, is, *error,
                          fmt::format("`{}` of `{}`", said == &t.hold ? "hold" : "stop", name));
      else
        *condition = std::get<Program>(std::move(compiled));
    }
    for (std::size_t i = 0; i + 1 < doses.size(); ++i)
      if (doses[i].at + doses[i].over > doses[i + 1].at)
        refuse(t.over.where().line > 0 ? t.over.where() : t.give.where(),
               fmt::format("a dose of `{}` begins before the one before has ended, and so cannot be "
                           "held or stopped",
                           name));
    spec_.rules.push_back(std::move(rules));
    return spec_.rules.size() - 1;
  }

  /// What a treatment gives at once, in the unit of the species that it goes into.
  std::optional<double> dose_as(const Dimension& wanted, const TreatmentParams& t, const std::string& drug,
                                const Location& where) {
    const DrugParams design = *said_.drugs[drug];
    const std::optional<BodyParams> body = said_.body.given() ? std::optional(*said_.body) : std::nullopt;
    const DoseResult result = dose_in(wanted, t.one()->value, t.one()->dimension, design, body);
    refused_ = refused_ || !result.amount;
    if (!result.problem.empty()) refuse(t.dose.where().line > 0 ? t.dose.where() : where, result.problem);
    return result.amount;
  }

  /// Of everything in a system that is counted in this unit.
  std::size_t account_of(std::size_t s, const Dimension& dimension) {
    const std::string unit = canonical_unit(dimension);
    const std::string name = systems_[s].said.name;
    const auto known = std::find_if(spec_.accounts.begin(), spec_.accounts.end(),
                                    [&](const auto& a) { return a.prefix == name + "." && a.unit == unit; });
    if (known != spec_.accounts.end()) return static_cast<std::size_t>(known - spec_.accounts.begin());
    NetworkProcess::Account account{name + ".", unit, {}};
    for (const Named& named : names_)
      if (named.system == s && named.kind == Named::Kind::species && named.done &&
          named.dimension == dimension)
        account.states.push_back(named.index);
    spec_.accounts.push_back(std::move(account));
    return spec_.accounts.size() - 1;
  }

  // Where it meets the tissue.

  /// Doses and the tissue go by species of the system itself: its account is kept.
  bool is_own(std::size_t s, const Leg& leg, const Text& said, const std::string& key) {
    if (leg.species->system == s) return true;
    refuse(said.where,
           fmt::format("`{}` is a species of another system, and `{}` of `{}` names one of its own",
                       said.text, key, said.owner));
    return false;
  }

  void add_wall(std::size_t s) {
    const SystemText& said = systems_[s].said;
    const auto way = ways_.find(said.of);
    if (!said.blood || way == ways_.end()) return;
    const Text& blood = *said.blood;
    const std::optional<Leg> species = leg(s, blood.text, blood.where, "blood", blood.owner);
    if (!species || !is_own(s, *species, blood, "blood")) return;
    const auto level = place_.find({s, level_of(blood.text)});
    if (level == place_.end())
      return refuse(
          blood.where,
          fmt::format("`{}` of `{}` has no volume (`in`), and so no level that could meet the tissue",
                      blood.text, blood.owner));
    const Named& named = names_[level->second];
    if (!named.done) return;
    if (!(named.dimension == dimension_of("nM")))
      return refuse(blood.where,
                    fmt::format("the level of `{}` of `{}` is {}, and that in the tissue is in nM",
                                blood.text, blood.owner, dimension_name(named.dimension)));
    spec_.walls.push_back({.state = species->species->index,
                           .level = named.index,
                           .field = way->second.field,
                           .wall = way->second.wall,
                           .degradation = way->second.degradation,
                           .account = account_of(s, species->species->dimension),
                           .line = "tissue"});
  }

  /// Does a type take cells that a system sends?
  [[nodiscard]] bool cells_come() const {
    return std::any_of(out_.types.begin(), out_.types.end(), [&](const AgentSpec& type) {
      const Values* recruit = Review::behaviour(type, "recruit");
      const Value* from = recruit == nullptr ? nullptr : find(*recruit, "primed_in");
      const auto* name = from == nullptr ? nullptr : std::get_if<std::string>(&from->data);
      return name != nullptr && std::any_of(systems_.begin(), systems_.end(),
                                            [&](const System& s) { return s.said.name == *name; });
    });
  }

  // The process.

  void make() {
    const auto states = static_cast<std::uint32_t>(spec_.network.states.size());
    const auto values = static_cast<std::uint32_t>(spec_.network.values.size());
    const auto place = [&](std::uint32_t index) {
      if (index < marked_value) return index;
      if (index < marked_input) return index - marked_value + states;
      auto& counts = spec_.counts;  // types that somebody asks for
      const auto type = std::find(counts.begin(), counts.end(), index - marked_input);
      const auto input = static_cast<std::uint32_t>(type - counts.begin());
      if (type == counts.end()) counts.push_back(index - marked_input);
      return states + values + input;
    };
    for (auto& value : spec_.network.values) value.program.renumber(place);
    for (auto& flow : spec_.network.flows) flow.rate.renumber(place);
    for (auto& rules : spec_.rules)
      for (auto* condition : {&rules.hold, &rules.stop})
        if (*condition) (*condition)->renumber(place);
    spec_.network.inputs = spec_.counts.size();
    if (!spec_.walls.empty() || cells_come()) spec_.share = share_();
    spec_.period = out_.period("body");
    out_.params.processes.push_back(std::make_shared<NetworkProcess>(std::move(spec_)));
  }

  Assembly& out_;
  Refusals& refusals_;
  Said said_;
  const WaysToTissue& ways_;
  const std::function<std::optional<double>()>& share_;
  std::vector<System> systems_;
  std::vector<Named> names_;
  std::map<std::pair<std::size_t, std::string>, std::size_t> place_;  // of a name as a system says it
  std::vector<std::size_t> path_;
  std::set<std::size_t> lost_;
  std::set<std::size_t> followed_;  // somebody names them
  std::optional<std::size_t> time_;
  std::set<std::string> told_;
  std::set<std::pair<std::size_t, std::string>> misnamed_;
  std::map<std::string, std::string> takes_;  // which system the doses of a drug
  NetworkProcess::Spec spec_{.name = "body", .network = {}};
  bool refused_ = false;
};

}  // namespace

void assemble_systems(Assembly& out, const WaysToTissue& ways,
                      const std::function<std::optional<double>()>& share) {
  out.refusals.attempt(out.whole, [&] { Builder(out, ways, share).build(); });
}

}  // namespace tilscape::body
