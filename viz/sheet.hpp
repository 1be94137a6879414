// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"
#include "viz/colouring.hpp"
#include "viz/solid.hpp"

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

struct SheetOptions {
  int size = 800;  ///< width of a panel [pixels]
  Cut cut = Cut::octant;
  std::string colour = "type";
  std::string background;           ///< a substance below the cells of a section; empty: none
  std::vector<std::string> hidden;  ///< agent types
  std::optional<Range> range;       ///< of the numbers; nothing: what the panels hold
};

/// The panels side by side, each with title, time, scale bar and legend. All panels share a range of numbers.
Image draw_sheet(const std::vector<Panel>& panels, const SheetOptions& options);

/// "day 7 06:00".
std::string clock_text(double minutes);
/// The greatest of 1, 2, 5, 10, ... that is not above: for scale bars.
double round_below(double length);

}  // namespace tilscape::viz
