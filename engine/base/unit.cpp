// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/detail/unit_reader.hpp"
#include "engine/base/nearest.hpp"
#include "engine/base/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace tilscape {

namespace {

using detail::Hints;
using detail::Unit;
using detail::UnitReading;

struct Entry {
  std::string_view name;
  Unit unit;  ///< coherent: amounts in nmol whatever stands beside them
  std::string_view about;
};

constexpr Dimension length{.length = 1};
constexpr Dimension volume{.length = 3};
constexpr Dimension time{.time = 1};
constexpr Dimension amount{.amount = 1};
constexpr Dimension concentration{.length = -3, .amount = 1};
constexpr Dimension mass{.mass = 1};
constexpr Dimension molar_mass{.amount = -1, .mass = 1};
constexpr Dimension pressure{.pressure = 1};

constexpr std::array<Entry, 46> entries = {{
    {"um", {length}, "micrometre"},
    {"nm", {length, 1, 1, -3}, "nanometre"},
    {"mm", {length, 1, 1, 3}, "millimetre"},
    {"cm", {length, 1, 1, 4}, "centimetre"},
    {"m", {length, 1, 1, 6}, "metre"},
    {"L", {volume, 1, 1, 15}, "litre"},
    {"mL", {volume, 1, 1, 12}, "millilitre"},
    {"uL", {volume, 1, 1, 9}, "microlitre"},
    {"s", {time, 1, 60, 0}, "second"},
    {"min", {time}, "minute"},
    {"h", {time, 60, 1, 0}, "hour"},
    {"d", {time, 1440, 1, 0}, "day"},
    {"day", {time, 1440, 1, 0}, "day"},
    {"days", {time, 1440, 1, 0}, "day"},
    {"week", {time, 10080, 1, 0}, "week"},
    {"weeks", {time, 10080, 1, 0}, "week"},
    {"pmol", {amount, 1, 1, -3}, "picomole"},
    {"nmol", {amount}, "nanomole"},
    {"umol", {amount, 1, 1, 3}, "micromole"},
    {"mmol", {amount, 1, 1, 6}, "millimole"},
    {"mol", {amount, 1, 1, 9}, "mole"},
    {"pM", {concentration, 1, 1, -18}, "picomole per litre"},
    {"nM", {concentration, 1, 1, -15}, "nanomole per litre"},
    {"uM", {concentration, 1, 1, -12}, "micromole per litre"},
    {"mM", {concentration, 1, 1, -9}, "millimole per litre"},
    {"M", {concentration, 1, 1, -6}, "mole per litre"},
    {"g", {mass}, "gram of a substance"},
    {"mg", {mass, 1, 1, -3}, "milligram of a substance"},
    {"ug", {mass, 1, 1, -6}, "microgram of a substance"},
    {"ng", {mass, 1, 1, -9}, "nanogram of a substance"},
    {"pg", {mass, 1, 1, -12}, "picogram of a substance"},
    {"kg", {{.body_mass = 1}}, "kilogram of body mass"},
    {"Da", {molar_mass, 1, 1, -9}, "dalton, as gram per mole"},
    {"kDa", {molar_mass, 1, 1, -6}, "kilodalton, as kilogram per mole"},
    {"mmHg", {pressure}, "millimetre of mercury, 133.322387415 Pa"},
    {"Pa", {pressure, 1, 133.322387415, 0}, "pascal"},
    {"kPa", {pressure, 1, 133.322387415, 3}, "kilopascal"},
    {"cell", {{.cells = 1}}, "cell"},
    {"cells", {{.cells = 1}}, "cell"},
    {"particle", {{.particles = 1}}, "particle"},
    {"particles", {{.particles = 1}}, "particle"},
    {"molecule", {{.molecules = 1}}, "molecule"},
    {"molecules", {{.molecules = 1}}, "molecule"},
    {"division", {{.divisions = 1}}, "division of a cell"},
    {"divisions", {{.divisions = 1}}, "division of a cell"},
    {"%", {{}, 1, 1, -2}, "hundredth, a pure number"},
}};

/// Words for which the nearest unit by its letters is not the one that is meant.
constexpr std::array<std::pair<std::string_view, std::string_view>, 20> meant = {{
    {"second", "s"}, {"seconds", "s"}, {"sec", "s"},     {"minute", "min"}, {"minutes", "min"},
    {"mins", "min"}, {"hour", "h"},    {"hours", "h"},   {"hr", "h"},       {"hrs", "h"},
    {"l", "L"},      {"ml", "mL"},     {"ul", "uL"},     {"micron", "um"},  {"microns", "um"},
    {"molar", "M"},  {"wk", "week"},   {"percent", "%"}, {"dalton", "Da"},  {"torr", "mmHg"},
}};

constexpr int most_exponent = 99;
constexpr int most_total = 30;
constexpr std::size_t most_characters = 200;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string suggest_unit(std::string_view word) {
  const auto common =
      std::find_if(meant.begin(), meant.end(), [word](const auto& pair) { return pair.first == word; });
  if (common != meant.end()) return std::string(common->second);
  std::vector<std::string> names;
  for (const Entry& entry : entries) names.emplace_back(entry.name);
  return nearest(word, names);
}

Unit coherent_to_canonical(Unit unit) {
  if (unit.dimension.amount != 0 && unit.dimension.length != 0) unit.exponent += 15 * unit.dimension.amount;
  return unit;
}

/// unit := [factor] { [*] factor } { (/ | per) factor };  factor := 1 | name [[^] [-] digits]
class Reader {
 public:
  Reader(std::string_view text, Hints hints) : text_(text), hints_(hints) {}

