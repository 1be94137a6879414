// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/choose.hpp"

#include "proto/error.hpp"
#include "proto/frame_time.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <stdexcept>

namespace tilscape::viz {

std::string find_snapshots(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!fs::is_directory(path, error)) return path;
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(path, error))
    if (entry.path().extension() == ".tsnap") found.push_back(entry.path().string());
  if (error) throw snapshot::ReadError(path + ": " + error.message());
  if (found.size() != 1)
    throw snapshot::ReadError(path + ": holds " + std::to_string(found.size()) +
                              " .tsnap files, one is needed; name the file itself");
  return found.front();
}

void require_frames(const snapshot::Reader& reader) {
  if (reader.frames().empty())
    throw snapshot::ReadError(reader.name() + ": holds no frame" +
                              (reader.damage() ? ": " + reader.damage()->reason : ""));
}

double parse_time(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string unit(end, text.data() + text.size() - end);
  unit.erase(0, unit.find_first_not_of(' ') == std::string::npos ? unit.size() : unit.find_first_not_of(' '));
  const double seconds = unit == "s"     ? 1
                         : unit == "min" ? 60
                         : unit == "h"   ? 3600
                         : unit == "d"   ? 86400
                         : unit == "wk"  ? 604800
                                         : 0;
  if (error != std::errc{} || seconds == 0 || !(number >= 0) || !std::isfinite(number))
    throw std::invalid_argument("`" + text +
                                "` is not a time; write a number with s, min, h, d or wk, as in 7d");
  return number * seconds / 60;
}

std::size_t choose_frame(const snapshot::Reader& reader, const std::string& at) {
  if (at == "first") return 0;
  if (at == "last") return reader.frames().size() - 1;
  return snapshot::frame_at(reader, parse_time(at));
}

std::vector<std::size_t> choose_frames(const snapshot::Reader& reader, double every) {
  if (!(every > 0)) throw std::invalid_argument("the time between pictures must be above zero");
  std::vector<std::size_t> chosen;
  const double last = reader.frames().back().time;
  // More pictures than frames would only repeat some.
  const double step = std::max(every, last / (10.0 * static_cast<double>(reader.frames().size())));
  for (int i = 0; i * step <= last; ++i) {
    const std::size_t frame = snapshot::nearest_frame(reader.frames(), i * step);
    if (chosen.empty() || chosen.back() != frame) chosen.push_back(frame);
  }
  return chosen;
}

}  // namespace tilscape::viz
