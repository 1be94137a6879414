// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/build/row_filter.hpp"

#include "engine/base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace tilscape::scenarios {

namespace {

constexpr int deepest = 50;  // brackets and `not` within each other

bool name_begins(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}
bool digit(char c) {
  return c >= '0' && c <= '9';
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// What a word says as a flag.
std::optional<bool> truth_of(std::string_view word) {
  const std::string w = lower_case(word);
  if (w == "true" || w == "yes" || w == "t" || w == "y") return true;
  if (w == "false" || w == "no" || w == "f" || w == "n") return false;
  return std::nullopt;
}

}  // namespace

/// Recursive descent; what is read goes to the filter in the order in which it is worked off.
class RowFilter::Parser {
 public:
  Parser(std::string_view text, RowFilter& into) : text_(text), into_(into) {}

  void run() {
    any();
    blanks();
    if (at_ < text_.size()) stop("`and` or `or` is missing here");
  }

 private:
  using Kind = Operation::Kind;

  [[noreturn]] void stop(const std::string& what) const { throw FilterError(at_, what); }
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }
  bool symbol(std::string_view s) {
    blanks();
    if (!text_.substr(at_).starts_with(s)) return false;
    at_ += s.size();
    return true;
  }
  [[nodiscard]] std::string_view word_here() const {
    std::size_t end = at_;
    while (end < text_.size() &&
           (name_begins(text_[end]) || (end > at_ && (digit(text_[end]) || text_[end] == '.'))))
      ++end;
    return text_.substr(at_, end - at_);
  }
  bool word(std::string_view w) {
    blanks();
    if (word_here() != w) return false;
    at_ += w.size();
    return true;
  }

