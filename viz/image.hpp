// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tilscape::viz {

struct Rgb {
  std::uint8_t r = 0, g = 0, b = 0;
  friend constexpr bool operator==(const Rgb&, const Rgb&) = default;
};

inline constexpr Rgb white = {255, 255, 255};
inline constexpr Rgb black = {0, 0, 0};

/// `share` 0 gives a, 1 gives b.
Rgb mix(Rgb a, Rgb b, float share);

/// Pixels in rows from the top left. Drawing outside of the image is no error and does nothing.
class Image {
 public:
  Image(int width, int height, Rgb background);

  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  [[nodiscard]] Rgb at(int x, int y) const { return pixels_[index(x, y)]; }
  [[nodiscard]] const std::vector<Rgb>& pixels() const { return pixels_; }

  void set(int x, int y, Rgb colour) {
    if (inside(x, y)) pixels_[index(x, y)] = colour;
  }
  /// Lays the colour over what is there; coverage 0 to 1.
  void blend(int x, int y, Rgb colour, float coverage);
  void fill(int x, int y, int width, int height, Rgb colour);
  void frame(int x, int y, int width, int height, Rgb colour);  ///< one pixel wide, inside
  void paste(const Image& other, int x, int y);
  /// Smooth-edged shapes, in pixels; the centre of the first pixel is (0.5, 0.5).
  void line(float x0, float y0, float x1, float y1, float width, Rgb colour);
  void disc(float x, float y, float radius, Rgb colour);
  void rounded(float x, float y, float width, float height, float radius, Rgb colour);

  /// The image at another size, each pixel the mean of what it covers. Not larger than this one.
  [[nodiscard]] Image shrunk(int width, int height) const;

 private:
  [[nodiscard]] bool inside(int x, int y) const { return x >= 0 && x < width_ && y >= 0 && y < height_; }
  [[nodiscard]] std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
  }

  int width_;
  int height_;
  std::vector<Rgb> pixels_;
};

/// The PNG file of an image: the same bytes for the same pixels (and the same libpng and zlib).
std::vector<std::uint8_t> encode_png(const Image& image);
/// Writes it whole or not at all; throws snapshot::WriteError with path and reason.
void write_png(const Image& image, const std::string& path);

}  // namespace tilscape::viz
