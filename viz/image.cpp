// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/image.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace tilscape::viz {
namespace {

std::uint8_t mixed(std::uint8_t a, std::uint8_t b, float share) {
  const float from = a;
  return static_cast<std::uint8_t>(from + (static_cast<float>(b) - from) * share + 0.5F);
}

int floor_int(float x) {
  return static_cast<int>(std::floor(x));
}

}  // namespace

Rgb mix(Rgb a, Rgb b, float share) {
  return {mixed(a.r, b.r, share), mixed(a.g, b.g, share), mixed(a.b, b.b, share)};
}

Image::Image(int width, int height, Rgb background) : width_(width), height_(height) {
  if (width < 1 || height < 1 || width > 32768 || height > 32768)
    throw std::invalid_argument("an image has between 1 and 32768 pixels along a side");
  pixels_.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), background);
}

void Image::blend(int x, int y, Rgb colour, float coverage) {
  if (!inside(x, y) || coverage <= 0) return;
  Rgb& pixel = pixels_[index(x, y)];
  pixel = mix(pixel, colour, std::min(coverage, 1.0F));
}

void Image::fill(int x, int y, int width, int height, Rgb colour) {
  for (int row = std::max(y, 0); row < std::min(y + height, height_); ++row)
    for (int column = std::max(x, 0); column < std::min(x + width, width_); ++column)
      pixels_[index(column, row)] = colour;
}

void Image::frame(int x, int y, int width, int height, Rgb colour) {
  fill(x, y, width, 1, colour);
  fill(x, y + height - 1, width, 1, colour);
  fill(x, y, 1, height, colour);
  fill(x + width - 1, y, 1, height, colour);
}

void Image::paste(const Image& other, int x, int y) {
  for (int row = 0; row < other.height(); ++row)
    for (int column = 0; column < other.width(); ++column) set(x + column, y + row, other.at(column, row));
}

void Image::line(float x0, float y0, float x1, float y1, float width, Rgb colour) {
  const float reach = width / 2 + 1;
  const float dx = x1 - x0;
  const float dy = y1 - y0;
  const float length2 = dx * dx + dy * dy;
  const auto pixel = [](float place, int pixels) {
    return floor_int(std::clamp(place, -1.0F, static_cast<float>(pixels)));
  };
  const int last_row = pixel(std::max(y0, y1) + reach, height_);
  const int last_column = pixel(std::max(x0, x1) + reach, width_);
  for (int y = pixel(std::min(y0, y1) - reach, height_); y <= last_row; ++y) {
    for (int x = pixel(std::min(x0, x1) - reach, width_); x <= last_column; ++x) {
      const float px = static_cast<float>(x) + 0.5F - x0;
      const float py = static_cast<float>(y) + 0.5F - y0;
      const float along = length2 > 0 ? std::clamp((px * dx + py * dy) / length2, 0.0F, 1.0F) : 0.0F;
      const float ex = px - along * dx;
      const float ey = py - along * dy;
      blend(x, y, colour, width / 2 + 0.5F - std::sqrt(ex * ex + ey * ey));
    }
  }
}

void Image::disc(float x, float y, float radius, Rgb colour) {
  rounded(x - radius, y - radius, 2 * radius, 2 * radius, radius, colour);
}

void Image::rounded(float x, float y, float width, float height, float radius, Rgb colour) {
  const float cx = x + width / 2;
  const float cy = y + height / 2;
  for (int row = floor_int(y); row <= floor_int(y + height); ++row) {
    for (int column = floor_int(x); column <= floor_int(x + width); ++column) {
      const float dx = std::abs(static_cast<float>(column) + 0.5F - cx) - (width / 2 - radius);
      const float dy = std::abs(static_cast<float>(row) + 0.5F - cy) - (height / 2 - radius);
      const float ox = std::max(dx, 0.0F);
      const float oy = std::max(dy, 0.0F);
      const float distance = std::sqrt(ox * ox + oy * oy) + std::min(std::max(dx, dy), 0.0F) - radius;
      blend(column, row, colour, 0.5F - distance);
    }
  }
}

Image Image::shrunk(int width, int height) const {
  Image result(width, height, white);
  const auto bound = [](int i, int from, int to) {
    return static_cast<int>(static_cast<std::int64_t>(i) * from / to);
  };
  for (int y = 0; y < height; ++y) {
    const int y0 = bound(y, height_, height);
    const int y1 = std::max(bound(y + 1, height_, height), y0 + 1);
    for (int x = 0; x < width; ++x) {
      const int x0 = bound(x, width_, width);
      const int x1 = std::max(bound(x + 1, width_, width), x0 + 1);
      int r = 0, g = 0, b = 0;
      for (int sy = y0; sy < y1; ++sy) {
        for (int sx = x0; sx < x1; ++sx) {
          const Rgb pixel = at(sx, sy);
          r += pixel.r;
          g += pixel.g;
          b += pixel.b;
        }
      }
      const int n = (x1 - x0) * (y1 - y0);
      const auto mean = [n](int sum) { return static_cast<std::uint8_t>((sum + n / 2) / n); };
      result.set(x, y, {mean(r), mean(g), mean(b)});
    }
  }
  return result;
}

}  // namespace tilscape::viz