  void any() {
    all();
    while (word("or")) {
      all();
      into_.operations_.push_back({Kind::any, {}, {}});
    }
  }
  void all() {
    one();
    while (word("and")) {
      one();
      into_.operations_.push_back({Kind::all, {}, {}});
    }
  }
  void one() {
    if (++depth_ > deepest) stop("too many brackets within each other");
    if (word("not")) {
      one();
      into_.operations_.push_back({Kind::no, {}, {}});
    } else if (symbol("(")) {
      any();
      if (!symbol(")")) stop("a closing bracket is missing here");
    } else {
      comparison();
    }
    --depth_;
  }
  void comparison() {
    static constexpr std::array<std::pair<std::string_view, Kind>, 6> signs = {{{"==", Kind::equal},
                                                                                {"!=", Kind::unequal},
                                                                                {"<=", Kind::at_most},
                                                                                {">=", Kind::at_least},
                                                                                {"<", Kind::less},
                                                                                {">", Kind::more}}};
    blanks();
    const std::size_t begin = at_;
    Operation operation{Kind::flag, operand(), {}};
    for (const auto& [sign, kind] : signs) {
      if (!symbol(sign)) continue;
      const std::size_t behind = at_;
      operation.kind = kind;
      operation.right = operand();
      const auto plain = [](const Operand& o) {
        return o.kind == Operand::Kind::column || o.kind == Operand::Kind::number;
      };
      if (kind != Kind::equal && kind != Kind::unequal &&
          !(plain(operation.left) && plain(operation.right))) {
        at_ = behind;
        stop("only numbers are compared by size");
      }
      into_.operations_.push_back(std::move(operation));
      return;
    }
    if (at_ < text_.size() && text_[at_] == '=') stop("equality is written `==`");
    if (operation.left.kind != Operand::Kind::column) {
      at_ = begin;
      stop("a comparison is missing: `column == value`");
    }
    into_.operations_.push_back(std::move(operation));
  }
  Operand operand() {
    blanks();
    if (at_ == text_.size()) stop("a column or a value is missing here");
    const char c = text_[at_];
    if (c == '"' || c == '\'') return {Operand::Kind::text, 0, 0, enclosed(c)};
    if (c == '`') return {Operand::Kind::column, into_.add_column(enclosed(c)), 0, {}};
    if (digit(c) || c == '-' || c == '+' || c == '.') return number();
    const std::string_view name = word_here();
    if (name.empty() || name == "and" || name == "or" || name == "not")
      stop("a column or a value is missing here");
    at_ += name.size();
    const std::string w = lower_case(name);
    if (w == "true" || w == "false") return {Operand::Kind::truth, 0, w == "true" ? 1.0 : 0.0, {}};
    return {Operand::Kind::column, into_.add_column(std::string(name)), 0, {}};
  }
  std::string enclosed(char mark) {
    const std::size_t end = text_.find(mark, at_ + 1);
    if (end == std::string_view::npos) stop("what is opened here is not closed");
    std::string out(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return out;
  }
  Operand number() {
    const char* begin = text_.data() + at_ + (text_[at_] == '+' ? 1 : 0);
    double value = 0;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (error != std::errc()) stop("this is no number");
    if (const char* last = text_.data() + text_.size(); end != last && name_begins(*end)) {
      at_ = static_cast<std::size_t>(end - text_.data());
      stop("a number of a table has no unit; a name that begins with a digit stands between ` `");
    }
    at_ = static_cast<std::size_t>(end - text_.data());
    return {Operand::Kind::number, 0, value, {}};
  }

  std::string_view text_;
  RowFilter& into_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

RowFilter::RowFilter(std::string_view text) {
  Parser(text, *this).run();
}

RowFilter::RowFilter(const std::string& column, const std::vector<std::string>& values) {
  const Operand left{Operand::Kind::column, add_column(column), 0, {}};
  for (const std::string& value : values) {
    operations_.push_back({Operation::Kind::equal, left, {Operand::Kind::text, 0, 0, value}});
    if (operations_.size() > 1) operations_.push_back({Operation::Kind::any, {}, {}});
  }
}

std::size_t RowFilter::add_column(const std::string& name) {
  const auto it = std::find(columns_.begin(), columns_.end(), name);
  if (it != columns_.end()) return static_cast<std::size_t>(it - columns_.begin());
  columns_.push_back(name);
  return columns_.size() - 1;
}

void RowFilter::bind(TableReader& table) {
  places_.clear();
  for (const std::string& name : columns_) places_.push_back(table.column(name));
}

bool RowFilter::holds(TableReader& table) const {
  std::vector<char> truths;
  for (const Operation& o : operations_) {
    if (o.kind == Operation::Kind::no) {
      truths.back() = truths.back() != 0 ? 0 : 1;
    } else if (o.kind == Operation::Kind::all || o.kind == Operation::Kind::any) {
      const bool last = truths.back() != 0;
      truths.pop_back();
      const bool before = truths.back() != 0;
      truths.back() = (o.kind == Operation::Kind::all ? before && last : before || last) ? 1 : 0;
    } else {
      truths.push_back(compare(o, table) ? 1 : 0);
    }
  }
  return truths.empty() || truths.back() != 0;
}

bool RowFilter::compare(const Operation& operation, TableReader& table) const {
  using Kind = Operation::Kind;
  if (operation.kind == Kind::flag) return flag(operation.left.column, table);
  if (operation.kind == Kind::equal) return equal(operation.left, operation.right, table);
  if (operation.kind == Kind::unequal) return !equal(operation.left, operation.right, table);
  const auto number = [&](const Operand& o) {
    return o.kind == Operand::Kind::number ? std::optional(o.number) : table.number(places_[o.column]);
  };
  const std::optional<double> a = number(operation.left);
  const std::optional<double> b = number(operation.right);
  if (!a || !b) return false;
  return operation.kind == Kind::less      ? *a < *b
         : operation.kind == Kind::at_most ? *a <= *b
         : operation.kind == Kind::more    ? *a > *b
                                           : *a >= *b;
}

/// Two numbers are equal as numbers, anything else as text.
bool RowFilter::equal(const Operand& left, const Operand& right, TableReader& table) const {
  using Kind = Operand::Kind;
  if (left.kind != Kind::column && right.kind == Kind::column) return equal(right, left, table);
  if (right.kind == Kind::truth)
    return left.kind == Kind::column && flag(left.column, table) == (right.number != 0);
  const auto text = [&](const Operand& o) {
    return o.kind == Kind::column ? table.text(places_[o.column]) : std::string_view(o.text);
  };
  const auto number = [&](const Operand& o) {
    return o.kind == Kind::number ? std::optional(o.number) : table.as_number(text(o));
  };
  if (left.kind != Kind::number && right.kind != Kind::number && text(left) == text(right)) return true;
  const std::optional<double> a = number(left);
  return a && a == number(right);
}

bool RowFilter::flag(std::size_t column, TableReader& table) const {
  const std::size_t place = places_[column];
  if (const std::optional<double> value = table.as_number(table.text(place))) return *value != 0;
  if (table.missing(place)) return false;
  const std::optional<bool> truth = truth_of(table.text(place));
  if (!truth)
    table.problem(place, joined({quoted(table.text(place)), " in the column ", quoted(columns_[column]),
                                 " is neither true nor false (1 or 0)"}));
  return truth.value_or(false);
}

}  // namespace tilscape::scenarios
