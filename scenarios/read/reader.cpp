// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/reader.hpp"

#include "engine/base/text.hpp"
#include "scenarios/read/detail/yaml_text.hpp"
#include "scenarios/read/distribution.hpp"
#include "scenarios/read/source.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

using Kind = ParameterKind;

constexpr std::size_t most_entries = 1000;

std::vector<std::string> names_of(const std::vector<ParameterInfo>& parameters) {
  std::vector<std::string> out;
  for (const ParameterInfo& p : parameters) out.push_back(p.name);
  return out;
}

const ParameterInfo* find(const std::vector<ParameterInfo>& parameters, std::string_view name) {
  const auto it = std::find_if(parameters.begin(), parameters.end(),
                               [&](const ParameterInfo& p) { return p.name == name; });
  return it == parameters.end() ? nullptr : &*it;
}

bool is_map(Kind kind) {
  return kind == Kind::map || kind == Kind::record || kind == Kind::records || kind == Kind::alternative;
}

bool is_list(Kind kind) {
  return kind == Kind::states || kind == Kind::texts || kind == Kind::numbers || kind == Kind::integers;
}

/// The unit of a value: its descriptor's, or that of what it belongs to; "*": any.
std::string unit_of(const ParameterInfo& info, const Context& context) {
  if (!is_own_unit(info.unit)) return info.unit;
  return context.unit == "*" ? "*" : context.unit + info.unit.substr(std::string_view("=unit").size());
}

/// The unit that "=unit" means below an entry: its own `unit`, or that of the substance it is named after.
void enter(Context& context, const Node& node, const std::vector<ParameterInfo>& parameters,
           const Names& names, Kind key_kind, const std::string& key) {
  context.owner = key;
  if (key_kind == Kind::substance)
    if (const NamedUnit* substance = names.substance(key)) context.unit = substance->unit;
  if (find(parameters, "unit") == nullptr) return;
  const Node* unit = node.map() ? node.find("unit") : nullptr;
  const std::optional<std::string>& otherwise = find(parameters, "unit")->default_value;
  context.unit = "*";
  if (unit != nullptr && unit->scalar()) {
    if (parse_unit(unit->text).unit) context.unit = unit->text;
  } else if (otherwise) {
    context.unit = *otherwise;
  }
}

/// 0 is 0 in every unit, so it needs none where its entry says one.
std::string with_unit(std::string text, const ParameterInfo& info, const Context& context) {
  if (text == "0" && is_own_unit(info.unit) && context.unit != "*") text += " " + unit_of(info, context);
  return text;
}

/// `cancer: 7` where a map with a main child is meant: { main: 7 }.
Node around(const Node& node, const std::string& main) {
  Node out;
  out.kind = Node::Kind::map;
  out.shorthand = true;
  out.where = node.where;
  out.entries.push_back({main, node.where, node});
  return out;
}

/// A default as it would be written in YAML: a scalar, `[a, b]` or `{}`.
Node default_node(const std::string& text, const Location& where) {
  Node node;
  node.where = where;
  if (text == "{}") {
    node.kind = Node::Kind::map;
  } else if (text.starts_with("[")) {
    node.kind = Node::Kind::sequence;
    std::size_t start = 1;
    const std::size_t last = text.size() - 1;
    while (start < last) {
      const std::size_t end = std::min(text.find(',', start), last);
      Node item;
      item.where = where;
      item.text = text.substr(start, end - start);
      node.items.push_back(std::move(item));
      start = text.find_first_not_of(' ', end + 1);
      if (start == std::string::npos) break;
    }
  } else {
    node.text = text;
  }
  return node;
}

/// A body can be weighed in g as well.
Quantity as_body_mass(const Quantity& q) {
  if (!(q.dimension == Dimension{.mass = 1})) return q;
  return {q.value / 1000, {.body_mass = 1}};
}

}  // namespace

void Reader::error(Code code, const Node& node, const KeyPlace& key, std::string problem, std::string why,
                   std::string suggestion) {
  if (in_default_) {
    why += (why.empty() ? "" : "; ") + joined({"the default of ", ticked(key.name)});
    problems_.error(code, key.where, key.length, std::move(problem), std::move(why), std::move(suggestion));
  } else {
    problems_.error(code, node.where, node.length(), std::move(problem), std::move(why),
                    std::move(suggestion));
  }
}

