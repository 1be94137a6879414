// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace tilscape::detail {

enum class Op : std::uint8_t {
  either,
  both,
  negation,
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  not_equal,
  add,
  subtract,
  multiply,
  divide,
  minus,
  power,
  hill,
  ramp,
  step,
  clamp,
  raised,
  lowered,
  minimum,
  maximum,
  exp,
  log,
  sqrt,
  abs,
  select,
  copy,
};

/// How the dimension of a result follows from those of the operands.
enum class Rule : std::uint8_t {
  pure,      ///< all without dimension, the result as well
  same,      ///< all equal, the result as well
  ratio,     ///< all equal, the result without dimension
  saturate,  ///< the first two equal, the third and the result without dimension
  choose,    ///< the first without dimension, the others and the result equal
  approach,  ///< the first two and the result equal, the third without dimension
  product,
  quotient,
  power,
  root,
};

enum class Shape : std::uint8_t { prefix, infix, function, internal };

struct Operation {
  Op op;
  std::string_view name;
  Shape shape;
  int precedence;  ///< of the written form; the larger binds closer
  int arity;
  Rule rule;
  std::string_view parameters;  ///< of a function
  std::string_view about;
};

inline constexpr int closed = 9;  ///< precedence of names, numbers, calls and brackets

/// In the order of Op. min and max take any number of values from two on and are written as a chain.
inline constexpr std::array<Operation, 29> operations = {{
    {Op::either, "or", Shape::infix, 1, 2, Rule::pure, "", ""},
    {Op::both, "and", Shape::infix, 2, 2, Rule::pure, "", ""},
    {Op::negation, "not", Shape::prefix, 3, 1, Rule::pure, "", ""},
    {Op::less, "<", Shape::infix, 4, 2, Rule::ratio, "", ""},
    {Op::less_equal, "<=", Shape::infix, 4, 2, Rule::ratio, "", ""},
    {Op::greater, ">", Shape::infix, 4, 2, Rule::ratio, "", ""},
    {Op::greater_equal, ">=", Shape::infix, 4, 2, Rule::ratio, "", ""},
    {Op::equal, "==", Shape::infix, 4, 2, Rule::ratio, "", ""},
    {Op::not_equal, "!=", Shape::infix, 4, 2, Rule::ratio, "", ""},
    {Op::add, "+", Shape::infix, 5, 2, Rule::same, "", ""},
    {Op::subtract, "-", Shape::infix, 5, 2, Rule::same, "", ""},
    {Op::multiply, "*", Shape::infix, 6, 2, Rule::product, "", ""},
    {Op::divide, "/", Shape::infix, 6, 2, Rule::quotient, "", ""},
    {Op::minus, "-", Shape::prefix, 7, 1, Rule::same, "", ""},
    {Op::power, "^", Shape::infix, 8, 2, Rule::power, "", ""},
    {Op::hill, "hill", Shape::function, closed, 3, Rule::saturate, "x, half, n",
     "x^n / (half^n + x^n): 0 at 0, 1/2 at half, 1 far above"},
    {Op::ramp, "ramp", Shape::function, closed, 3, Rule::ratio, "x, zero, full",
     "0 up to zero, 1 from full on, a straight line between"},
    {Op::step, "step", Shape::function, closed, 2, Rule::ratio, "x, at", "1 where x >= at, else 0"},
    {Op::clamp, "clamp", Shape::function, closed, 3, Rule::same, "x, low, high",
     "x, kept between low and high"},
    {Op::raised, "raised", Shape::function, closed, 3, Rule::approach, "x, to, share",
     "x, brought by this share of the way up to a value; x where that is not above it"},
    {Op::lowered, "lowered", Shape::function, closed, 3, Rule::approach, "x, to, share",
     "x, brought by this share of the way down to a value; x where that is not below it"},
    {Op::minimum, "min", Shape::function, closed, 2, Rule::same, "a, b, ...", "the smallest value"},
    {Op::maximum, "max", Shape::function, closed, 2, Rule::same, "a, b, ...", "the largest value"},
    {Op::exp, "exp", Shape::function, closed, 1, Rule::pure, "x", "the exponential function"},
    {Op::log, "log", Shape::function, closed, 1, Rule::pure, "x", "the natural logarithm"},
    {Op::sqrt, "sqrt", Shape::function, closed, 1, Rule::root, "x", "the square root"},
    {Op::abs, "abs", Shape::function, closed, 1, Rule::same, "x", "the value without its sign"},
    {Op::select, "if", Shape::function, closed, 3, Rule::choose, "condition, a, b",
     "a where the condition holds (is not 0), else b"},
    {Op::copy, "", Shape::internal, closed, 1, Rule::same, "", ""},
}};

inline constexpr const Operation& operation(Op op) {
  return operations[static_cast<std::size_t>(op)];
}

inline constexpr const Operation* find_function(std::string_view name) {
  for (const Operation& o : operations)
    if (o.shape == Shape::function && o.name == name) return &o;
  return nullptr;
}

}  // namespace tilscape::detail
