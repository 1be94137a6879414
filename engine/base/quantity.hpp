// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilscape {

/// Times are kept in min; people and tables read them in d.
inline constexpr double minutes_per_day = 1440;

/// Exponents of the base dimensions. mg/kg stays apart from a pure number because dose and body mass are
/// different dimensions here: a dose is mass per body mass. So kg is always body mass; masses of substance
/// are written in g, mg, ug, ng or pg. Da is g/mol, thus mass per amount.
struct Dimension {
  std::int8_t length = 0;
  std::int8_t time = 0;
  std::int8_t amount = 0;     ///< substance, base nmol
  std::int8_t mass = 0;       ///< base g
  std::int8_t body_mass = 0;  ///< base kg
  std::int8_t pressure = 0;   ///< base mmHg: partial pressure of oxygen, and pressures
  std::int8_t cells = 0;
  std::int8_t particles = 0;
  std::int8_t molecules = 0;  ///< receptors and ligands counted per cell
  std::int8_t divisions = 0;

  friend constexpr bool operator==(const Dimension&, const Dimension&) = default;
  [[nodiscard]] bool none() const { return *this == Dimension{}; }
};

Dimension operator*(const Dimension& a, const Dimension& b);
Dimension operator/(const Dimension& a, const Dimension& b);

Dimension power(const Dimension& a, int exponent);

/// A number with its dimension, in canonical units: um, min, nmol, g, kg of body, mmHg, cells, particles.
///
/// The nM rule: where amount and length occur together, amount is counted in nM um^3 = 1e-15 nmol instead of
/// nmol, because concentrations in nM are what fields hold. So nM, nM/min, 1/nM/min and nM um/min (a flux)
/// are canonical, all with the value 1, and so is nmol, but nM times um^3 is not nmol: who multiplies or
/// divides canonical values applies canonical_scale(). Used where text and API meet; the engine computes with
/// plain numbers whose unit stands in brackets.
struct Quantity {
  double value = 0;
  Dimension dimension;
};

/// Size of the canonical unit of a dimension in the coherent system of um, min, nmol, g, ...: 1e-15 for nM,
/// 1e15 for 1/nM, 1 without amount or without length.
double canonical_scale(const Dimension& dimension);

/// One unit that can be written: `um`, `mmHg`, `nM`, ... The list is closed.
struct UnitName {
  std::string_view name;
  Dimension dimension;
  double factor;  ///< canonical value of one of it
  std::string_view about;
};

const std::vector<UnitName>& unit_names();

/// Reads a unit expression: `um2/s`, `um^2/s`, `um²/s`, `µm`, `1/h`, `nmol/mL`, `per cell per day`, `nmol *
/// mL`. Products first, then one `/` or `per` before each unit of the denominator. nullopt and a reason on
/// error.
struct UnitParse {
  std::optional<Quantity> unit;  ///< value: the factor to canonical units
  std::string problem;           ///< set when unit is empty
  std::string suggestion;        ///< may be empty
};
UnitParse parse_unit(std::string_view text);

/// Would parse_unit() read it? Without looking for what else might have been meant.
bool is_unit(std::string_view text);

/// Reads `<number> <unit>`; numbers as in docs/concepts/units.md (no octal, hex, nan, inf, thousands
/// separators); a fraction such as 1/120 is a number. A pure number has no unit.
struct QuantityParse {
  std::optional<Quantity> quantity;
  std::string problem;
  std::string suggestion;
};
QuantityParse parse_quantity(std::string_view text);

/// The canonical unit of a dimension, as text: "um2/min", "nM", "1/min", "" for a pure number.
std::string canonical_unit(const Dimension& dimension);

/// "a time", "a length", "length^2/time": for messages.
std::string dimension_name(const Dimension& dimension);

/// The dimension of a unit written in the code of the project; throws UsageError when it is misspelt.
Dimension dimension_of(std::string_view unit);

/// to_canonical(1, "h") is 60; both throw UsageError when the unit is misspelt.
double to_canonical(double value, std::string_view unit);
double from_canonical(double value, std::string_view unit);

}  // namespace tilscape
