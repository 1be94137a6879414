// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/film.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

extern char** environ;

namespace tilscape::viz {

bool is_film(const std::string& path) {
  const std::string end = std::filesystem::path(path).extension().string();
  return end == ".mp4" || end == ".webm" || end == ".gif";
}

Film::Film(std::string path, int width, int height, double pictures_per_second)
    : path_(std::move(path)), file_(path_), width_(width + width % 2), height_(height + height % 2) {
  std::vector<std::string> words = {"ffmpeg",   "-loglevel",
                                    "error",    "-y",
                                    "-f",       "rawvideo",
                                    "-pix_fmt", "rgb24",
                                    "-s",       fmt::format("{}x{}", width_, height_),
                                    "-r",       fmt::format("{}", pictures_per_second),
                                    "-i",       "-"};
  // Players know colours at half the resolution only; a GIF has a palette of its own instead.
  const std::string ending = std::filesystem::path(path_).extension().string();
  if (ending == ".gif")
    words.insert(words.end(), {"-vf", "split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=none"});
  else
    words.insert(words.end(), {"-pix_fmt", "yuv420p", "-crf", "18"});
  if (ending == ".mp4") words.insert(words.end(), {"-movflags", "+faststart"});
  words.insert(words.end(), {"-f", ending.substr(1), "file:" + file_.beside()});
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  std::signal(SIGPIPE, SIG_IGN);  // an encoder that ends early is an error with a message
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail(std::generic_category().message(errno));
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[0], 0);
  const int error = ::posix_spawnp(&encoder_, "ffmpeg", &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[0]);
  pipe_ = ends[1];
  if (error != 0) {
    encoder_ = -1;
    fail("films need ffmpeg, which cannot be started: " + std::generic_category().message(error));
  }
}

Film::~Film() {
  if (encoder_ >= 0) wait();
}

void Film::fail(const std::string& why) {
  throw std::runtime_error(path_ + ": " + why);
}

int Film::wait() {
  ::close(std::exchange(pipe_, -1));
  int status = 0;
  ::waitpid(std::exchange(encoder_, -1), &status, 0);
  return status;
}

void Film::add(const Image& image) {
  Image canvas(width_, height_, white);
  canvas.paste(image, 0, 0);
  static_assert(sizeof(Rgb) == 3);
  const auto* bytes = reinterpret_cast<const char*>(canvas.pixels().data());
  std::size_t left = canvas.pixels().size() * sizeof(Rgb);
  while (left > 0) {
    const auto written = ::write(pipe_, bytes, left);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      wait();
      fail("ffmpeg has stopped; its message is above");
    }
    bytes += written;
    left -= static_cast<std::size_t>(written);
  }
}

void Film::finish() {
  if (wait() != 0) fail("ffmpeg could not write it; its message is above");
  file_.commit();
}

}  // namespace tilscape::viz
