// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/detail/number_reader.hpp"
#include "engine/base/nearest.hpp"
#include "engine/base/text.hpp"
#include "engine/rule/detail/tree.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace tilscape::detail {

namespace {

constexpr int max_depth = 64;
constexpr std::size_t max_unit_parts = 24;

struct Foreign {
  std::string_view sign;
  std::string_view ours;
};

/// Spellings of other languages, each with ours.
constexpr std::array<Foreign, 10> foreign = {{{"&&", "and"},
                                              {"||", "or"},
                                              {"!", "not"},
                                              {"=", "=="},
                                              {"\u2264", "<="},
                                              {"\u2265", ">="},
                                              {"\u2260", "!="},
                                              {"\u2212", "-"},
                                              {"\u00d7", "*"},
                                              {"\u00f7", "/"}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_beyond_ascii(char c) {
  return (static_cast<unsigned char>(c) & 0x80U) != 0;
}

/// expression  := conjunction { or conjunction }
/// conjunction := inversion { and inversion }
/// inversion   := not inversion | comparison
/// comparison  := sum [ (< | <= | > | >= | == | !=) sum ]
/// sum         := product { (+ | -) product }
/// product     := sign { (* | /) sign }
/// sign        := (- | +) sign | power
/// power       := primary [ ^ [-] number ]
/// primary     := number [unit] | name | name ( expression {, expression} ) | ( expression )
class Parser {
 public:
  Parser(std::string_view text, const Symbols& symbols) : text_(text), symbols_(symbols) {}

  Tree parse() {
    skip_spaces();
    if (at_end()) fail(at_, "the expression is empty");
    tree_.root = expression();
    if (!at_end()) unexpected("the expression should end here");
    return std::move(tree_);
  }

 private:
  using Position = std::uint32_t;

  class Depth {
   public:
    explicit Depth(Parser& parser) : depth_(parser.depth_) {
      if (++depth_ > max_depth)
        parser.fail(parser.at_, "the expression is nested too deeply (more than 64 levels)");
    }
    ~Depth() { --depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;

   private:
    int& depth_;
  };

  [[noreturn]] void fail(std::size_t offset, std::string problem, std::string suggestion = {}) const {
    throw Failure{offset, std::move(problem), std::move(suggestion)};
  }

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek(std::size_t n = 0) const { return at_ + n < text_.size() ? text_[at_ + n] : '\0'; }
  void skip_spaces() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }

  [[nodiscard]] bool word(std::string_view wanted) const {
    return text_.substr(at_, wanted.size()) == wanted && !is_letter(peek(wanted.size())) &&
           !is_digit(peek(wanted.size()));
  }

  /// Reads the sign and the spaces behind it when it stands here.
  bool accept(std::string_view sign) {
    if (is_letter(sign[0]) ? !word(sign) : text_.substr(at_, sign.size()) != sign) return false;
    at_ += sign.size();
    skip_spaces();
    return true;
  }

  void expect(std::string_view sign, std::string_view what) {
    if (!accept(sign)) unexpected(what);
  }

  [[noreturn]] void unexpected(std::string_view wanted) const {
    if (at_end()) fail(at_, joined({"the expression is incomplete: ", wanted}));
    for (const Foreign& f : foreign)
      if (text_.substr(at_, f.sign.size()) == f.sign)
        fail(at_, quoted(f.sign) + " is not read here", joined({"write `", f.ours, "`"}));
    std::size_t n = 1;
    if (is_letter(peek()) || is_digit(peek()))
      while (is_letter(peek(n)) || is_digit(peek(n))) ++n;
    else
      while (is_beyond_ascii(peek()) && (static_cast<unsigned char>(peek(n)) & 0xc0U) == 0x80U) ++n;
    fail(at_, joined({"unexpected `", text_.substr(at_, n), "`: ", wanted}));
  }

  Position add(Node node) {
    tree_.nodes.push_back(std::move(node));
    return static_cast<Position>(tree_.nodes.size() - 1);
  }

  Position operate(std::size_t offset, Op op, std::vector<Position> children) {
    return add({.kind = Node::Kind::operation, .offset = offset, .op = op, .children = std::move(children)});
  }

  Position expression() {
    const Depth depth(*this);
    Position left = conjunction();
    for (std::size_t start = at_; accept("or"); start = at_)
      left = operate(start, Op::either, {left, conjunction()});
    return left;
  }

  Position conjunction() {
    Position left = inversion();
    for (std::size_t start = at_; accept("and"); start = at_)
      left = operate(start, Op::both, {left, inversion()});
    return left;
  }

  Position inversion() {
    const std::size_t start = at_;
    if (!accept("not")) return comparison();
    const Depth depth(*this);
    return operate(start, Op::negation, {inversion()});
  }

  /// The comparison that stands here; the longer signs come first.
  std::optional<Op> accept_comparison() {
    for (const Op op : {Op::less_equal, Op::greater_equal, Op::equal, Op::not_equal, Op::less, Op::greater})
      if (accept(operation(op).name)) return op;
    return std::nullopt;
  }

  Position comparison() {
    const Position left = sum();
    std::size_t start = at_;
    const auto op = accept_comparison();
    if (!op) return left;
    const Position result = operate(start, *op, {left, sum()});
    start = at_;
    if (accept_comparison()) fail(start, "comparisons cannot be chained", "write `low < x and x < high`");
    return result;
  }

  Position sum() {
    Position left = product();
    for (;;) {
      const std::size_t start = at_;
      if (accept("+"))
        left = operate(start, Op::add, {left, product()});
      else if (accept("-"))
        left = operate(start, Op::subtract, {left, product()});
      else
        return left;
    }
  }

  Position product() {
    Position left = sign();
    for (;;) {
      const std::size_t start = at_;
      if (text_.substr(at_, 2) == "**") fail(at_, "`**` is not read here", "write `^`");
      if (accept("*"))
        left = operate(start, Op::multiply, {left, sign()});
      else if (accept("/"))
        left = operate(start, Op::divide, {left, sign()});
      else
        return left;
    }
  }

  Position sign() {
    const std::size_t start = at_;
    if (peek() != '-' && peek() != '+') return power();
    const Depth depth(*this);
    if (accept("-")) return operate(start, Op::minus, {sign()});
    accept("+");
    return sign();
  }

  Position power() {
    const Position base = primary();
    const std::size_t start = at_;
    if (!accept("^")) return base;
    const std::size_t exponent_start = at_;
    if (peek() == '(' || is_letter(peek())) {
      const Position result = operate(start, Op::power, {base, primary()});
      if (peek() == '^') fail(at_, "powers cannot be chained", "use brackets: `(a^2)^3`");
      return result;
    }
    const bool negative = accept("-");
    if (!is_digit(peek())) fail(at_, "an exponent is a number such as 2, 0.5 or -1, a name or in brackets");
    const NumberReading number = read_decimal(text_.substr(at_));
    if (!number.problem.empty()) fail(at_, number.problem, number.suggestion);
    at_ += number.length;
    skip_spaces();
    const Position exponent = add({.kind = Node::Kind::number,
                                   .offset = exponent_start,
                                   .value = negative ? -number.value : number.value});
    const Position result = operate(start, Op::power, {base, exponent});
    if (peek() == '^') fail(at_, "powers cannot be chained", "use brackets: `(a^2)^3`");
    return result;
  }

  Position primary() {
    const std::size_t start = at_;
    if (accept("(")) {
      const Position inner = expression();
      expect(")", "a `)` is missing");
      return inner;
    }
    if (is_digit(peek()) || (peek() == '.' && is_digit(peek(1)))) return number();
    if (is_letter(peek())) return name(start);
    unexpected("a number, a name or `(` should stand here");
  }

  /// A number with its unit. `1/120 1/min` is a fraction with a unit; without a unit, `1/120` is a division.
  Position number() {
    const std::size_t start = at_;
    const NumberReading decimal = read_decimal(text_.substr(at_));
    if (!decimal.problem.empty()) fail(start, decimal.problem, decimal.suggestion);
    const NumberReading fraction = read_fraction(text_.substr(at_));
    if (fraction.problem.empty() && fraction.length > decimal.length)
      if (const auto literal = with_unit(start, fraction)) return *literal;
    if (const auto literal = with_unit(start, decimal)) return *literal;
    at_ = start + decimal.length;
    skip_spaces();
    if ((is_letter(peek()) || is_beyond_ascii(peek()) || peek() == '%') && !word("and") && !word("or"))
      refuse_unit();
    return add({.kind = Node::Kind::number, .offset = start, .value = decimal.value});
  }

  /// The number with the longest text behind it that is a unit; nullopt when there is none.
  std::optional<Position> with_unit(std::size_t start, const NumberReading& number) {
    const std::size_t behind = start + number.length;
    const std::vector<std::size_t> ends = unit_ends(behind);
    for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
      const std::string_view unit = text_.substr(behind, *end - behind);
      if (!is_unit(unit)) continue;
      const QuantityParse quantity = parse_quantity(text_.substr(start, *end - start));
      if (!quantity.quantity) fail(start, quantity.problem, quantity.suggestion);
      at_ = *end;
      skip_spaces();
      return add({.kind = Node::Kind::number,
                  .offset = start,
                  .value = quantity.quantity->value,
                  .dimension = quantity.quantity->dimension});
    }
    return std::nullopt;
  }

  /// Where a unit that starts here could end: behind each word with its exponent. `*` is always the operator,
  /// and a word before `.` or `(` is a name.
  [[nodiscard]] std::vector<std::size_t> unit_ends(std::size_t i) const {
    const auto at = [this](std::size_t k) { return k < text_.size() ? text_[k] : '\0'; };
    const auto skip = [&](const auto& is) {
      while (is(at(i))) ++i;
    };
    std::vector<std::size_t> ends;
    while (ends.size() < max_unit_parts) {
      skip([](char c) { return c == ' ' || c == '/'; });
      if (at(i) == '1' && !is_digit(at(i + 1)) && at(i + 1) != '.') {
        ++i;
        continue;
      }
      const std::size_t start = i;
      skip([](char c) { return is_letter(c) || is_beyond_ascii(c) || c == '%'; });
      if (i == start) break;
      if (at(i) == '^') i += at(i + 1) == '-' ? 2 : 1;
      skip(is_digit);
      if (at(i) == '.' || at(i) == '(') break;
      ends.push_back(i);
    }
    return ends;
  }

  [[noreturn]] void refuse_unit() const {
    std::size_t n = 0;
    while (is_letter(peek(n)) || is_digit(peek(n)) || is_beyond_ascii(peek(n)) || peek(n) == '%') ++n;
    const std::string word(text_.substr(at_, n));
    if (symbols_.find(word) || symbols_.find_constant(word) || find_function(word))
      fail(at_, joined({"an operator is missing before `", word, "`"}), joined({"write `* ", word, "`"}));
    const UnitParse unit = parse_unit(word);
    fail(at_, unit.problem.empty() ? joined({"unexpected `", word, "`"}) : unit.problem, unit.suggestion);
  }

  std::string read_name() {
    const std::size_t start = at_;
    while (is_letter(peek()) || is_digit(peek()) || (peek() == '.' && is_letter(peek(1)))) ++at_;
    std::string word(text_.substr(start, at_ - start));
    skip_spaces();
    return word;
  }

  Position name(std::size_t start) {
    const std::string word = read_name();
    if (accept("(")) {
      if (const Operation* function = find_function(word)) return call(start, *function);
      return symbol_call(start, word);
    }
    if (const Symbol* symbol = symbols_.find(word)) return named(start, word, *symbol);
    if (const Quantity* constant = symbols_.find_constant(word))
      return add({.kind = Node::Kind::number,
                  .offset = start,
                  .value = constant->value,
                  .dimension = constant->dimension});
    if (const Operation* function = find_function(word))
      fail(start, quoted(word) + " is a function",
           joined({"write `", word, "(", function->parameters, ")`"}));
    unknown(start, "there is no name " + quoted(word), word, symbols_.names());
  }

  Position named(std::size_t start, std::string text, const Symbol& symbol) {
    return add({.kind = Node::Kind::name,
                .offset = start,
                .text = std::move(text),
                .symbol = symbol,
                .dimension = symbol.dimension});
  }

  Position call(std::size_t start, const Operation& function) {
    std::vector<Position> values;
    if (peek() != ')') {
      do values.push_back(expression());
      while (accept(","));
    }
    expect(")", "a `,` or `)` should stand here");
    const bool any_number = function.op == Op::minimum || function.op == Op::maximum;
    const auto wanted = static_cast<std::size_t>(function.arity);
    if (any_number ? values.size() < wanted : values.size() != wanted)
      fail(start,
           joined({quoted(function.name), " takes ", std::to_string(wanted),
                   any_number    ? " values or more"
                   : wanted == 1 ? " value"
                                 : " values",
                   ", not ", std::to_string(values.size())}),
           joined({"write `", function.name, "(", function.parameters, ")`"}));
    if (!any_number) return operate(start, function.op, std::move(values));
    Position chain = values[0];
    for (std::size_t i = 1; i < values.size(); ++i) chain = operate(start, function.op, {chain, values[i]});
    return chain;
  }

  /// Whatever stands in the brackets is not of this language: who knows the call reads it.
  Position outer_call(std::size_t start, const std::string& function, const Symbols::Calls& calls) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != ')') ++at_;
    std::string_view arguments = text_.substr(begin, at_ - begin);
    while (arguments.ends_with(' ')) arguments.remove_suffix(1);
    expect(")", "a `)` is missing");
    auto found = calls(arguments);
    if (auto* error = std::get_if<ExpressionError>(&found))
      fail(begin + error->offset, std::move(error->problem), std::move(error->suggestion));
    return named(start, joined({function, "(", arguments, ")"}), std::get<Symbol>(found));
  }

