// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Parameters of a scenario: `${dose}` stands for what `parameters:` says, `${2 * dose}` is computed with
// units.
#include "engine/base/nearest.hpp"
#include "engine/base/text.hpp"
#include "engine/base/trimmed.hpp"
#include "scenarios/read/merge.hpp"
#include "scenarios/read/source.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <set>

namespace tilscape::scenarios {

namespace {

constexpr std::size_t longest_text = 16'384;
constexpr std::string_view space = " \t";

bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t name_end(std::string_view text, std::size_t at) {
  while (at < text.size() && (letter(text[at]) || digit(text[at]))) ++at;
  return at;
}

bool is_name(std::string_view text) {
  return !text.empty() && letter(text[0]) && name_end(text, 0) == text.size();
}

struct Failure {
  Code code;
  std::string problem;
  std::string suggestion = {};
};

class Parameters {
 public:
  explicit Parameters(const Node* map) {
    if (map == nullptr || !map->map()) return;
    for (const Node::Entry& e : map->entries) {
      nodes_.push_back(&e);
      names_.push_back(e.key);
    }
  }

  /// The text behind `${`...`}`: a name's own text, or the result of the arithmetic with its unit.
  std::string replacement(std::string_view inner) {
    inner = trimmed(inner);
    if (is_name(inner)) return text_of(inner);
    const Quantity q = evaluate(inner);
    return written(q);
  }

  /// All `${...}` of a text replaced; throws Failure.
  std::string substituted(const std::string& text) {
    const bool whole =
        text.starts_with("${") && split_source(text).text.find('}') == split_source(text).text.size() - 1;
    std::string out;
    std::size_t at = 0;
    while (true) {
      const std::size_t start = text.find("${", at);
      out.append(text, at, start - at);
      if (start == std::string::npos) return out;
      const std::size_t end = text.find('}', start);
      if (end == std::string::npos)
        throw Failure{Code::arithmetic, "`${` is never closed", "Write `${name}`"};
      std::string value = replacement(std::string_view(text).substr(start + 2, end - start - 2));
      const bool own_source = !split_source(text).source.empty();
      if (!whole || own_source) value = std::string(split_source(value).text);
      out += value;
      if (out.size() > longest_text) throw Failure{Code::arithmetic, "the text becomes too long"};
      at = end + 1;
    }
  }

  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] bool used(const std::string& name) const { return used_.count(name) > 0; }

