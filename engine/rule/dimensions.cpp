// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/detail/unit_reader.hpp"
#include "engine/base/text.hpp"
#include "engine/rule/detail/tree.hpp"

#include <array>
#include <cmath>
#include <optional>

namespace tilscape::detail {

namespace {

constexpr int max_exponent = 30;

constexpr std::array<std::int8_t Dimension::*, 10> members = {
    &Dimension::length,    &Dimension::time,     &Dimension::amount, &Dimension::mass,
    &Dimension::body_mass, &Dimension::pressure, &Dimension::cells,  &Dimension::particles,
    &Dimension::molecules, &Dimension::divisions};

/// The dimension to a power that need not be whole; nullopt when the result would have broken exponents.
std::optional<Dimension> raised(const Dimension& base, double exponent) {
  Dimension out;
  for (const auto member : members) {
    const double e = base.*member * exponent;
    if (e != std::round(e) || std::abs(e) > max_exponent) return std::nullopt;
    out.*member = static_cast<std::int8_t>(e);
  }
  return out;
}

class Checker {
 public:
  explicit Checker(Tree& tree) : tree_(tree) {}

  void check(Node& node) const {
    const std::vector<std::uint32_t>& c = node.children;
    switch (operation(node.op).rule) {
      case Rule::pure:
        for (std::size_t i = 0; i < c.size(); ++i) need_pure(node, i);
        break;
      case Rule::same:
        for (std::size_t i = 1; i < c.size(); ++i) need_equal(node, 0, i);
        node.dimension = dimension(node, 0);
        break;
      case Rule::ratio:
        for (std::size_t i = 1; i < c.size(); ++i) need_equal(node, 0, i);
        break;
      case Rule::saturate:
        need_equal(node, 0, 1);
        need_pure(node, 2);
        break;
      case Rule::choose:
        need_pure(node, 0);
        need_equal(node, 1, 2);
        node.dimension = dimension(node, 1);
        break;
      case Rule::approach:
        need_equal(node, 0, 1);
        need_pure(node, 2);
        node.dimension = dimension(node, 0);
        break;
      case Rule::product:
        multiply(node, 1);
        break;
      case Rule::quotient:
        multiply(node, -1);
        break;
      case Rule::power:
        if (child(node, 1).kind == Node::Kind::number && child(node, 1).dimension.none()) {
          raise(node, child(node, 1).value, "this power");
          break;
        }
        need_pure(node, 0);
        need_pure(node, 1);
        break;
      case Rule::root:
        raise(node, 0.5, "the square root");
        break;
    }
  }

  /// The usual slip: a number without its unit.
  [[nodiscard]] static std::string bare_number(const Node& node, const Dimension& wanted) {
    if (node.kind != Node::Kind::number || !node.dimension.none()) return {};
    return joined(
        {"give the number a unit, such as `", write_number(node.value), " ", canonical_unit(wanted), "`"});
  }

 private:
  [[nodiscard]] const Node& child(const Node& node, std::size_t i) const {
    return tree_.nodes[node.children[i]];
  }
  [[nodiscard]] const Dimension& dimension(const Node& node, std::size_t i) const {
    return child(node, i).dimension;
  }

  void need_pure(const Node& node, std::size_t i) const {
    const Dimension& d = dimension(node, i);
    if (d.none()) return;
    throw Failure{
        child(node, i).offset,
        joined({quoted(operation(node.op).name), " needs a pure number here, not ", dimension_name(d)}),
        "divide by a value of the same dimension, or compare it with one"};
  }

  void need_equal(const Node& node, std::size_t i, std::size_t j) const {
    const Dimension& a = dimension(node, i);
    const Dimension& b = dimension(node, j);
    if (a == b) return;
    std::string suggestion = bare_number(child(node, j), a);
    if (suggestion.empty()) suggestion = bare_number(child(node, i), b);
    throw Failure{node.offset,
                  joined({quoted(operation(node.op).name), " cannot join ", dimension_name(a), " and ",
                          dimension_name(b)}),
                  std::move(suggestion)};
  }

  void multiply(Node& node, int sign) const {
    const Dimension& a = dimension(node, 0);
    const Dimension& b = dimension(node, 1);
    node.dimension = sign > 0 ? a * b : a / b;
    for (const auto member : members)
      if (std::abs(int{node.dimension.*member}) > max_exponent)
        throw Failure{node.offset, "the exponents of the dimension become too large", {}};
    node.decade = canonical_decade(a) + sign * canonical_decade(b) - canonical_decade(node.dimension);
  }

  void raise(Node& node, double exponent, std::string_view what) const {
    const Dimension& base = dimension(node, 0);
    const auto result = raised(base, exponent);
    if (!result)
      throw Failure{node.offset, joined({what, " of ", dimension_name(base), " has no whole exponents"}), {}};
    node.dimension = *result;
  }

  Tree& tree_;
};

}  // namespace

void check_dimensions(Tree& tree) {
  const Checker checker(tree);
  for (Node& node : tree.nodes)
    if (node.kind == Node::Kind::operation) checker.check(node);
}

void require_dimension(const Tree& tree, const Dimension& expected) {
  const Node& root = tree.nodes[tree.root];
  if (root.dimension == expected) return;
  throw Failure{0,
                joined({"the expression is ", dimension_name(root.dimension), ", but ",
                        dimension_name(expected), " is needed"}),
                Checker::bare_number(root, expected)};
}

}  // namespace tilscape::detail
