// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"
#include "viz/image.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tilscape::viz {

struct Range {
  double low = 0;
  double high = 1;
  /// 0 at the low end, 1 at the high one.
  [[nodiscard]] float share(double value) const {
    return high > low ? static_cast<float>((value - low) / (high - low)) : 0.0F;
  }
};

/// Throws std::invalid_argument unless the first is below the second, and both are numbers.
Range chosen_range(double low, double high);

/// What the colours of a picture mean.
struct Colouring {
  enum class By : std::uint8_t { type, state, column, substance };
  By by = By::type;
  std::string name;  ///< of the column or the substance
  std::string unit;
  std::uint32_t substance = 0;                     ///< By::substance
  std::vector<std::optional<std::size_t>> column;  ///< By::column: which column of each type
  std::vector<bool> hidden;                        ///< agent types that are not drawn
  std::vector<std::pair<std::uint32_t, std::uint32_t>> hidden_states;  ///< type and state
  Range range;                                                         ///< of the numbers
};

/// "type", "state", or the name of a column or substance; `hidden` names types, or states as TYPE.STATE.
/// Throws std::invalid_argument, naming what there is.
Colouring colouring(const snapshot::RunHeader& header, const std::string& word,
                    const std::vector<std::string>& hidden);

/// The least and the greatest number shown; a range of positive numbers begins at 0.
std::optional<Range> range_of(const snapshot::Frame& frame, const Colouring& by);
Range join(const std::optional<Range>& a, const std::optional<Range>& b);

/// Type of a table and row to its colour.
Rgb cell_colour(const snapshot::RunHeader& header, const snapshot::AgentTable& table, std::size_t row,
                const Colouring& by);

/// The value of a field at a site; 0 when the frame does not have the field.
double field_value(const snapshot::FieldTable& field, std::size_t site);
const snapshot::FieldTable* find_field(const snapshot::Frame& frame, std::uint32_t substance);

struct LegendEntry {
  Rgb colour;
  std::string text;
};
std::vector<LegendEntry> legend(const snapshot::RunHeader& header, const snapshot::Frame& frame,
                                const Colouring& by);

/// A note when two entries have one colour; else nothing.
std::string repeated(const std::vector<LegendEntry>& entries);

std::string with_commas(std::uint64_t number);

}  // namespace tilscape::viz
