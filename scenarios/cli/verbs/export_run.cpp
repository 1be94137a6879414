// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// tilscape export: snapshots in the formats of other programs. (A function of C++ cannot be called `export`.)
#include "engine/base/error.hpp"
#include "engine/base/quantity.hpp"
#include "proto/console.hpp"
#include "proto/error.hpp"
#include "proto/frame_time.hpp"
#include "proto/json_text.hpp"
#include "proto/run_folder.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/verb.hpp"
#include "scenarios/export/export.hpp"
#include "scenarios/output/progress.hpp"
#include "scenarios/output/run_folder.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace tilscape::scenarios::verbs {

namespace {

namespace fs = std::filesystem;

struct ExportRequest {
  std::string path;  ///< a run folder or a .tsnap file
  std::string format;
  std::string folder;                     ///< empty: exports/FORMAT beside the snapshots
  std::vector<std::string> at = {"all"};  ///< all, first, last, or times
  ExportChoice choice;
};

struct Written {
  std::string name;
  std::uintmax_t bytes;
};

std::vector<Written> files_in(const fs::path& folder) {
  std::vector<Written> files;
  for (const auto& entry : fs::directory_iterator(folder))
    files.push_back({entry.path().filename().string(), entry.file_size()});
  std::sort(files.begin(), files.end(), [](const Written& a, const Written& b) { return a.name < b.name; });
  return files;
}

RunFolder folder_of(const ExportRequest& request, const fs::path& snapshots) {
  if (!request.folder.empty()) return RunFolder::exactly(request.folder);
  return RunFolder::next(snapshots.parent_path() / "exports", request.format);
}

/// Whole frames only are exported; who asked for all of a run must know when there are fewer.
void tell_of_end(const snapshot::Reader& reader) {
  if (reader.damage())
    console::tell(
        "Note: {} is damaged or cut off at record {}, byte {} ({}); its {} whole frames before are used.\n",
        reader.name(), reader.damage()->record, reader.damage()->offset, reader.damage()->reason,
        reader.frames().size());
  else if (!reader.finished())
    console::tell("Note: {} is not closed (the run goes on, or was stopped); its {} whole frames are used.\n",
                  reader.name(), reader.frames().size());
}

std::string report_json(const ExportRequest& request, const ExportTask& task) {
  nlohmann::ordered_json json = {{"schema", "tilscape.export/1"},
                                 {"format", request.format},
                                 {"snapshots", task.reader.name()},
                                 {"complete", task.reader.finished()},
                                 {"folder", task.folder.string()}};
  auto& frames = json["frames"] = nlohmann::ordered_json::array();
  for (const std::size_t f : task.frames) {
    const snapshot::FrameInfo& info = task.reader.frames()[f];
    frames.push_back({{"frame", f}, {"step", info.step}, {"time_min", info.time}});
  }
  auto& files = json["files"] = nlohmann::ordered_json::array();
  for (const Written& file : files_in(task.folder))
    files.push_back({{"name", file.name}, {"bytes", file.bytes}});
  return json_text(json);
}

std::string report_text(const ExportTask& task) {
  const auto files = files_in(task.folder);
  std::uintmax_t bytes = 0;
  for (const Written& file : files) bytes += file.bytes;
  const auto day = [&](std::size_t f) { return task.reader.frames()[f].time / minutes_per_day; };
  const std::string when = task.frames.size() == 1
                               ? fmt::format("1 frame (day {:.4g})", day(task.frames.front()))
                               : fmt::format("{} frames (day {:.4g} to {:.4g})", task.frames.size(),
                                             day(task.frames.front()), day(task.frames.back()));
  return fmt::format("{}   {} files   {:.1f} MB\nFolder: {}", when, files.size(),
                     static_cast<double>(bytes) / 1e6, task.folder.string());
}

Exit export_all(const ExportRequest& request, const ExportFormat& format, const Globals& globals) {
  if (!fs::exists(request.path)) throw InputError(request.path + ": there is no such file or folder");
  const fs::path path = snapshot::snapshot_file(request.path);
  if (!fs::exists(path)) throw InputError(request.path + ": no run folder (it has no snapshots.tsnap)");
  const snapshot::Reader reader(path.string());
  if (format.every_site) reader.require_all_sites();
  const Selection selection(reader.header(), request.choice);
  ExportTask task{reader, selection, chosen_frames(reader, request.at), {}};
  tell_of_end(reader);
  task.folder = folder_of(request, path).path();

  Progress progress = progress_of(globals, 0, reader.frames()[task.frames.back()].time);
  try {
    export_frames(task, format, [&](std::size_t i) {
      progress.update(reader.frames()[task.frames[i]].time,
                      fmt::format("frame {} of {}", i + 1, task.frames.size()));
    });
  } catch (...) {
    progress.finish();
    throw;
  }
  progress.finish();
  if (globals.json)
    console::print("{}\n", report_json(request, task));
  else if (!globals.quiet)
    console::print("{}\n", report_text(task));
  return Exit::done;
}

Exit export_command(const ExportRequest& request, const Globals& globals) {
  const auto formats = export_formats();
  const auto format = std::find_if(formats.begin(), formats.end(),
                                   [&](const ExportFormat& f) { return f.name == request.format; });
  try {
    return export_all(request, *format, globals);
  } catch (const ChoiceError& e) {
    throw CommandError(e.what());
  } catch (const snapshot::NoFrameThere& e) {
    throw CommandError(std::string("--at: ") + e.what());
  }
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const ExportFormat& format : export_formats()) names.emplace_back(format.name);
  return names;
}

std::string format_help() {
  std::string text = "The format:";
  for (const ExportFormat& format : export_formats())
    text += fmt::format("\n{}: {}", format.name, format.about);
  return text;
}

Command options(Options& verb) {
  auto request = std::make_shared<ExportRequest>();
  verb.add_option("RUN", request->path, "A run folder or a .tsnap file").required();
  verb.add_option("--format", request->format, format_help()).required().one_of(format_names());
  verb.add_option("-o,--out", request->folder,
                  "Folder of the files, which must be empty (default: exports/FORMAT beside the snapshots)");
  const auto list = [&](const char* flag, std::vector<std::string>& names, const char* about) {
    verb.add_option(flag, names, about).comma_separated();
  };
  list("--at", request->at, "Frames: all (default), first, last, or the nearest to times such as 7d");
  list("--types", request->choice.types, "Only these agent types, or none");
  list("--columns", request->choice.columns, "Only these columns of the agents, or none");
  list("--substances", request->choice.substances, "Only these substances, or none");
  return [request](const CommandLine& line) { return export_command(*request, line.globals); };
}

}  // namespace

Verb export_run() {
  return {.name = "export",
          .about = "Write snapshots in the formats of other programs",
          .order = 120,
          .examples = {{70, "tilscape export runs/quickstart-1 --format vtk"},
                       {70,
                        "tilscape export runs/quickstart-1 --format csv --at 7d,last --types cancer,cd8 "
                        "--substances none -o tables"}},
          .options = options,
          .words = format_names};
}

}  // namespace tilscape::scenarios::verbs
