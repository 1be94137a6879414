// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/console.hpp"
#include "proto/error.hpp"
#include "viz/render.hpp"
#include "viz/server/page.hpp"
#include "viz/server/server.hpp"
#include "viz/server/share.hpp"
#include "viz/view_file.hpp"

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <map>
#include <new>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace console = tilscape::console;

// Exit codes as those of `tilscape`: 2 wrong use, 4 an input cannot be read, 69 too little memory is granted,
// 71 it ran out, 74 a write failed.
constexpr int wrong_use = 2;
constexpr int unreadable = 4;
constexpr int too_large = 69;
constexpr int no_memory = 71;
constexpr int write_failed = 74;

int complain(const std::exception& error, int code) {
  console::tell("tilscape-view: {}\n", error.what());
  return code;
}

struct ShowJob {
  std::vector<std::string> runs;
  std::uint16_t port = 0;
};

int show(const ShowJob& job) {
  using namespace tilscape::viz;
  if (page_files().empty()) {
    console::tell(
        "tilscape-view: this program was built without its page (it needs Node: BUILDING.md); "
        "`tilscape-view render` draws without it\n");
    return wrong_use;
  }
  Api api(job.runs);
  Server server(api, job.port);
  server.stop_at_signals();
  console::print("{}\n", server.address());
  if (console::end(0, write_failed) != 0) return write_failed;  // nobody would know where it is
  console::tell(
      "Open it in a browser on this computer. From another one, for example a laptop:\n"
      "  ssh -L {0}:127.0.0.1:{0} THIS-COMPUTER    then open the same address there\n"
      "Ctrl-C stops the viewer.\n",
      server.port());
  server.run();
  return 0;
}

int view(int argc, char** argv) {
  using namespace tilscape::viz;
  CLI::App program("Looks at the snapshots of tilscape runs", "tilscape-view");
  program.set_version_flag("--version", std::string(TILSCAPE_VERSION));
  program.require_subcommand(0, 1);

  ShowJob shown;
  program.add_option(
      "runs", shown.runs,
      "Run folders or .tsnap files to look at in a browser, up to 64, and the folder of a study");
  program.add_option("--port", shown.port, "Port on this computer; 0: one that is free")
      ->capture_default_str();

  const CLI::Validator finite(
      [](const std::string& text) {
        return std::isfinite(std::strtod(text.c_str(), nullptr)) ? "" : "no number";
      },
      "");
  RenderJob job;
  std::vector<double> range;
  const std::map<std::string, Cut> cuts = {
      {"octant", Cut::octant}, {"plane", Cut::plane}, {"slice", Cut::layer}, {"none", Cut::none}};
  CLI::App* draw = program.add_subcommand("render", "Draw a PNG or a film, without a display");
  draw->add_option("runs", job.runs, "Run folders or .tsnap files; several are drawn side by side")
      ->required();
  // Options take effect in this order, so those that are given come on top of the view.
  draw->add_option_function<std::string>(
      "--view", [&](const std::string& path) { read_view(path, job); },
      "A view that the page has saved; the other options come on top of it");
  draw->add_option("--at", job.at, "first, last, or a time such as 7d or 12h")->capture_default_str();
  draw->add_option("--every", job.every, "A picture for each such time instead: out-0001.png, ...");
  draw->add_option("--out,-o", job.out,
                   "File to write; a film when it ends in .mp4, .webm or .gif (needs ffmpeg)")
      ->capture_default_str();
  draw->add_option("--rate", job.pictures_per_second, "Film: pictures a second")
      ->check(CLI::Range(0.1, 120.0) & finite)
      ->capture_default_str();
  draw->add_option("--size", job.sheet.size, "Width of a panel in pixels")->capture_default_str();
  draw->add_option("--cut", job.sheet.cutting.cut, "3D: octant, plane, slice or none")
      ->transform(CLI::Transformer(cuts));
  draw->add_option("--color", job.sheet.colour, "type, state, or a column or substance by name")
      ->capture_default_str();
  draw->add_option("--background", job.sheet.background,
                   "A substance on the faces of the cut, or below a section");
  draw->add_option("--hide", job.sheet.hidden, "Agent types, or states as TYPE.STATE, not to draw")
      ->delimiter(',');
  draw->add_option_function<std::pair<std::string, double>>(
          "--level",
          [&](const std::pair<std::string, double>& level) {
            if (!std::isfinite(level.second)) throw std::invalid_argument("--level: the number is none");
            job.sheet.level = LevelChoice{level.first, level.second};
          },
          "3D: a substance and a number; the surface on which it has that level")
      ->type_name("SUBSTANCE NUMBER");
  draw->add_flag("!--no-vessels", job.sheet.vessels, "Leave out the vessels");
  draw->add_option("--range", range, "Least and greatest number of the colours")
      ->expected(2)
      ->type_name("LOW HIGH");
  ShareJob shared;
  CLI::App* give = program.add_subcommand("share", "Write one HTML file that plays a run anywhere");
  give->add_option("run", shared.run, "Run folder or .tsnap file")->required();
  give->add_option("--every", shared.every, "A frame for each such time; else every frame");
  give->add_option("--color", shared.value, "A column or substance to colour by, besides type and state");
  give->add_option("--out,-o", shared.out, "File to write")->capture_default_str();
  give->add_option("--most", shared.most, "Size that the file may have [MB]")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  try {
    program.parse(argc, argv);
    if (*give) {
      share(shared);
      console::print("{}\n", shared.out);
      return 0;
    }
    if (!*draw && shown.runs.empty()) {
      console::tell("tilscape-view: name a run, or several\nSee tilscape-view --help\n");
      return wrong_use;
    }
    if (range.size() == 2) job.sheet.ranges[job.sheet.colour] = chosen_range(range[0], range[1]);
    if (!*draw) return show(shown);
    for (const std::string& file : render(job)) console::print("{}\n", file);
    return 0;
  } catch (const CLI::ParseError& error) {
    std::ostringstream out, err;
    const int code = program.exit(error, out, err);
    console::print_text(out.str());
    console::tell_text(err.str());
    return code == 0 ? 0 : wrong_use;
  } catch (const tilscape::snapshot::ReadError& error) {
    return complain(error, unreadable);
  } catch (const ViewError& error) {
    console::tell("{}\n", error.what());
    return wrong_use;
  } catch (const std::invalid_argument& error) {
    return complain(error, wrong_use);
  } catch (const std::bad_alloc& error) {
    return complain(error, no_memory);
  } catch (const std::runtime_error& error) {
    return complain(error, write_failed);
  }
}

}  // namespace

int main(int argc, char** argv) {
  console::begin();
  if (!console::stack_suffices()) return too_large;
  return console::end(view(argc, argv), write_failed);
}
