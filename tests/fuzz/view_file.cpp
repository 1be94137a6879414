// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Bytes as a view file: what is taken over can be drawn with, anything else is refused with its place.
#include "viz/view_file.hpp"

#include <cstdlib>
#include <string>

using namespace tilscape::viz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  RenderJob job;
  try {
    read_view_text(std::string(reinterpret_cast<const char*>(data), size), "view.yaml", job);
  } catch (const ViewError& error) {
    if (std::string(error.what()).find("view.yaml:") != 0) std::abort();
    return 0;
  }
  for (const auto& [name, range] : job.sheet.ranges)
    if (!(range.low < range.high)) std::abort();
  if (!(job.sheet.cutting.at >= 0 && job.sheet.cutting.at <= 1)) std::abort();
  if (job.sheet.viewpoint && !(job.sheet.viewpoint->zoom > 0)) std::abort();
  return 0;
}
