// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "viz/sheet.hpp"

#include <string>
#include <vector>

namespace tilscape::viz {

struct RenderJob {
  std::vector<std::string> runs;  ///< run folders or snapshot files
  std::string at = "last";
  std::string every;  ///< a time: a picture for each; empty: one picture
  std::string out = "picture.png";
  double pictures_per_second = 8;  ///< of a film
  SheetOptions sheet;
};

/// Reads, draws and writes; returns the files written. With `every`, out.png becomes out-0001.png, ...: their
/// number ranges are those of all the pictures together, so that colours mean the same in each. A film
/// (film.hpp) has every frame without `every`.
std::vector<std::string> render(const RenderJob& job);

}  // namespace tilscape::viz
