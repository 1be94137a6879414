// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/render.hpp"

#include "proto/frame_time.hpp"
#include "proto/reader.hpp"
#include "viz/choose.hpp"
#include "viz/film.hpp"
#include "viz/output.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <numeric>

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

Image sheet_of(const RenderJob& job, const std::vector<snapshot::Reader>& readers,
               const std::vector<std::size_t>& chosen, const SheetOptions& options) {
  std::vector<snapshot::Frame> frames;
  frames.reserve(readers.size());
  std::vector<Panel> panels;
  for (std::size_t i = 0; i < readers.size(); ++i) {
    frames.push_back(readers[i].read(chosen[i]));
    panels.push_back({title_of(job.runs[i], readers[i]), &readers[i].header(), &frames.back()});
  }
  return draw_sheet(panels, options);
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

// The frames of all runs that belong together, and the range of numbers that holds in all of them. The first
// run sets the clock.
struct Sequence {
  std::vector<std::vector<std::size_t>> frames;  // by picture, then by run
  SheetOptions options;
};
Sequence sequence_of(const RenderJob& job, const std::vector<snapshot::Reader>& readers) {
  const snapshot::Reader& first = readers.front();
  std::vector<std::size_t> times(first.frames().size());
  std::iota(times.begin(), times.end(), std::size_t{0});
  if (!job.every.empty()) times = choose_frames(first, parse_time(job.every));
  Sequence sequence{std::vector<std::vector<std::size_t>>(times.size()), job.sheet};
  for (const auto& reader : readers) {
    std::vector<std::size_t> frames;
    for (std::size_t i = 0; i < times.size(); ++i) {
      frames.push_back(snapshot::nearest_frame(reader.frames(), first.frames()[times[i]].time));
      sequence.frames[i].push_back(frames.back());
    }
    const std::string& colour = job.sheet.colour;
    if (!job.sheet.range_of(colour))
      if (const auto here = range_over(reader, frames, sequence.options))
        sequence.options.ranges[colour] = join(sequence.options.range_of(colour), here);
  }
  return sequence;
}

// How high a picture is depends on its legend, and a film has one height: that of the highest. So each
// picture is drawn twice, which takes less than to keep them all.
void write_film(const RenderJob& job, const std::vector<snapshot::Reader>& readers) {
  const Sequence sequence = sequence_of(job, readers);
  int width = 0, height = 0;
  for (const auto& frames : sequence.frames) {
    const Image sheet = sheet_of(job, readers, frames, sequence.options);
    width = std::max(width, sheet.width());
    height = std::max(height, sheet.height());
  }
  Film film(job.out, width, height, job.pictures_per_second);
  for (const auto& frames : sequence.frames) film.add(sheet_of(job, readers, frames, sequence.options));
  film.finish();
}

}  // namespace

std::vector<std::string> render(const RenderJob& job) {
  prepare_folder_of(job.out);
  std::vector<snapshot::Reader> readers;
  for (const std::string& run : job.runs) {
    readers.emplace_back(find_snapshots(run)).require_all_sites();
    require_frames(readers.back());
  }
  if (is_film(job.out)) {
    write_film(job, readers);
    return {job.out};
  }
  if (job.every.empty()) {
    std::vector<std::size_t> chosen;
    for (const auto& reader : readers) chosen.push_back(choose_frame(reader, job.at));
    write_png(sheet_of(job, readers, chosen, job.sheet), job.out);
    return {job.out};
  }
  const Sequence sequence = sequence_of(job, readers);
  std::vector<std::string> written;
  for (std::size_t i = 0; i < sequence.frames.size(); ++i) {
    written.push_back(numbered(job.out, i + 1));
    write_png(sheet_of(job, readers, sequence.frames[i], sequence.options), written.back());
  }
  return written;
}

}  // namespace tilscape::viz
