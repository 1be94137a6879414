// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Interval arithmetic over the tree of an expression (Moore 1966). A function that is not looked into has the
// bounds of its values.
#include "engine/rule/bounds.hpp"

#include "engine/base/detail/unit_reader.hpp"
#include "engine/rule/detail/tree.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace tilscape {

namespace {

using detail::Op;

constexpr Bounds no{0, 0};
constexpr Bounds yes{1, 1};
constexpr Bounds perhaps{0, 1};
constexpr Bounds not_negative{0, std::numeric_limits<double>::infinity()};

Bounds truth(const Bounds& x) {
  return x.only(0) ? no : x.never_zero() ? yes : perhaps;
}
Bounds opposite(const Bounds& x) {
  return {1 - x.most, 1 - x.least};
}
Bounds less(const Bounds& a, const Bounds& b) {
  return a.most < b.least ? yes : a.least >= b.most ? no : perhaps;
}
Bounds less_equal(const Bounds& a, const Bounds& b) {
  return a.most <= b.least ? yes : a.least > b.most ? no : perhaps;
}
Bounds equal(const Bounds& a, const Bounds& b) {
  if (a.most < b.least || b.most < a.least) return no;
  return a.only(b.least) && b.only(a.least) ? yes : perhaps;
}
Bounds smaller(const Bounds& a, const Bounds& b) {
  return {std::min(a.least, b.least), std::min(a.most, b.most)};
}
Bounds larger(const Bounds& a, const Bounds& b) {
  return {std::max(a.least, b.least), std::max(a.most, b.most)};
}
Bounds hull(const Bounds& a, const Bounds& b) {
  return {std::min(a.least, b.least), std::max(a.most, b.most)};
}

/// A bound that is infinite stands for values that are not, so that 0 times it is 0.
Bounds product(const Bounds& a, const Bounds& b) {
  const auto times = [](double x, double y) { return x == 0 || y == 0 ? 0 : x * y; };
  const auto [least, most] = std::minmax(
      {times(a.least, b.least), times(a.least, b.most), times(a.most, b.least), times(a.most, b.most)});
  return {least, most};
}
Bounds quotient(const Bounds& a, const Bounds& b) {
  if (!b.never_zero()) return a.least >= 0 && b.least >= 0 ? not_negative : Bounds{};
  return product(a, {1 / b.most, 1 / b.least});
}
Bounds size(const Bounds& a) {
  if (a.least >= 0) return a;
  return a.most <= 0 ? Bounds{-a.most, -a.least} : Bounds{0, std::max(-a.least, a.most)};
}

Bounds apply(Op op, const Bounds& a, const Bounds& b, const Bounds& c) {
  switch (op) {
    case Op::either:
      return larger(truth(a), truth(b));
    case Op::both:
      return smaller(truth(a), truth(b));
    case Op::negation:
      return opposite(truth(a));
    case Op::less:
      return less(a, b);
    case Op::less_equal:
      return less_equal(a, b);
    case Op::greater:
      return less(b, a);
    case Op::greater_equal:
    case Op::step:
      return less_equal(b, a);
    case Op::equal:
      return equal(a, b);
    case Op::not_equal:
      return opposite(equal(a, b));
    case Op::add:
      return {a.least + b.least, a.most + b.most};
    case Op::subtract:
      return {a.least - b.most, a.most - b.least};
    case Op::multiply:
      return product(a, b);
    case Op::divide:
      return quotient(a, b);
    case Op::minus:
      return {-a.most, -a.least};
    case Op::abs:
      return size(a);
    case Op::minimum:
      return smaller(a, b);
    case Op::maximum:
      return larger(a, b);
    case Op::clamp:
      return smaller(larger(a, b), c);
    case Op::select:
      return truth(a).only(1) ? b : truth(a).only(0) ? c : hull(b, c);
    case Op::ramp:
      return perhaps;
    case Op::hill:
      return a.only(0) ? no : a.least >= 0 ? perhaps : Bounds{};
    case Op::power:
      return a.least >= 0 ? not_negative : Bounds{};
    case Op::exp:
    case Op::sqrt:
      return not_negative;
    case Op::copy:
      return a;
    case Op::raised:
    case Op::lowered:
    case Op::log:
      break;
  }
  return {};
}

/// What is left of the values of a name.
struct Left {
  double least = 0, most = 0;
  bool above = false, below = false;  ///< the ends themselves are out

