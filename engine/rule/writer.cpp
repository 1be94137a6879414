// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/text.hpp"
#include "engine/rule/detail/tree.hpp"

#include <array>
#include <charconv>

namespace tilscape::detail {

namespace {

class Writer {
 public:
  explicit Writer(const Tree& tree) : tree_(tree) {}

  [[nodiscard]] std::string write(const Node& node) const {
    if (node.kind == Node::Kind::name) return node.text;
    if (node.kind == Node::Kind::number) {
      const std::string unit = canonical_unit(node.dimension);
      return unit.empty() ? write_number(node.value) : joined({write_number(node.value), " ", unit});
    }
    const Operation& o = operation(node.op);
    switch (o.shape) {
      case Shape::prefix:
        return joined({o.name, node.op == Op::negation ? " " : "", operand(node, 0, o.precedence)});
      case Shape::infix:
        return infix(node, o);
      default:
        return call(node, o);
    }
  }

 private:
  [[nodiscard]] std::string infix(const Node& node, const Operation& o) const {
    if (o.op == Op::power) return joined({operand(node, 0, closed), "^", operand(node, 1, closed)});
    const bool chains = o.rule != Rule::ratio;  // comparisons do not
    return joined({operand(node, 0, o.precedence + (chains ? 0 : 1)), " ", o.name, " ",
                   operand(node, 1, o.precedence + 1)});
  }

  [[nodiscard]] std::string call(const Node& node, const Operation& o) const {
    std::string values;
    for (const std::uint32_t child : node.children)
      values += joined({values.empty() ? "" : ", ", write(tree_.nodes[child])});
    return joined({o.name, "(", values, ")"});
  }

  /// In brackets when it binds less than `least`, or when `^` would be read as part of its unit.
  [[nodiscard]] std::string operand(const Node& node, std::size_t i, int least) const {
    const Node& child = tree_.nodes[node.children[i]];
    const bool operates = child.kind == Node::Kind::operation && operation(child.op).precedence < least;
    const bool absorbs = node.op == Op::power && child.kind == Node::Kind::number && !child.dimension.none();
    return operates || absorbs ? joined({"(", write(child), ")"}) : write(child);
  }

  const Tree& tree_;
};

}  // namespace

std::string write_number(double value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

std::string write(const Tree& tree) {
  return Writer(tree).write(tree.nodes[tree.root]);
}

}  // namespace tilscape::detail
