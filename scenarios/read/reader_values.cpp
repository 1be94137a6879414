// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The reader's look at single values: quantities, distributions, expressions, words.
#include "engine/base/text.hpp"
#include "scenarios/read/detail/own_unit.hpp"
#include "scenarios/read/distribution.hpp"
#include "scenarios/read/reader.hpp"
#include "scenarios/read/source.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tilscape::scenarios {

namespace {

using Kind = ParameterKind;

/// A body can be weighed in g as well.
Quantity as_body_mass(const Quantity& q) {
  if (!(q.dimension == Dimension{.mass = 1})) return q;
  return {q.value / 1000, {.body_mass = 1}};
}

}  // namespace

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
    case Kind::formula:
      return take_source(node, out);
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

std::string Reader::take_source(const Node& node, Value& out) {
  const Sourced split = split_source(node.text);
  if (split.offset > 0 && split.source.empty())
    problems_.error(Code::unknown_reference, node.shift >= 0 ? node.at(split.offset - 1) : node.where, 1,
                    "no reference stands behind `@`", "it names where a number is from",
                    "Write one of `references`, `assumed` or `unverified`, or leave `@` out");
  if (!split.source.empty()) {
    const std::string source(split.source);
    out.source = source;
    const std::vector<std::string>& known = names_.references;
    if (!names_.lost.contains(Code::unknown_reference) && source != "assumed" && source != "unverified" &&
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
  const std::string unit = detail::unit_of(info, context);
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

bool Reader::check_range(double value, const Dimension& dimension, const ParameterInfo& info,
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
  return !(x < info.min) && !(x > info.max);
}

Reader::Data Reader::number(const Node& node, const ParameterInfo& info, const KeyPlace& key,
                            const Context& context, Value& out) {
  const std::string text = detail::with_unit(take_source(node, out), info, context);
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
  if (!check_range(read.quantity->value, out.dimension, info, node, key)) return {};
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
  if (!check_range(read.quantity->value, {}, info, node, key)) return {};
  return read.quantity->value;
}

Reader::Data Reader::distribution(const Node& node, const ParameterInfo& info, const KeyPlace& key,
                                  const Context& context, Value& out) {
  const std::string text = detail::with_unit(take_source(node, out), info, context);
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
  const Distribution& d = *read.distribution;
  const bool ends = d.kind == Distribution::Kind::uniform || d.kind == Distribution::Kind::log_uniform;
  if (!check_range(first.value, out.dimension, info, node, key) ||
      (ends && !check_range(d.b, out.dimension, info, node, key)))
    return {};
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
  const std::string unit = detail::unit_of(info, context);
  const Dimension wanted = dimension_of(unit == "*" ? "" : unit);
  out.dimension = wanted;
  const bool plain = info.unit.empty() || info.unit == "*" || is_own_unit(info.unit);
  const auto limit = [&](double x) { return plain || std::isinf(x) ? x : to_canonical(x, info.unit); };
  const Value::Expression read{text, wanted, limit(info.min), limit(info.max)};
  if (const QuantityParse constant = parse_quantity(text); constant.quantity) {
    if (!check_dimension(*constant.quantity, text, info, node, key, context)) return {};
    if (!check_range(constant.quantity->value, wanted, info, node, key)) return {};
    return read;
  }
  if (unit == "*" || context.partial || names_.unknown_unit_in(text, context.type)) {
    out.written.clear();  // refused: what it belongs to is not known, which is told there
    return false;
  }
  if (names_.of_process_in(text)) return read;
  const auto compiled = compile(text, symbols(context.type), wanted);
  if (const auto* failed = std::get_if<ExpressionError>(&compiled)) {
    const bool exact = node.has_places() && !in_default_;
    const Location where = exact ? node.at(std::min(failed->offset, text.size())) : node.where;
    problems_.error(Code::expression, where, 1, failed->problem,
                    joined({"in the expression of ", ticked(key.name)}), failed->suggestion);
    return {};
  }
  if (const auto value = std::get<Program>(compiled).constant()) {
    if (!std::isfinite(*value)) {
      error(Code::out_of_range, node, key,
            joined({ticked(text), " is ", std::isnan(*value) ? "not a number" : "infinite"}),
            "in the expression of " + ticked(key.name));
      return {};
    }
    if (!check_range(*value, wanted, info, node, key)) return {};
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
  check_name(node.text, node, info.kind, info.of, key, context);
  return node.text;
}

}  // namespace tilscape::scenarios
