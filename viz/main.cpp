// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/error.hpp"
#include "viz/render.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <map>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

// Exit codes as those of `tilscape`: 2 wrong use, 4 an input cannot be read, 74 a write failed.
constexpr int wrong_use = 2;
constexpr int unreadable = 4;
constexpr int no_memory = 71;
constexpr int write_failed = 74;

int complain(const std::exception& error, int code) {
  std::fprintf(stderr, "tilscape-view: %s\n", error.what());
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace tilscape::viz;
  CLI::App program("Looks at the snapshots of tilscape runs", "tilscape-view");
  program.set_version_flag("--version", std::string(TILSCAPE_VERSION));
  program.require_subcommand(1);

  RenderJob job;
  std::vector<double> range;
  const std::map<std::string, Cut> cuts = {
      {"octant", Cut::octant}, {"slice", Cut::slice}, {"none", Cut::none}};
  CLI::App* draw = program.add_subcommand("render", "Draw a PNG, without a display");
  draw->add_option("runs", job.runs, "Run folders or .tsnap files; several are drawn side by side")
      ->required();
  draw->add_option("--at", job.at, "first, last, or a time such as 7d or 12h")->capture_default_str();
  draw->add_option("--every", job.every, "A picture for each such time instead: out-0001.png, ...");
  draw->add_option("--out,-o", job.out, "File to write")->capture_default_str();
  draw->add_option("--size", job.sheet.size, "Width of a panel in pixels")->capture_default_str();
  draw->add_option("--cut", job.sheet.cut, "3D: octant, slice or none")->transform(CLI::Transformer(cuts));
  draw->add_option("--color", job.sheet.colour, "type, state, or a column or substance by name")
      ->capture_default_str();
  draw->add_option("--background", job.sheet.background, "Section: a substance below the cells");
  draw->add_option("--hide", job.sheet.hidden, "Agent types not to draw")->delimiter(',');
  draw->add_option("--range", range, "Least and greatest number of the colours")->expected(2);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : wrong_use;
  }
  if (range.size() == 2) job.sheet.range = Range{range[0], range[1]};

  try {
    for (const std::string& file : render(job)) std::printf("%s\n", file.c_str());
    return 0;
  } catch (const tilscape::snapshot::ReadError& error) {
    return complain(error, unreadable);
  } catch (const std::invalid_argument& error) {
    return complain(error, wrong_use);
  } catch (const std::bad_alloc& error) {
    return complain(error, no_memory);
  } catch (const std::runtime_error& error) {
    return complain(error, write_failed);
  }
}
