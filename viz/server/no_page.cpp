// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// In the place of the page in a program that is built without it: cmake/ViewerPage.cmake.

#include "viz/server/page.hpp"

namespace tilscape::viz {

std::span<const PageFile> page_files() {
  return {};
}

}  // namespace tilscape::viz