  UnitReading read() {
    skip_spaces();
    if (at_end()) return {Unit{}, {}, {}};
    if (!starts_division()) factor(1);
    while (problem_.empty()) {
      skip_spaces();
      if (at_end()) return {coherent_to_canonical(unit_), {}, {}};
      if (starts_division()) {
        at_ += text_[at_] == '/' ? 1 : 3;
        divided_ = true;
        skip_spaces();
        factor(-1);
      } else {
        multiply();
      }
    }
    return {std::nullopt, problem_, suggestion_};
  }

 private:
  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] char here() const { return at_end() ? '\0' : text_[at_]; }
  [[nodiscard]] char after(std::size_t n) const { return at_ + n < text_.size() ? text_[at_ + n] : '\0'; }
  void skip_spaces() {
    while (here() == ' ' || here() == '\t') ++at_;
  }
  [[nodiscard]] bool starts_division() const {
    return here() == '/' || (text_.substr(at_, 3) == "per" && !is_letter(after(3)) && !is_digit(after(3)));
  }
  void fail(std::string problem, std::string suggestion = {}) {
    problem_ = std::move(problem);
    suggestion_ = std::move(suggestion);
  }

  void multiply() {
    const bool starred = here() == '*';
    if (starred) ++at_;
    skip_spaces();
    if (divided_ && (is_letter(here()) || here() == '%' || here() == '1')) {
      std::string_view before = text_.substr(0, starred ? text_.rfind('*', at_) : at_);
      while (!before.empty() && before.back() == ' ') before.remove_suffix(1);
      return fail("a product behind a division can be read in two ways",
                  joined({"write a `/` before each unit of the denominator: `", before, "/",
                          text_.substr(at_), "`"}));
    }
    factor(1);
  }

  void factor(int sign) {
    if (at_end()) return fail("a unit is missing at the end");
    if (here() == '1' && !is_digit(after(1)) && after(1) != '.') {
      ++at_;
      return;
    }
    const std::size_t start = at_;
    if (here() == '%')
      ++at_;
    else
      while (is_letter(here())) ++at_;
    if (at_ == start) return unexpected();
    const std::string_view word = text_.substr(start, at_ - start);
    const auto entry =
        std::find_if(entries.begin(), entries.end(), [word](const Entry& e) { return e.name == word; });
    if (entry == entries.end()) return unknown(word, start);
    raise(entry->unit, sign * exponent());
  }

  void unexpected() {
    if (is_digit(here())) return fail("a number cannot stand inside a unit");
    if (here() == '(' || here() == ')')
      return fail("a unit has no brackets", "write a `/` before each unit of the denominator: `1/min/cell`");
    fail("a unit cannot contain " + quoted(character()));
  }

  /// The character here, whole even when it takes several bytes.
  [[nodiscard]] std::string character() const {
    std::size_t n = 1;
    while ((static_cast<unsigned char>(after(n)) & 0xc0U) == 0x80U) ++n;
    return std::string(text_.substr(at_, n));
  }

