// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <span>
#include <string_view>

namespace tilscape::viz {

/// A file of the page, built from viz/web and part of the program.
struct PageFile {
  std::string_view target;  ///< "/", "/assets/index-1a2b3c.js"
  std::string_view type;
  std::string_view body;
};

/// All of them; none when the program was built without the page (TILSCAPE_VIEWER_PAGE).
std::span<const PageFile> page_files();

}  // namespace tilscape::viz