  Position symbol_call(std::size_t start, const std::string& function) {
    if (const Symbols::Calls* calls = symbols_.find_calls(function))
      return outer_call(start, function, *calls);
    const std::string argument = is_letter(peek()) ? read_name() : std::string();
    if (const Symbol* symbol = symbols_.find_call(function, argument)) {
      expect(")", "a `)` is missing");
      return named(start, joined({function, "(", argument, ")"}), *symbol);
    }
    const std::vector<std::string> names = symbols_.names();
    const bool known = std::any_of(names.begin(), names.end(),
                                   [&](const std::string& n) { return n.starts_with(function + "("); });
    const std::string whole = joined({function, "(", argument, ")"});
    if (known) unknown(start, "there is no " + quoted(whole), whole, names);
    std::vector<std::string> candidates;
    for (const Operation& o : operations)
      if (o.shape == Shape::function) candidates.emplace_back(o.name);
    for (const std::string& n : names)
      if (n.find('(') != std::string::npos) candidates.push_back(n.substr(0, n.find('(')));
    unknown(start, "there is no function " + quoted(function), function, candidates);
  }

  [[noreturn]] void unknown(std::size_t start, std::string problem, std::string_view word,
                            const std::vector<std::string>& candidates) const {
    const std::string better = nearest(word, candidates);
    fail(start, std::move(problem), better.empty() ? "" : joined({"did you mean `", better, "`?"}));
  }

  std::string_view text_;
  const Symbols& symbols_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Tree tree_;
};

}  // namespace

Tree parse(std::string_view text, const Symbols& symbols) {
  return Parser(text, symbols).parse();
}

}  // namespace tilscape::detail