  void unknown(std::string_view word, std::size_t start) {
    const std::string better = hints_ == Hints::given ? suggest_unit(word) : "";
    std::string hint;
    if (!better.empty())
      hint = joined({"did you mean `", text_.substr(0, start), better, text_.substr(at_), "`?"});
    fail("there is no unit " + quoted(word), hint);
  }

  int exponent() {
    const bool marked = here() == '^';
    if (marked) ++at_;
    const bool negative = here() == '-';
    if (negative && !marked) {
      fail("a negative exponent needs `^`", "write `1/h` or `h^-1`");
      return 0;
    }
    if (negative) ++at_;
    int value = 0;
    const std::size_t start = at_;
    while (is_digit(here()) && value <= most_exponent) value = 10 * value + (text_[at_++] - '0');
    if (at_ == start) {
      if (marked) fail("an exponent is missing behind `^`");
      return 1;
    }
    if (value == 0 || value > most_exponent) fail("an exponent is a whole number from 1 to 99");
    return negative ? -value : value;
  }

  void raise(const Unit& unit, int n) {
    if (!problem_.empty()) return;
    for (int i = 0; i < std::abs(n); ++i) {
      unit_.top *= n > 0 ? unit.top : unit.bottom;
      unit_.bottom *= n > 0 ? unit.bottom : unit.top;
    }
    unit_.exponent += n * unit.exponent;
    unit_.dimension = unit_.dimension * power(unit.dimension, n);
    const Dimension& d = unit_.dimension;
    for (const int e : {d.length, d.time, d.amount, d.mass, d.body_mass, d.pressure, d.cells, d.particles,
                        d.molecules, d.divisions})
      if (std::abs(e) > most_total) return fail("the exponents of the unit are too large");
  }

  std::string_view text_;
  Hints hints_;
  std::size_t at_ = 0;
  bool divided_ = false;
  Unit unit_;
  std::string problem_;
  std::string suggestion_;
};

}  // namespace

namespace detail {

double times_power_of_ten(double value, int exponent) {
  static constexpr std::array<double, 23> powers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  for (; exponent > 22; exponent -= 22) value *= powers[22];
  for (; exponent < -22; exponent += 22) value /= powers[22];
  return exponent < 0 ? value / powers[static_cast<std::size_t>(-exponent)]
                      : value * powers[static_cast<std::size_t>(exponent)];
}

std::string plain(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> spellings = {{
      {"\u00b5", "u"},   // micro sign
      {"\u03bc", "u"},   // Greek mu
      {"\u00b2", "^2"},  // superscript two
      {"\u00b3", "^3"},  // superscript three
      {"\u207b\u00b9", "^-1"},
      {"\u207b\u00b2", "^-2"},
      {"\u207b\u00b3", "^-3"},
      {"\u00b7", "*"},  // middle dot
      {"\u22c5", "*"},  // dot operator
      {"\u00d7", "*"},  // multiplication sign
      {"\u00a0", " "},  // no-break space
      {"\u202f", " "},  // narrow no-break space
  }};
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto it = std::find_if(spellings.begin(), spellings.end(),
                                 [&](const auto& s) { return text.substr(i, s.first.size()) == s.first; });
    if (it == spellings.end()) {
      out += text[i++];
    } else {
      out += it->second;
      i += it->first.size();
    }
  }
  return out;
}

UnitReading read_unit(std::string_view text, Hints hints) {
  if (text.size() > most_characters) return {std::nullopt, "the unit is too long", {}};
  const std::string ascii = plain(text);
  return Reader(ascii, hints).read();
}

}  // namespace detail

UnitParse parse_unit(std::string_view text) {
  UnitReading reading = detail::read_unit(text);
  if (!reading.unit) return {std::nullopt, std::move(reading.problem), std::move(reading.suggestion)};
  return {Quantity{reading.unit->to_canonical(1), reading.unit->dimension}, {}, {}};
}

bool is_unit(std::string_view text) {
  return detail::read_unit(text, detail::Hints::none).unit.has_value();
}

const std::vector<UnitName>& unit_names() {
  static const std::vector<UnitName> names = [] {
    std::vector<UnitName> list;
    for (const Entry& e : entries)
      list.push_back({e.name, e.unit.dimension, coherent_to_canonical(e.unit).to_canonical(1), e.about});
    return list;
  }();
  return names;
}

}  // namespace tilscape
