// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/image.hpp"
#include "viz/output.hpp"

#include <png.h>
#include <stdexcept>

namespace tilscape::viz {
namespace {

void append(png_structp png, png_bytep data, png_size_t size) {
  auto* bytes = static_cast<std::vector<std::uint8_t>*>(png_get_io_ptr(png));
  bytes->insert(bytes->end(), data, data + size);
}

[[noreturn]] void fail(png_structp, png_const_charp message) {
  throw std::runtime_error(std::string("PNG: ") + message);
}

struct Encoder {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, nullptr);
  png_infop info = png_create_info_struct(png);
  Encoder() = default;
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;
  ~Encoder() { png_destroy_write_struct(&png, &info); }
};

}  // namespace

std::vector<std::uint8_t> encode_png(const Image& image) {
  std::vector<std::uint8_t> bytes;
  Encoder encoder;
  png_set_write_fn(encoder.png, &bytes, append, nullptr);
  png_set_IHDR(encoder.png, encoder.info, static_cast<png_uint_32>(image.width()),
               static_cast<png_uint_32>(image.height()), 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(encoder.png, 9);
  png_set_filter(encoder.png, 0, PNG_FILTER_UP | PNG_FILTER_SUB | PNG_FILTER_NONE);
  png_write_info(encoder.png, encoder.info);
  std::vector<std::uint8_t> row(static_cast<std::size_t>(image.width()) * 3);
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const Rgb pixel = image.at(x, y);
      const std::size_t at = static_cast<std::size_t>(x) * 3;
      row[at] = pixel.r;
      row[at + 1] = pixel.g;
      row[at + 2] = pixel.b;
    }
    png_write_row(encoder.png, row.data());
  }
  png_write_end(encoder.png, nullptr);
  return bytes;
}

void write_png(const Image& image, const std::string& path) {
  write_output(path, encode_png(image));
}

}  // namespace tilscape::viz
