// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tilscape::scenarios {

struct Position {
  double x, y, z;  ///< [um]
};

/// Where the sites of a lattice lie in space: the corner of the first at the origin; a flat lattice lies
/// around z = 0, as thick as it is.
class SitePlaces {
 public:
  explicit SitePlaces(const snapshot::LatticeInfo& lattice);

  [[nodiscard]] Position centre(std::uint64_t site) const;
  [[nodiscard]] Position corner() const { return {0, 0, first_z_}; }             ///< of the first site
  [[nodiscard]] Position size() const { return {spacing_, spacing_, height_}; }  ///< of a site

 private:
  std::uint64_t nx_, ny_;
  double spacing_, height_, first_z_;
};

/// The share of a site's volume that an agent of the type takes [um3], and the radius of a ball of it [um].
double cell_volume(const snapshot::RunHeader& header, std::size_t type);
double cell_radius(double volume);

/// "oxygen [mmHg]"; a pure number is only a name.
std::string with_unit(const std::string& name, const std::string& unit);

/// A column in a table of all agents. Columns of several types are one when name, unit and number agree. When
/// only the name does, the later ones are named TYPE.NAME, and so is one with the name of what every agent
/// has, or of what the format has by itself.
struct SharedColumn {
  std::string name;
  std::string original;  ///< in its type
  std::string unit;
  snapshot::Number number;
  std::vector<std::optional<std::size_t>> of;  ///< of each type: which of its columns, if it has this one
};
std::vector<SharedColumn> shared_columns(const snapshot::RunHeader& header,
                                         const std::vector<std::string>& of_format = {});

/// How many of these agents each site holds. Throws snapshot::ReadError above 65,535, which no run reaches.
std::vector<std::uint16_t> counts_by_site(const snapshot::AgentTable& agents, std::uint64_t sites);

/// The values of a substance, or null when the frame has none.
const snapshot::ColumnData* field_values(const snapshot::Frame& frame, std::size_t substance);

/// For formats that know types and states by number only: a line for each state with its names.
std::string legend_csv(const snapshot::RunHeader& header);

}  // namespace tilscape::scenarios
