// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/rule/detail/operation.hpp"
#include "engine/rule/program.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilscape::detail {

/// A node of a parsed expression; children are positions in the tree's list and stand before their parent.
struct Node {
  enum class Kind : std::uint8_t { number, name, operation };
  Kind kind = Kind::number;
  std::size_t offset = 0;  ///< bytes from the start of the text
  Op op = Op::copy;
  std::vector<std::uint32_t> children = {};
  double value = 0;          ///< of a number, in canonical units
  std::string text = {};     ///< of a name
  Symbol symbol = {};        ///< of a name
  Dimension dimension = {};  ///< of operations: set by check_dimensions()
  int decade = 0;            ///< power of ten that makes a product of canonical values canonical
};

struct Tree {
  std::vector<Node> nodes;
  std::uint32_t root = 0;
};

/// What the user did wrong; compile() turns it into an ExpressionError.
struct Failure {
  std::size_t offset;  ///< bytes
  std::string problem;
  std::string suggestion;
};

/// Throws Failure.
Tree parse(std::string_view text, const Symbols& symbols);
/// Sets dimensions and decades of the operations; throws Failure.
void check_dimensions(Tree& tree);
/// Throws Failure when the whole has another.
void require_dimension(const Tree& tree, const Dimension& expected);
/// The shortest text that is read as the same number.
std::string write_number(double value);
/// The expression in canonical form.
std::string write(const Tree& tree);

}  // namespace tilscape::detail
