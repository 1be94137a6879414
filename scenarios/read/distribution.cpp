// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/distribution.hpp"

#include "engine/base/text.hpp"
#include "scenarios/read/problem.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tilscape::scenarios {

namespace {

using Kind = Distribution::Kind;

struct Form {
  const char* name;
  Kind kind;
  std::size_t arguments;
  bool second_is_pure;  ///< the second argument is a number without unit
  const char* written;
};

constexpr std::array<Form, 7> forms = {{
    {"uniform", Kind::uniform, 2, false, "uniform(least, largest)"},
    {"normal", Kind::normal, 2, false, "normal(mean, standard deviation)"},
    {"lognormal", Kind::lognormal, 2, false, "lognormal(mean, standard deviation)"},
    {"exponential", Kind::exponential, 1, false, "exponential(mean)"},
    {"delayed_exponential", Kind::delayed_exponential, 2, false, "delayed_exponential(delay, mean)"},
    {"gamma", Kind::gamma, 2, true, "gamma(mean, shape)"},
    {"log_uniform", Kind::log_uniform, 2, false, "log_uniform(least, largest)"},
}};

struct Part {
  std::string_view text;
  std::size_t offset;
};

Part trimmed(std::string_view whole, std::size_t start, std::size_t end) {
  while (start < end && whole[start] == ' ') ++start;
  while (end > start && whole[end - 1] == ' ') --end;
  return {whole.substr(start, end - start), start};
}

std::vector<Part> split_arguments(std::string_view whole, std::size_t start, std::size_t end) {
  std::vector<Part> out;
  while (true) {
    const std::size_t comma = std::min(whole.find(',', start), end);
    out.push_back(trimmed(whole, start, comma));
    if (comma == end) return out;
    start = comma + 1;
  }
}

DistributionParse refuse(std::size_t offset, std::string problem, std::string suggestion = {}) {
  return {std::nullopt, {}, offset, std::move(problem), std::move(suggestion)};
}

/// What a distribution needs of its numbers, or "".
std::string unusable(const Distribution& d) {
  switch (d.kind) {
    case Kind::uniform:
      return d.a <= d.b ? "" : "the least value is above the largest";
    case Kind::normal:
      return d.b >= 0 ? "" : "the standard deviation is negative";
    case Kind::lognormal:
      return d.a > 0 && d.b >= 0 ? "" : "the mean has to be above 0 and the standard deviation not below 0";
    case Kind::exponential:
      return d.a > 0 ? "" : "the mean has to be above 0";
    case Kind::delayed_exponential:
      return d.a >= 0 && d.b > 0 ? "" : "the mean has to be above 0 and the delay not below 0";
    case Kind::gamma:
      return d.a > 0 && d.b > 0 ? "" : "mean and shape have to be above 0";
    case Kind::log_uniform:
      return d.a > 0 && d.a <= d.b ? "" : "both values have to be above 0, the least first";
    case Kind::constant:
      break;
  }
  return "";
}

// A uniform draw is no nearer to 0 or 1 than 2^-53 (engine/base/random.hpp), so a normal one is no farther
// from 0 than 8.6 and an exponential one no larger than 37.

/// A lognormal distribution whose logarithm deviates by s has its mean from draws about s, from s - 3 to s
/// + 3. They come as long as s + 3 < 8.6, up to a standard deviation of 6e6 means.
constexpr double most_means = 1e6;

/// A gamma distribution of a small shape is one uniform draw to the power of 1 / shape: at this shape 2^-530
/// at the least, at a twentieth of it 0 for most of the draws.
constexpr double least_shape = 0.1;

/// Why it cannot be drawn, or "".
std::string undrawable(const Distribution& d) {
  if (d.kind == Kind::lognormal && d.b > most_means * d.a)
    return "the standard deviation is above a million means: what makes the mean is never drawn";
  if (d.kind == Kind::gamma && d.b < least_shape)
    return "the shape is below 0.1: most values would come out as 0";
  // Means and deviations that a draw may lie away: 40 / 0.1 of a gamma one, exp(8.6 s) of the widest
  // lognormal one.
  const double farthest = d.kind == Kind::lognormal ? 1e20 : 1e3;
  const double reach = d.kind == Kind::uniform       ? d.b - d.a
                       : d.kind == Kind::log_uniform ? d.b / d.a
                                                     : farthest * std::max(std::abs(d.a), std::abs(d.b));
  return std::isfinite(reach) ? "" : "its values would be too large";
}

}  // namespace

const std::vector<std::string>& distribution_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const Form& f : forms) out.emplace_back(f.name);
    return out;
  }();
  return names;
}

DistributionParse parse_distribution(std::string_view text) {
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos) {
    const QuantityParse q = parse_quantity(text);
    if (!q.quantity) return refuse(0, q.problem, q.suggestion);
    return {Distribution{Kind::constant, q.quantity->value, 0}, q.quantity->dimension, 0, {}, {}};
  }
  const Part name = trimmed(text, 0, open);
  const auto form =
      std::find_if(forms.begin(), forms.end(), [&](const Form& f) { return f.name == name.text; });
  if (form == forms.end())
    return refuse(0, joined({"there is no distribution ", ticked(name.text)}),
                  did_you_mean(name.text, distribution_names()));
  const std::size_t close = text.find_last_not_of(' ');
  if (text[close] != ')') return refuse(close, "`)` is missing at the end");
  const std::vector<Part> parts = split_arguments(text, open + 1, close);
  if (parts.size() != form->arguments)
    return refuse(
        open, joined({ticked(form->name), form->arguments == 1 ? " has one argument" : " has two arguments"}),
        joined({"Write ", ticked(form->written)}));
  std::array<Quantity, 2> values;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const QuantityParse q = parse_quantity(parts[i].text);
    if (!q.quantity) return refuse(parts[i].offset, q.problem, q.suggestion);
    values[i] = *q.quantity;
  }
  if (parts.size() == 2) {
    const Dimension wanted = form->second_is_pure ? Dimension{} : values[0].dimension;
    if (!(values[1].dimension == wanted))
      return refuse(parts[1].offset,
                    joined({ticked(parts[1].text), " is ", dimension_name(values[1].dimension), ", ",
                            ticked(form->written), " wants ", dimension_name(wanted), " here"}));
  }
  const Distribution d{form->kind, values[0].value, parts.size() == 2 ? values[1].value : 0};
  if (const std::string problem = unusable(d); !problem.empty()) return refuse(open, problem);
  if (const std::string problem = undrawable(d); !problem.empty())
    return refuse(parts.back().offset, problem);
  return {d, values[0].dimension, 0, {}, {}};
}

}  // namespace tilscape::scenarios
