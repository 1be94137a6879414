// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "viz/render.hpp"

#include <stdexcept>
#include <string>

namespace tilscape::viz {

/// Every problem of a view file, a line for each: "file:line:column: error[E0801]: problem (why).
/// suggestion".
struct ViewError : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// Takes over what a view file says (docs/reference/tilscape-view.md), as the page saves it. Throws
/// snapshot::ReadError when it cannot be read, ViewError when something of it is wrong.
void read_view(const std::string& path, RenderJob& job);
/// The same of the text of a file with this name.
void read_view_text(const std::string& text, const std::string& name, RenderJob& job);

}  // namespace tilscape::viz