void Reader::unknown_key(const Node::Entry& entry, const std::vector<std::string>& expected,
                         const KeyPlace& key) {
  std::string problem = joined({"unknown key ", ticked(entry.key)});
  if (!key.name.empty()) problem += joined({" under ", ticked(key.name)});
  problems_.error(Code::unknown_key, entry.where, characters(entry.key), problem,
                  expected.empty() ? "nothing can stand here" : "expected one of: " + listed(expected, 40),
                  did_you_mean(entry.key, expected));
}

Values Reader::record(const Node& node, const std::vector<ParameterInfo>& parameters, const KeyPlace& key,
                      const Context& context) {
  Values out;
  if (!node.map() && !node.empty()) {
    error(Code::wants_map, node, key, joined({ticked(key.name), " is a map"}),
          parameters.empty() ? "" : "of: " + listed(names_of(parameters), 40));
    return out;
  }
  for (const Node::Entry& entry : node.entries) {
    if (entry.key.starts_with("x-")) continue;
    const ParameterInfo* info = find(parameters, entry.key);
    if (info == nullptr) {
      unknown_key(entry, names_of(parameters), key);
      continue;
    }
    const std::string& name = node.shorthand ? key.name : entry.key;
    const KeyPlace place{name, entry.where, characters(name)};
    out.set(entry.key, value(entry.value, *info, place, context));
  }
  for (const ParameterInfo& info : parameters) {
    if (node.find(info.name) != nullptr) continue;
    if (info.default_value) {
      out.set(info.name, read_default(info, key, context));
    } else if (info.optional) {
      Value nothing;
      nothing.is_default = true;
      out.set(info.name, std::move(nothing));
    } else {
      problems_.error(Code::missing_key, key.where, key.length,
                      joined({ticked(info.name), " is missing",
                              key.name.empty() ? std::string() : " under " + ticked(key.name)}),
                      info.about);
    }
  }
  return out;
}

Values Reader::map(const Node& node, const ParameterInfo& info, const KeyPlace& key, const Context& context) {
  Values out;
  if (!node.map() && !node.empty()) {
    error(Code::wants_map, node, key, joined({ticked(key.name), " is a map of names"}), info.about);
    return out;
  }
  if (node.entries.size() > most_entries) {
    error(
        Code::too_many_entries, node, key,
        fmt::format("{} has {} entries, more than {}", ticked(key.name), node.entries.size(), most_entries));
    return out;
  }
  for (const Node::Entry& entry : node.entries) {
    if (entry.key.starts_with("x-")) continue;
    if (!check_key(entry, info.key, key, context)) continue;
    const KeyPlace place{entry.key, entry.where, characters(entry.key)};
    Context inner = context;
    enter(inner, entry.value, info.children, names_, info.key, entry.key);
    if (info.children.size() == 1 && info.children[0].name.empty()) {
      ParameterInfo child = info.children[0];
      child.name = entry.key;
      out.set(entry.key, value(entry.value, child, place, inner));
      continue;
    }
    const bool scalar = !entry.value.map() && !entry.value.empty() && !info.main.empty();
    Value v;
    v.where = entry.value.where;
    v.data = std::make_shared<const Values>(
        record(scalar ? around(entry.value, info.main) : entry.value, info.children, place, inner));
    out.set(entry.key, std::move(v));
  }
  out.sort();  // so that no run depends on the order in which things were written
  return out;
}

Value Reader::value(const Node& node, const ParameterInfo& info, const KeyPlace& key,
                    const Context& context) {
  Value out;
  out.where = node.where;
  if (node.failed) return out;
  if (node.scalar()) out.written = node.text;
  if (info.kind == Kind::raw) return out;
  if (node.empty() && !is_map(info.kind)) {
    problems_.error(Code::empty_value, key.where, key.length, joined({ticked(key.name), " has no value"}),
                    info.about);
    return out;
  }
  if (is_list(info.kind) || (info.listed && !node.map())) {
    out.data = list(node, info, key, context, out);
  } else if (info.kind == Kind::map) {
    out.data = std::make_shared<const Values>(map(node, info, key, context));
  } else if (info.kind == Kind::record) {
    const bool scalar = !node.map() && !node.empty() && !info.main.empty();
    Context inner = context;
    enter(inner, node, info.children, names_, Kind::text, key.name);
    if (find(info.children, "unit") == nullptr) inner.unit = context.unit;
    out.data = std::make_shared<const Values>(
        record(scalar ? around(node, info.main) : node, info.children, key, inner));
  } else if (info.kind == Kind::records) {
    out.data = records(node, info, key, context);
  } else if (info.kind == Kind::alternative) {
    out.data = alternative(node, info, key, context);
  } else if (!node.scalar()) {
    error(Code::wants_value, node, key,
          joined({ticked(key.name), " is a single value, not a ", node.map() ? "map" : "list"}), info.about);
  } else {
    out.data = scalar(node, info, key, context, out);
  }
  return out;
}

