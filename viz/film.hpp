// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/whole_file.hpp"
#include "viz/image.hpp"

#include <string>
#include <sys/types.h>

namespace tilscape::viz {

/// Whether a file's name says that it is a film: .mp4, .webm or .gif.
bool is_film(const std::string& path);

/// A film that ffmpeg, a program of its own, encodes while pictures are added. The file appears when it is
/// finished.
class Film {
 public:
  /// Throws std::runtime_error when ffmpeg cannot be started, snapshot::WriteError when nothing can be
  /// written.
  Film(std::string path, int width, int height, double pictures_per_second);
  ~Film();
  Film(const Film&) = delete;
  Film& operator=(const Film&) = delete;

  /// A smaller picture lies at the top left, on white.
  void add(const Image& image);
  void finish();

 private:
  [[noreturn]] void fail(const std::string& why);
  int wait();

  std::string path_;
  snapshot::WholeFile file_;
  int width_;
  int height_;
  int pipe_ = -1;
  pid_t encoder_ = -1;
};

}  // namespace tilscape::viz
