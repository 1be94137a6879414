// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/quantity.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tilscape {

/// What a name in an expression stands for. The engine gathers the inputs of a batch by kind and index.
struct Symbol {
  enum class Kind : std::uint8_t {
    column,      ///< own column
    field,       ///< concentration at the own site
    neighbours,  ///< number of agents of a type on the neighbouring sites: `neighbours(cd8)`
    here,        ///< number of agents of a type on the own site: `here(cd8)`
    room,        ///< share of the neighbouring sites that are empty: `room`
    state,       ///< 1 when in the state, else 0: `state.hypoxic`
    scalar,      ///< a number of the whole run: `time`, `cancer.count`, `baseline`
    process,     ///< a number of what is no agent: `body.marrow.circulating`
    open,        ///< concentration at the site, in the volume that is open to it: `open(antibody)`
  };
  Kind kind = Kind::scalar;
  std::uint32_t index = 0;
  Dimension dimension;
};

/// Whether a word cannot be a name in expressions: it reads as a unit (`d`, `M1`) or is a word of the
/// language
/// (`and`, `per`). A dotted name or the argument of a call is never reserved.
bool is_reserved_name(std::string_view name);

struct ExpressionError {
  std::size_t offset = 0;  ///< characters from the start of the text
  std::string problem;
  std::string suggestion;  ///< may be empty
};

/// Looks names up. A call such as neighbours(cd8) names a thing as well. Of two equal
/// names the one that was added first counts.
class Symbols {
 public:
  /// What a call stands for, by the text between its brackets; an error's offset counts within that.
  using Calls = std::function<std::variant<Symbol, ExpressionError>(std::string_view arguments)>;

  /// `oxygen`, `cancer.count`. Throws UsageError for a reserved name.
  void add(std::string name, Symbol symbol);
  /// One that stands for a number. Throws UsageError for a reserved name.
  void add_constant(std::string name, const Quantity& value);
  /// `neighbours(cd8)`. Throws UsageError for a function of the language.
  void add_call(const std::string& function, const std::string& argument, Symbol symbol);
  /// Calls with arguments of their own, such as `at(cancer.count, 7 d)`. Throws UsageError for a function of
  /// the language.
  void add_calls(std::string function, Calls calls);
  [[nodiscard]] const Symbol* find(std::string_view name) const;
  [[nodiscard]] const Symbol* find_call(std::string_view function, std::string_view argument) const;
  [[nodiscard]] const Calls* find_calls(std::string_view function) const;
  [[nodiscard]] const Quantity* find_constant(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> names() const;  ///< for suggestions, sorted; of calls `at(`

 private:
  std::vector<std::pair<std::string, Symbol>> table_;
  std::vector<std::pair<std::string, Calls>> calls_;
  std::vector<std::pair<std::string, Quantity>> constants_;
};

/// A function of the language, for documentation: hill(x, half, n).
struct RuleFunction {
  std::string_view name;
  std::string_view parameters;
  std::string_view about;
};
std::vector<RuleFunction> rule_functions();

namespace detail {
class Emitter;
enum class Op : std::uint8_t;
}  // namespace detail

enum class Degree : std::uint8_t;

/// An expression compiled to operations over columns: a register machine whose registers are arrays of a
/// batch's length, so that each operation is one vectorised loop. Doubles throughout; functions from
/// engine/base/math.hpp.
class Program {
 public:
  /// Inputs in the order in which evaluate() expects them; each symbol once.
  [[nodiscard]] const std::vector<Symbol>& inputs() const { return inputs_; }
  /// Gives the inputs other indices.
  void renumber(const std::function<std::uint32_t(std::uint32_t)>& index) {
    for (Symbol& input : inputs_) input.index = index(input.index);
  }
  /// The value of an expression without inputs.
  [[nodiscard]] std::optional<double> constant() const;

  static constexpr std::size_t max_batch = 1024;

  /// A number that cannot be is a value that is not finite: 0/0, and what is made of it, a Hill function
  /// with a half-max that is not above 0.
  /// out[i] for i < n <= max_batch; inputs[k][i] is the value of inputs()[k] for row i. out may be one of the
  /// inputs. scratch: at least scratch_size(n) doubles, owned by the caller (no allocation here).
  void evaluate(std::span<const double* const> inputs, std::size_t n, double* out,
                std::span<double> scratch) const;
  [[nodiscard]] std::size_t scratch_size(std::size_t n) const;

  /// The expression written out again in canonical form and units, for validate --show-merged; compiled
  /// again, it gives the same program.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  friend class detail::Emitter;
  friend Degree degree_of(const Program&, std::span<const Degree>);
  struct Operand {
    enum class Kind : std::uint8_t { none, constant, input, scratch };
    Kind kind = Kind::none;
    std::uint16_t index = 0;
  };
  struct Instruction {
    detail::Op op;
    std::uint16_t out;  ///< register; the last instruction writes the caller's array instead
    Operand a, b, c;
  };
  struct Rows;

  std::vector<Instruction> code_;
  std::vector<double> constants_;
  std::vector<Symbol> inputs_;
  std::uint16_t registers_ = 0;
  std::string text_;
};

/// Parses, checks the dimensions and compiles. A condition (`oxygen < 5 mmHg`) has no dimension and is 1 or
/// 0. The language is described in docs/concepts/rules.md.
std::variant<Program, ExpressionError> compile(std::string_view text, const Symbols& symbols,
                                               const Dimension& expected);

/// The same of an expression whose dimension follows from what it says.
struct Typed {
  Program program;
  Dimension dimension;
};
std::variant<Typed, ExpressionError> compile(std::string_view text, const Symbols& symbols);

/// "oxygen increases divide.rate from 0 to 1, half-max 12 mmHg, hill 4": parts of the text. nullopt when it
/// is not such a sentence.
struct Sentence {
  std::string_view signal;
  bool increases = false;
  std::string_view target;
  std::string_view from, to;  ///< empty: not said
  std::string_view half;
  std::string_view hill;  ///< empty: 1
};
std::optional<Sentence> parse_sentence(std::string_view text);

}  // namespace tilscape