Value Reader::read_default(const ParameterInfo& info, const KeyPlace& key, const Context& context) {
  const bool before = in_default_;
  in_default_ = true;
  const KeyPlace place{info.name, key.where, key.length};
  const std::string text = with_unit(*info.default_value, info, context);
  Value out = value(default_node(text, key.where), info, place, context);
  in_default_ = before;
  out.is_default = true;
  out.source = info.source;
  out.written = text;
  out.where = {};
  return out;
}

Reader::Data Reader::scalar(const Node& node, const ParameterInfo& info, const KeyPlace& key,
                            const Context& context, Value& out) {
  switch (info.kind) {
    case Kind::number:
      return number(node, info, key, context, out);
    case Kind::integer:
      return integer(node, info, key, out);
    case Kind::distribution:
      return distribution(node, info, key, context, out);
    case Kind::expression:
      return expression(node, info, key, context, out);
    case Kind::boolean:
      return boolean(node);
    case Kind::share:
      return share(node, info, key, out);
    case Kind::word:
      return word(node, info, key);
    case Kind::file:
      return file(node);
    case Kind::text:
      return node.text;
    case Kind::unit: {
      const UnitParse unit = parse_unit(node.text);
      if (!unit.unit)
        error(Code::quantity, node, key, joined({ticked(node.text), " is not a unit"}), unit.problem,
              unit.suggestion);
      return node.text;
    }
    default:
      return name(node, info, key, context);
  }
}

Reader::Data Reader::list(const Node& node, const ParameterInfo& info, const KeyPlace& key,
                          const Context& context, Value& out) {
  std::vector<Node> items = node.items;
  if (node.scalar()) items = {node};
  if (node.map()) {
    error(Code::wants_list, node, key, joined({ticked(key.name), " is a list"}), info.about);
    return {};
  }
  std::vector<std::string> texts;
  std::vector<double> numbers;
  out.written = "[";
  for (const Node& item : items) {
    out.written += (out.written.size() > 1 ? ", " : "") + detail::yaml_scalar(item.text);
    if (!item.scalar() || item.empty()) {
      error(Code::wants_value, item, key, joined({"the items of ", ticked(key.name), " are single values"}));
      continue;
    }
    Value one;
    Data data;
    if (info.kind == Kind::numbers)
      data = number(item, info, key, context, one);
    else if (info.kind == Kind::integers)
      data = integer(item, info, key, one);
    if (const double* x = std::get_if<double>(&data)) numbers.push_back(*x);
    if (!one.source.empty()) out.source = one.source;
    if (info.kind == Kind::numbers) out.dimension = one.dimension;
    if (info.kind == Kind::states) check_name(item.text, item, Kind::state, key, context);
    if (info.kind == Kind::texts && !info.choices.empty()) word(item, info, key);
    const bool names = info.kind == Kind::texts || info.kind == Kind::states;
    if (names && std::find(texts.begin(), texts.end(), item.text) != texts.end())
      error(Code::duplicate_key, item, key,
            joined({ticked(item.text), " stands twice in ", ticked(key.name)}));
    texts.push_back(item.text);
  }
  if (info.kind == Kind::states && items.empty())
    error(Code::empty_value, node, key, joined({ticked(key.name), " names no state"}),
          "then it never applies");
  out.written += "]";
  if (info.kind == Kind::numbers || info.kind == Kind::integers) return numbers;
  return texts;
}

