// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "viz/image.hpp"

#include <string>
#include <string_view>

namespace tilscape::viz {

/// How large letters are [pixels]: the height of a capital, and the width of the pen.
struct Pen {
  float capital = 10;
  float width = 1.3F;
};

/// Width of a line of text [pixels].
float text_width(std::string_view text, Pen pen);
/// As much of it as fits, with "..." when that is not all.
std::string fitted(std::string_view text, Pen pen, float width);
/// Draws it with its left end at x and its base line at y.
void draw_text(Image& image, float x, float y, std::string_view text, Pen pen, Rgb colour);
void draw_text_right(Image& image, float right, float y, std::string_view text, Pen pen, Rgb colour);

}  // namespace tilscape::viz
