// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"
#include "viz/cells.hpp"
#include "viz/colouring.hpp"
#include "viz/look.hpp"

#include <array>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tilscape::viz {

/// One run at one time.
struct Panel {
  std::string title;
  const snapshot::RunHeader* header;
  const snapshot::Frame* frame;
};

struct LevelChoice {
  std::string substance;
  double value = 0;
};

/// Of the lattice: the sites whose middles lie in it [um].
struct Region {
  static constexpr double far = std::numeric_limits<double>::infinity();
  std::array<double, 3> low = {-far, -far, -far};
  std::array<double, 3> high = {far, far, far};
};

struct SheetOptions {
  int size = 800;  ///< width of a panel [pixels]
  Cutting cutting;
  std::string colour = "type";
  std::string background;            ///< a substance on the faces of the cut, or below the cells of a section
  std::optional<LevelChoice> level;  ///< the surface on which a substance has it, in a solid
  std::vector<std::string> hidden;   ///< TYPE or TYPE.STATE of agents
  std::optional<CellChoice::Condition> where;  ///< only agents with such numbers
  std::optional<Region> region;                ///< only agents there
  std::map<std::string, Range> ranges;         ///< of numbers by name; of others what the panels hold
  std::optional<Viewpoint> viewpoint;
  bool vessels = true;  ///< drawn when a run has any

  [[nodiscard]] std::optional<Range> range_of(const std::string& name) const;
};

/// The panels side by side, each with title, time, scale bar and legend. All panels share a range of numbers.
Image draw_sheet(const std::vector<Panel>& panels, const SheetOptions& options);

/// "day 7 06:00"; "day 0 00:00:42" when it is no whole minute.
std::string clock_text(double minutes);
/// The greatest of 1, 2, 5, 10, ... that is not above: for scale bars.
double round_below(double length);

}  // namespace tilscape::viz
