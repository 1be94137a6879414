// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/detail/unit_reader.hpp"
#include "engine/base/text.hpp"
#include "engine/rule/detail/tree.hpp"

#include <algorithm>
#include <array>

namespace tilscape {

namespace detail {

/// Writes the instructions of a tree, children first; what is constant is computed at once, by the very
/// loops that a run uses.
class Emitter {
 public:
  explicit Emitter(const Tree& tree) : tree_(tree), need_(tree.nodes.size(), 0) {
    for (std::size_t i = 0; i < need_.size(); ++i) need_[i] = registers_of(tree.nodes[i]);
  }

  Program emit() {
    const Operand result = emit(tree_.root);
    if (result.kind != Operand::Kind::scratch) append(Op::copy, {result, {}, {}});
    program_.registers_ = static_cast<std::uint16_t>(used_.size());
    program_.text_ = write(tree_);
    return std::move(program_);
  }

 private:
  using Operand = Program::Operand;
  using Operands = std::array<Operand, 3>;

  /// Children in the order in which they need the fewest registers: the most demanding first (Sethi and
  /// Ullman 1970, doi 10.1145/321607.321620).
  [[nodiscard]] std::vector<std::size_t> order(const Node& node) const {
    std::vector<std::size_t> out(node.children.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = i;
    std::stable_sort(out.begin(), out.end(), [&](std::size_t i, std::size_t j) {
      return need_[node.children[i]] > need_[node.children[j]];
    });
    return out;
  }

  [[nodiscard]] int registers_of(const Node& node) const {
    if (node.kind != Node::Kind::operation) return 0;
    int held = 0;
    int most = 0;
    for (const std::size_t i : order(node)) {
      const int need = need_[node.children[i]];
      most = std::max(most, held + need);
      held += need > 0 ? 1 : 0;
    }
    return std::max(most, held + 1);
  }

  Operand emit(std::uint32_t position) {
    const Node& node = tree_.nodes[position];
    if (node.kind == Node::Kind::number) return constant(node.value);
    if (node.kind == Node::Kind::name) return input(node.symbol);
    Operands operands;
    for (const std::size_t i : order(node)) operands[i] = emit(node.children[i]);
    if (node.op == Op::hill) check_hill(node, operands);
    if (node.op == Op::clamp) check_clamp(node, operands);
    Operand result = apply(node.op, operands);
    if (node.decade > 0)
      result = apply(Op::multiply, {result, constant(times_power_of_ten(1, node.decade)), {}});
    if (node.decade < 0)
      result = apply(Op::divide, {result, constant(times_power_of_ten(1, -node.decade)), {}});
    return result;
  }

  void check_hill(const Node& node, const Operands& operands) const {
    constexpr std::array<std::string_view, 3> names = {"", "half-max", "exponent"};
    for (std::size_t i = 1; i < names.size(); ++i) {
      const Operand& o = operands.at(i);
      if (o.kind == Operand::Kind::constant && !(program_.constants_[o.index] > 0))
        throw Failure{tree_.nodes[node.children[i]].offset,
                      joined({"the ", names.at(i), " of `hill` must be above 0"}),
                      {}};
    }
  }

  void check_clamp(const Node& node, const Operands& operands) const {
    const auto known = [](const Operand& o) { return o.kind == Operand::Kind::constant; };
    if (known(operands[1]) && known(operands[2]) &&
        program_.constants_[operands[1].index] > program_.constants_[operands[2].index])
      throw Failure{tree_.nodes[node.children[1]].offset, "the low end of `clamp` is above its high end", {}};
  }

  Operand apply(Op op, const Operands& operands) {
    const bool folds = std::all_of(operands.begin(), operands.end(), [](const Operand& o) {
      return o.kind == Operand::Kind::constant || o.kind == Operand::Kind::none;
    });
    if (folds) return constant(value_of(op, operands));
    return append(op, operands);
  }

  [[nodiscard]] double value_of(Op op, const Operands& operands) const {
    Program one;
    one.constants_ = program_.constants_;
    one.code_ = {{op, 0, operands[0], operands[1], operands[2]}};
    double value = 0;
    one.evaluate({}, 1, &value, {});
    return value;
  }

  /// The result never shares a register with an operand: a loop that writes what it reads is not vectorised.
  Operand append(Op op, const Operands& operands) {
    const auto free = std::find(used_.begin(), used_.end(), false);
    const auto out = static_cast<std::uint16_t>(free - used_.begin());
    if (free == used_.end())
      used_.push_back(true);
    else
      *free = true;
    for (const Operand& o : operands)
      if (o.kind == Operand::Kind::scratch) used_[o.index] = false;
    program_.code_.push_back({op, out, operands[0], operands[1], operands[2]});
    return {Operand::Kind::scratch, out};
  }

  Operand constant(double value) {
    program_.constants_.push_back(value);
    return {Operand::Kind::constant, static_cast<std::uint16_t>(program_.constants_.size() - 1)};
  }

  Operand input(const Symbol& symbol) {
    auto& inputs = program_.inputs_;
    const auto it = std::find_if(inputs.begin(), inputs.end(), [&](const Symbol& s) {
      return s.kind == symbol.kind && s.index == symbol.index;
    });
    const auto index = static_cast<std::uint16_t>(it - inputs.begin());
    if (it == inputs.end()) inputs.push_back(symbol);
    return {Operand::Kind::input, index};
  }

  const Tree& tree_;
  std::vector<int> need_;
  std::vector<bool> used_;
  Program program_;
};

}  // namespace detail

namespace {

constexpr std::size_t max_length = 4096;

std::variant<Typed, ExpressionError> compiled_as(std::string_view text, const Symbols& symbols,
                                                 const Dimension* expected) {
  if (text.size() > max_length)
    return ExpressionError{0, "the expression is too long (more than 4,096 characters)", {}};
  try {
    detail::Tree tree = detail::parse(text, symbols);
    detail::check_dimensions(tree);
    if (expected != nullptr) detail::require_dimension(tree, *expected);
    return Typed{detail::Emitter(tree).emit(), tree.nodes[tree.root].dimension};
  } catch (detail::Failure& failure) {
    return ExpressionError{static_cast<std::size_t>(characters(text.substr(0, failure.offset))),
                           std::move(failure.problem), std::move(failure.suggestion)};
  }
}

}  // namespace

std::variant<Program, ExpressionError> compile(std::string_view text, const Symbols& symbols,
                                               const Dimension& expected) {
  auto compiled = compiled_as(text, symbols, &expected);
  if (auto* error = std::get_if<ExpressionError>(&compiled)) return std::move(*error);
  return std::get<Typed>(std::move(compiled)).program;
}

std::variant<Typed, ExpressionError> compile(std::string_view text, const Symbols& symbols) {
  return compiled_as(text, symbols, nullptr);
}

}  // namespace tilscape