  void at_least(double x, bool itself) {
    if (x < least || (x == least && itself)) return;
    least = x;
    above = !itself;
  }
  void at_most(double x, bool itself) {
    if (x > most || (x == most && itself)) return;
    most = x;
    below = !itself;
  }
  [[nodiscard]] bool nothing() const { return least > most || (least == most && (above || below)); }
};

Op mirrored(Op op) {
  return op == Op::less            ? Op::greater
         : op == Op::less_equal    ? Op::greater_equal
         : op == Op::greater       ? Op::less
         : op == Op::greater_equal ? Op::less_equal
                                   : op;
}

/// Comparisons of names with numbers that all have to hold; do they leave nothing of a name's values? Looked
/// at each by itself, `oxygen < 3 and oxygen > 5` could hold.
class AllOf {
 public:
  AllOf(const detail::Tree& tree, const std::vector<Bounds>& found) : tree_(tree), found_(found) {}

  bool never(std::size_t node) {
    add(node);
    return std::any_of(left_.begin(), left_.end(), [](const auto& l) { return l.second.nothing(); });
  }

 private:
  void add(std::size_t node) {
    const detail::Node& n = tree_.nodes[node];
    const bool parts = n.kind != detail::Node::Kind::number && n.kind != detail::Node::Kind::name;
    if (!parts || n.children.size() != 2) return;
    const std::size_t a = n.children[0];
    const std::size_t b = n.children[1];
    if (n.op == Op::both) {
      add(a);
      add(b);
    } else if (found_[b].only(found_[b].least)) {
      compare(n.op, a, found_[b].least);
    } else if (found_[a].only(found_[a].least)) {
      compare(mirrored(n.op), b, found_[a].least);
    }
  }
  void compare(Op op, std::size_t name, double x) {
    const detail::Node& n = tree_.nodes[name];
    if (n.kind != detail::Node::Kind::name) return;
    const Left all{found_[name].least, found_[name].most};
    Left& left = left_.try_emplace({n.symbol.kind, n.symbol.index}, all).first->second;
    if (op == Op::less || op == Op::less_equal) left.at_most(x, op == Op::less_equal);
    if (op == Op::greater || op == Op::greater_equal) left.at_least(x, op == Op::greater_equal);
    if (op == Op::equal) {
      left.at_most(x, true);
      left.at_least(x, true);
    }
  }

  const detail::Tree& tree_;
  const std::vector<Bounds>& found_;
  std::map<std::pair<Symbol::Kind, std::uint32_t>, Left> left_;
};

}  // namespace

std::optional<Bounds> bounds_of(std::string_view text, const Symbols& symbols, const Dimension& expected,
                                const BoundsOf& names) {
  if (const auto compiled = compile(text, symbols, expected); std::holds_alternative<Program>(compiled))
    if (const auto value = std::get<Program>(compiled).constant()) return Bounds{*value, *value};
  try {
    detail::Tree tree = detail::parse(text, symbols);
    detail::check_dimensions(tree);
    detail::require_dimension(tree, expected);
    std::vector<Bounds> found;  // children stand before their parent
    for (const detail::Node& node : tree.nodes) {
      if (node.kind == detail::Node::Kind::number) {
        found.push_back({node.value, node.value});
      } else if (node.kind == detail::Node::Kind::name) {
        found.push_back(names(node.text, node.symbol));
      } else {
        const auto of = [&](std::size_t i) {
          return i < node.children.size() ? found[node.children[i]] : Bounds{};
        };
        const std::size_t here = found.size();
        const bool never = node.op == Op::both && AllOf(tree, found).never(here);
        const Bounds x = never ? no : apply(node.op, of(0), of(1), of(2));
        found.push_back({detail::times_power_of_ten(x.least, node.decade),
                         detail::times_power_of_ten(x.most, node.decade)});
      }
    }
    return found[tree.root];
  } catch (const detail::Failure&) {
    return std::nullopt;
  }
}

}  // namespace tilscape