 private:
  std::string text_of(std::string_view name) {
    const auto it = std::find(names_.begin(), names_.end(), name);
    if (it == names_.end())
      throw Failure{Code::unknown_parameter, joined({"there is no parameter ", ticked(name)}),
                    did_you_mean(name, names_)};
    used_.insert(*it);
    const Node& node = nodes_[static_cast<std::size_t>(it - names_.begin())]->value;
    if (!node.scalar())
      throw Failure{Code::arithmetic, joined({"the parameter ", ticked(name), " is no single value"})};
    if (std::find(open_.begin(), open_.end(), *it) != open_.end())
      throw Failure{Code::arithmetic, joined({"the parameter ", ticked(name), " refers to itself"})};
    if (open_.size() >= 32 || ++work_ > 100'000)
      throw Failure{Code::arithmetic, "parameters refer to each other too deeply"};
    if (node.text.find("${") == std::string::npos) return node.text;
    open_.push_back(*it);
    std::string text = substituted(node.text);
    open_.pop_back();
    if (text.size() > 4096)
      throw Failure{Code::arithmetic, joined({"the parameter ", ticked(name), " is too long"})};
    return text;
  }

  static std::string written(const Quantity& q) {
    const std::string unit = canonical_unit(q.dimension);
    return unit.empty() ? fmt::format("{}", q.value) : fmt::format("{} {}", q.value, unit);
  }

  // sum = product {(+|-) product}; product = factor {(*|/) factor}; factor = [-] (number [unit] | name |
  // (sum))

  Quantity evaluate(std::string_view text) {
    const std::string_view saved = text_;
    const std::size_t saved_at = at_;
    text_ = text;
    at_ = 0;
    depth_ = 0;
    const Quantity result = sum();
    if (skip(); at_ < text_.size())
      throw Failure{Code::arithmetic,
                    joined({"cannot read ", ticked(text_.substr(at_)), " in ", ticked(text)})};
    text_ = saved;
    at_ = saved_at;
    if (!std::isfinite(result.value)) throw Failure{Code::arithmetic, "the result is not a number"};
    return result;
  }

  void skip() {
    while (at_ < text_.size() && space.find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool take(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  Quantity sum() {
    if (++depth_ > 32) throw Failure{Code::arithmetic, "the brackets are nested too deeply"};
    Quantity left = product();
    while (true) {
      const bool plus = take('+');
      if (!plus && !take('-')) break;
      const Quantity right = product();
      if (!(left.dimension == right.dimension))
        throw Failure{Code::arithmetic, joined({"cannot add ", dimension_name(left.dimension), " and ",
                                                dimension_name(right.dimension)})};
      left.value += plus ? right.value : -right.value;
    }
    --depth_;
    return left;
  }

  Quantity product() {
    Quantity left = factor();
    while (true) {
      const bool times = take('*');
      if (!times && !take('/')) return left;
      const Quantity right = factor();
      const Dimension d = times ? left.dimension * right.dimension : left.dimension / right.dimension;
      const double coherent_left = left.value * canonical_scale(left.dimension);
      const double coherent_right = right.value * canonical_scale(right.dimension);
      const bool same_scale = canonical_scale(left.dimension) == 1 && canonical_scale(right.dimension) == 1;
      if (!times && right.value == 0) throw Failure{Code::arithmetic, "division by zero"};
      if (same_scale)
        left.value = times ? left.value * right.value : left.value / right.value;
      else
        left.value =
            (times ? coherent_left * coherent_right : coherent_left / coherent_right) / canonical_scale(d);
      left.dimension = d;
    }
  }

  Quantity factor() {
    skip();
    if (take('-')) {
      if (++depth_ > 32) throw Failure{Code::arithmetic, "the brackets are nested too deeply"};
      Quantity q = factor();
      --depth_;
      q.value = -q.value;
      return q;
    }
    if (take('(')) {
      const Quantity q = sum();
      if (!take(')')) throw Failure{Code::arithmetic, "`)` is missing"};
      return q;
    }
    if (at_ < text_.size() && digit(text_[at_])) return literal();
    const std::size_t end = name_end(text_, at_);
    if (end == at_)
      throw Failure{Code::arithmetic, joined({"a number or a parameter is missing in ", ticked(text_)})};
    const std::string_view name = text_.substr(at_, end - at_);
    at_ = end;
    return named(name);
  }

  Quantity named(std::string_view name) {
    const std::string text = text_of(name);
    const QuantityParse read = parse_quantity(split_source(text).text);
    if (!read.quantity)
      throw Failure{Code::arithmetic, joined({"the parameter ", ticked(name), " is no quantity"}),
                    read.suggestion};
    return *read.quantity;
  }

  /// The longest `<number> <unit>` that begins here.
  Quantity literal() {
    std::size_t end = text_.find_first_of("()+*,$", at_);
    if (end == std::string_view::npos) end = text_.size();
    if (end < text_.size() && text_[end] == '+' && end > at_ &&
        (text_[end - 1] == 'e' || text_[end - 1] == 'E'))
      end = std::min(text_.find_first_of("()+*,$", end + 1), text_.size());
    for (; end > at_; --end) {
      const std::string_view part = trimmed(text_.substr(at_, end - at_));
      if (end < text_.size() && (letter(text_[end]) || digit(text_[end])) &&
          (letter(text_[end - 1]) || digit(text_[end - 1])))
        continue;  // not in the middle of a word
      const QuantityParse read = parse_quantity(part);
      if (!read.quantity) continue;
      at_ = end;
      return *read.quantity;
    }
    const QuantityParse read = parse_quantity(trimmed(text_.substr(at_)));
    throw Failure{Code::arithmetic, read.problem, read.suggestion};
  }

  std::vector<const Node::Entry*> nodes_;
  std::vector<std::string> names_;
  std::set<std::string> used_;
  std::vector<std::string> open_;
  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::size_t work_ = 0;
};

void substitute(Node& node, Parameters& parameters, Problems& problems) {
  for (Node& item : node.items) substitute(item, parameters, problems);
  for (Node::Entry& e : node.entries) substitute(e.value, parameters, problems);
  if (!node.scalar() || node.text.find("${") == std::string::npos) return;
  const std::size_t start = node.text.find("${");
  const std::size_t end = node.text.find('}', start);
  const int length = end == std::string::npos ? 2 : characters(node.text.substr(start, end - start + 1));
  try {
    std::string text = parameters.substituted(node.text);
    node.text = std::move(text);
    node.shift = -1;
  } catch (const Failure& f) {
    problems.error(f.code, node.at(start), length, f.problem, {}, f.suggestion);
    node.failed = true;
  }
}

}  // namespace

void substitute_parameters(Node& root, Problems& problems) {
  const Node* given = root.find("parameters");
  if (given != nullptr && !given->map()) {
    problems.error(Code::wants_map, given->where, given->length(),
                   "`parameters` is a map of names and values");
    given = nullptr;
  }
  const Node copy = given != nullptr ? *given : Node{};
  Parameters parameters(given != nullptr ? &copy : nullptr);
  for (Node::Entry& e : root.entries)
    if (e.key != "variants" && e.key != "ensemble" && e.key != "parameters")
      substitute(e.value, parameters, problems);
  for (Node::Entry entry : copy.entries)  // what is wrong with the others is told where they are used
    if (!parameters.used(entry.key)) substitute(entry.value, parameters, problems);
}

void collect_parameters(const Node& node, std::set<std::string, std::less<>>& used) {
  for (const Node& item : node.items) collect_parameters(item, used);
  for (const Node::Entry& e : node.entries) collect_parameters(e.value, used);
  const std::string_view text = node.text;
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at)) {
    const std::size_t end = std::min(text.find('}', at), text.size());
    for (at += 2; at < end;) {
      const std::size_t last = letter(text[at]) ? name_end(text, at) : at + 1;
      used.emplace(text.substr(at, last - at));
      at = last;
    }
  }
}

void tell_unused_parameters(const Node& root, Problems& problems) {
  std::set<std::string, std::less<>> used;
  collect_parameters(root, used);
  const auto look = [&](const Node* given) {
    if (given == nullptr || !given->map()) return;
    for (const Node::Entry& e : given->entries)
      if (used.count(e.key) == 0 && e.where.file == root.where.file && !e.key.starts_with("x-"))
        problems.warning(Code::unused, e.where, characters(e.key),
                         joined({"nothing uses the parameter ", ticked(e.key)}),
                         joined({"`${", e.key, "}` stands nowhere, in no variant either"}));
  };
  look(root.find("parameters"));
  const Node* variants = root.find("variants");
  if (variants == nullptr || !variants->map()) return;
  for (const Node::Entry& variant : variants->entries)
    if (variant.value.map()) look(variant.value.find("parameters"));
}

}  // namespace tilscape::scenarios
