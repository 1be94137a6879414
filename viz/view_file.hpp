// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "viz/render.hpp"

#include <string>

namespace tilscape::viz {

/// Takes over what a view file says (schema tilscape.view/1, as the page saves it;
/// docs/reference/tilscape-view.md). Throws snapshot::ReadError when it cannot be read, std::invalid_argument
/// naming the key when it is wrong.
void read_view(const std::string& path, RenderJob& job);

}  // namespace tilscape::viz