Reader::Data Reader::records(const Node& node, const ParameterInfo& info, const KeyPlace& key,
                             const Context& context) {
  std::vector<Value::Record> out;
  const auto one = [&](const Node& item, const KeyPlace& place) {
    const bool scalar = item.scalar() && !item.empty() && !info.main.empty();
    out.push_back(std::make_shared<const Values>(
        record(scalar ? around(item, info.main) : item, info.children, place, context)));
  };
  if (node.sequence())
    for (const Node& item : node.items) one(item, {key.name, item.where, item.length()});
  else
    one(node, key);
  return out;
}

Reader::Data Reader::alternative(const Node& node, const ParameterInfo& info, const KeyPlace& key,
                                 const Context& context) {
  const std::vector<std::string> names = names_of(info.children);
  if (!node.map() || node.entries.empty()) {
    error(Code::wants_map, node, key, joined({ticked(key.name), " is a map with one key"}),
          "one of: " + listed(names));
    return {};
  }
  Values out;
  std::size_t found = 0;
  for (const Node::Entry& entry : node.entries) {
    if (entry.key.starts_with("x-")) continue;
    const ParameterInfo* child = find(info.children, entry.key);
    if (child == nullptr) {
      unknown_key(entry, names, key);
      ++found;
      continue;
    }
    if (++found == 2)
      problems_.error(Code::one_of, entry.where, characters(entry.key),
                      joined({ticked(key.name), " has two keys where one is meant"}),
                      "one of: " + listed(names));
    out.set(entry.key, value(entry.value, *child, {entry.key, entry.where, characters(entry.key)}, context));
  }
  return std::make_shared<const Values>(std::move(out));
}

std::string Reader::take_source(const Node& node, Value& out) {
  const Sourced split = split_source(node.text);
  if (!split.source.empty()) {
    const std::string source(split.source);
    out.source = source;
    const std::vector<std::string>& known = names_.references;
    if (source != "assumed" && source != "unverified" &&
        std::find(known.begin(), known.end(), source) == known.end()) {
      std::vector<std::string> candidates = known;
      candidates.insert(candidates.end(), {"assumed", "unverified"});
      const Location where = node.shift >= 0 ? node.at(split.offset) : node.where;
      problems_.error(Code::unknown_reference, where, node.shift >= 0 ? characters(source) : 1,
                      joined({"there is no reference ", ticked(source)}),
                      "known are those under `references`, `assumed` and `unverified`",
                      did_you_mean(source, candidates));
    }
  }
  out.written = std::string(split.text);
  return std::string(split.text);
}

bool Reader::check_dimension(const Quantity& q, std::string_view text, const ParameterInfo& info,
                             const Node& node, const KeyPlace& key, const Context& context) {
  const std::string unit = unit_of(info, context);
  if (unit == "*") return true;
  const Dimension wanted = dimension_of(unit);
  if (q.dimension == wanted) return true;
  // behind a number; inside of the brackets of a distribution
  const std::size_t end = text.find_first_of(",)");
  const auto with = [&](std::string_view u) {
    return end == std::string_view::npos ? ticked(joined({text, " ", u}))
                                         : ticked(joined({text.substr(0, end), " ", u, text.substr(end)}));
  };
  if (q.dimension.none())
    error(Code::unit_missing, node, key,
          joined({ticked(text), " has no unit, ", ticked(key.name), " is ", dimension_name(wanted)}), {},
          unit == "min" ? joined({"Write ", with("min"), ", ", with("h"), " or ", with("d")})
                        : joined({"Write ", with(unit), " if that is what is meant"}));
  else
    error(Code::wrong_dimension, node, key,
          joined({ticked(text), " is ", dimension_name(q.dimension), ", ", ticked(key.name), " needs ",
                  dimension_name(wanted)}),
          wanted.none() ? "" : joined({"for example in ", unit}));
  return false;
}

void Reader::check_range(double value, const Dimension& dimension, const ParameterInfo& info,
                         const Node& node, const KeyPlace& key) {
  const bool plain = info.unit.empty() || info.unit == "*" || is_own_unit(info.unit);
  const std::string unit = plain ? canonical_unit(dimension) : info.unit;
  const double x = plain ? value : from_canonical(value, unit);
  const std::string behind = unit.empty() ? "" : " " + unit;
  if (x < info.min)
    error(Code::out_of_range, node, key,
          fmt::format("{} is below the least possible value, {:g}{}", ticked(key.name), info.min, behind),
          info.about);
  if (x > info.max)
    error(Code::out_of_range, node, key,
          fmt::format("{} is above the largest possible value, {:g}{}", ticked(key.name), info.max, behind),
          info.about);
}

