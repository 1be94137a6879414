// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/render.hpp"

#include "proto/reader.hpp"
#include "viz/choose.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace tilscape::viz {
namespace {

std::string title_of(const std::string& path, const snapshot::Reader& reader) {
  namespace fs = std::filesystem;
  if (!fs::is_directory(path)) return reader.header().scenario_name;
  const std::string name = fs::path(path).lexically_normal().filename().string();
  return name.empty() ? fs::path(path).lexically_normal().parent_path().filename().string() : name;
}

std::string numbered(const std::string& out, std::size_t number) {
  const std::filesystem::path path(out);
  return (path.parent_path() /
          fmt::format("{}-{:04}{}", path.stem().string(), number, path.extension().string()))
      .string();
}

void render_one(const RenderJob& job, const std::vector<snapshot::Reader>& readers,
                const std::vector<std::size_t>& chosen, const SheetOptions& options, const std::string& out) {
  std::vector<snapshot::Frame> frames;
  frames.reserve(readers.size());
  std::vector<Panel> panels;
  for (std::size_t i = 0; i < readers.size(); ++i) {
    frames.push_back(readers[i].read(chosen[i]));
    panels.push_back({title_of(job.runs[i], readers[i]), &readers[i].header(), &frames.back()});
  }
  write_png(draw_sheet(panels, options), out);
}

std::optional<Range> range_over(const snapshot::Reader& reader, const std::vector<std::size_t>& frames,
                                const SheetOptions& options) {
  const Colouring by = colouring(reader.header(), options.colour, options.hidden);
  std::optional<Range> range;
  if (by.by == Colouring::By::type || by.by == Colouring::By::state) return range;
  for (const std::size_t frame : frames)
    if (const auto here = range_of(reader.read(frame), by)) range = join(range, here);
  return range;
}

}  // namespace

std::vector<std::string> render(const RenderJob& job) {
  std::vector<snapshot::Reader> readers;
  for (const std::string& run : job.runs) readers.emplace_back(find_snapshots(run));
  std::vector<std::string> written;
  if (job.every.empty()) {
    std::vector<std::size_t> chosen;
    for (const auto& reader : readers) chosen.push_back(choose_frame(reader, job.at));
    render_one(job, readers, chosen, job.sheet, job.out);
    return {job.out};
  }
  // The first run sets the clock of all.
  const std::vector<std::size_t> times = choose_frames(readers.front(), parse_time(job.every));
  SheetOptions options = job.sheet;
  std::vector<std::vector<std::size_t>> chosen(times.size());
  for (const auto& reader : readers) {
    std::vector<std::size_t> frames;
    for (std::size_t i = 0; i < times.size(); ++i) {
      const double time = readers.front().frames()[times[i]].time;
      frames.push_back(choose_frame(reader, fmt::format("{}min", time)));
      chosen[i].push_back(frames.back());
    }
    if (!job.sheet.range)
      if (const auto here = range_over(reader, frames, options)) options.range = join(options.range, here);
  }
  for (std::size_t i = 0; i < times.size(); ++i) {
    written.push_back(numbered(job.out, i + 1));
    render_one(job, readers, chosen[i], options, written.back());
  }
  return written;
}

}  // namespace tilscape::viz