Reader::Data Reader::number(const Node& node, const ParameterInfo& info, const KeyPlace& key,
                            const Context& context, Value& out) {
  const std::string text = with_unit(take_source(node, out), info, context);
  if (std::find(info.choices.begin(), info.choices.end(), text) != info.choices.end()) return text;
  QuantityParse read = parse_quantity(text);
  if (read.quantity && info.unit == "kg") read.quantity = as_body_mass(*read.quantity);
  if (!read.quantity) {
    const std::string near = did_you_mean(text, info.choices);
    if (info.choices.empty())
      error(Code::quantity, node, key, joined({ticked(text), " is not a quantity"}), read.problem,
            read.suggestion);
    else
      error(Code::unknown_word, node, key,
            joined({ticked(text), " is neither a quantity nor a word of ", ticked(key.name)}),
            "the words are: " + listed(info.choices), near);
    return {};
  }
  out.dimension = read.quantity->dimension;
  if (!check_dimension(*read.quantity, text, info, node, key, context)) return {};
  check_range(read.quantity->value, out.dimension, info, node, key);
  return read.quantity->value;
}

Reader::Data Reader::integer(const Node& node, const ParameterInfo& info, const KeyPlace& key, Value& out) {
  const QuantityParse read = parse_quantity(take_source(node, out));
  if (!read.quantity || !read.quantity->dimension.none() ||
      read.quantity->value !=
          static_cast<double>(static_cast<std::int64_t>(std::clamp(read.quantity->value, -9.0e18, 9.0e18)))) {
    error(Code::whole_number, node, key, joined({ticked(node.text), " is not a whole number"}),
          read.quantity ? "" : read.problem, read.suggestion);
    return {};
  }
  check_range(read.quantity->value, {}, info, node, key);
  return read.quantity->value;
}

Reader::Data Reader::distribution(const Node& node, const ParameterInfo& info, const KeyPlace& key,
                                  const Context& context, Value& out) {
  const std::string text = with_unit(take_source(node, out), info, context);
  const DistributionParse read = parse_distribution(text);
  if (!read.distribution) {
    const Location where = node.shift >= 0 && !in_default_ ? node.at(read.offset) : node.where;
    problems_.error(Code::distribution, where, read.offset == 0 ? node.length() : 1,
                    joined({ticked(text), " is neither a quantity nor a distribution"}), read.problem,
                    read.suggestion);
    return {};
  }
  out.dimension = read.dimension;
  const Quantity first{read.distribution->a, read.dimension};
  if (!check_dimension(first, text, info, node, key, context)) return {};
  check_range(first.value, out.dimension, info, node, key);
  const Distribution& d = *read.distribution;
  if (d.kind == Distribution::Kind::uniform || d.kind == Distribution::Kind::log_uniform)
    check_range(d.b, out.dimension, info, node, key);
  if (d.kind == Distribution::Kind::normal) check_tail(d, out.dimension, info, node, key);
  return d;
}

/// A normal distribution has values below any range; above all they have to be rare.
void Reader::check_tail(const Distribution& d, const Dimension& dimension, const ParameterInfo& info,
                        const Node& node, const KeyPlace& key) {
  constexpr double rare = 2;  // standard deviations: 2.3 % lie below
  const bool plain = info.unit.empty() || info.unit == "*" || is_own_unit(info.unit);
  const double low = d.a - rare * d.b;
  if ((plain ? low : from_canonical(low, info.unit)) >= info.min) return;
  problems_.warning(Code::implausible, node.where, node.length(),
                    joined({"more than 2 % of the values of ", ticked(key.name), " are below its range"}),
                    fmt::format("{:g} {} at least", info.min, plain ? canonical_unit(dimension) : info.unit),
                    "A lognormal or gamma distribution has no values below 0");
}

const Symbols& Reader::symbols(const TypeNames* type) {
  const auto [it, fresh] = symbols_.try_emplace(type == nullptr ? "" : type->name);
  if (fresh) it->second = type == nullptr ? run_symbols(names_) : type_symbols(names_, *type);
  return it->second;
}

Reader::Data Reader::expression(const Node& node, const ParameterInfo& info, const KeyPlace& key,
                                const Context& context, Value& out) {
  const std::string text = take_source(node, out);
  const std::string unit = unit_of(info, context);
  const Dimension wanted = dimension_of(unit == "*" ? "" : unit);
  out.dimension = wanted;
  const bool plain = info.unit.empty() || info.unit == "*" || is_own_unit(info.unit);
  const auto limit = [&](double x) { return plain || std::isinf(x) ? x : to_canonical(x, info.unit); };
  const Value::Expression read{text, wanted, limit(info.min), limit(info.max)};
  if (const QuantityParse constant = parse_quantity(text); constant.quantity) {
    if (!check_dimension(*constant.quantity, text, info, node, key, context)) return {};
    check_range(constant.quantity->value, wanted, info, node, key);
    return read;
  }
  if (unit == "*") return {};  // what it belongs to is not known, which is told there
  const auto compiled = compile(text, symbols(context.type), wanted);
  if (const auto* failed = std::get_if<ExpressionError>(&compiled)) {
    const bool exact = node.has_places() && !in_default_;
    const Location where = exact ? node.at(std::min(failed->offset, text.size())) : node.where;
    problems_.error(Code::expression, where, 1, failed->problem,
                    joined({"in the expression of ", ticked(key.name)}), failed->suggestion);
    return {};
  }
  if (const auto value = std::get<Program>(compiled).constant()) {
    if (std::isfinite(*value))
      check_range(*value, wanted, info, node, key);
    else
      error(Code::out_of_range, node, key,
            joined({ticked(text), " is ", std::isnan(*value) ? "not a number" : "infinite"}),
            "in the expression of " + ticked(key.name));
  }
  return read;
}

Reader::Data Reader::boolean(const Node& node) {
  if (node.text == "true") return true;
  if (node.text == "false") return false;
  static const std::vector<std::string> yes = {"yes", "Yes", "YES",  "on",   "On", "ON",
                                               "y",   "Y",   "True", "TRUE", "1"};
  static const std::vector<std::string> no = {"no", "No", "NO",    "off",   "Off", "OFF",
                                              "n",  "N",  "False", "FALSE", "0"};
  const auto in = [&](const auto& list) {
    return std::find(list.begin(), list.end(), node.text) != list.end();
  };
  problems_.error(Code::boolean, node.where, node.length(),
                  joined({ticked(node.text), " is neither `true` nor `false`"}), {},
                  in(yes)  ? "Write `true`"
                  : in(no) ? "Write `false`"
                           : "");
  return {};
}

Reader::Data Reader::share(const Node& node, const ParameterInfo& info, const KeyPlace& key, Value& out) {
  const std::string text = take_source(node, out);
  const std::size_t of = text.find(" of ");
  const auto refuse = [&](const std::string& why) {
    error(Code::share, node, key, joined({ticked(text), " is not a share"}), why,
          joined({"Write for example ", ticked(joined({"1 ", info.unit, " of 100 ", info.unit}))}));
    return Data{};
  };
  std::vector<std::string> parts = {text};
  if (of != std::string::npos) parts = {text.substr(0, of), text.substr(of + 4)};
  std::vector<double> numbers;
  for (const std::string& part : parts) {
    const QuantityParse read = parse_quantity(part);
    if (!read.quantity) return refuse(read.problem);
    if (!(read.quantity->dimension == dimension_of(info.unit)))
      return refuse(joined({ticked(part), " is not ", dimension_name(dimension_of(info.unit))}));
    numbers.push_back(read.quantity->value);
  }
  out.dimension = dimension_of(info.unit);
  if (!(numbers.front() > 0) || numbers.front() > numbers.back())
    return refuse("the part is above 0 and at most the whole");
  return numbers;
}

Reader::Data Reader::word(const Node& node, const ParameterInfo& info, const KeyPlace& key) {
  if (std::find(info.choices.begin(), info.choices.end(), node.text) == info.choices.end())
    error(Code::unknown_word, node, key, joined({ticked(node.text), " is not a word of ", ticked(key.name)}),
          "the words are: " + listed(info.choices), did_you_mean(node.text, info.choices));
  return node.text;
}

Reader::Data Reader::name(const Node& node, const ParameterInfo& info, const KeyPlace& key,
                          const Context& context) {
  check_name(node.text, node, info.kind, key, context);
  return node.text;
}

}  // namespace tilscape::scenarios
