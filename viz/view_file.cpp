// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/view_file.hpp"

#include "proto/error.hpp"

#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace tilscape::viz {
namespace {

using nlohmann::json;

// What `render` cannot do is refused by name, so that a picture never shows something else than the view.
void take(const std::string& key, const json& value, RenderJob& job) {
  if (key == "at_min") {
    job.at = fmt::format("{} min", value.get<double>());
  } else if (key == "color") {
    job.sheet.colour = value.get<std::string>();
  } else if (key == "cut") {
    const auto cut = value.get<std::string>();
    if (cut != "octant" && cut != "slice" && cut != "none")
      throw std::invalid_argument("is octant, slice or none");
    job.sheet.cut = cut == "octant" ? Cut::octant : cut == "slice" ? Cut::slice : Cut::none;
  } else if (key == "hide") {
    job.sheet.hidden = value.get<std::vector<std::string>>();
  } else if (key == "background") {
    job.sheet.background = value.get<std::string>();
  } else if (key == "range") {
    const auto range = value.get<std::array<double, 2>>();
    job.sheet.range = Range{range[0], range[1]};
  } else if (key != "schema") {
    throw std::invalid_argument("is not known here");
  }
}

}  // namespace

void read_view(const std::string& path, RenderJob& job) {
  std::ifstream file(path);
  if (!file) throw snapshot::ReadError(path + ": cannot be opened");
  json view;
  try {
    view = json::parse(file);
  } catch (const json::parse_error& error) {
    throw std::invalid_argument(path + ": no JSON: " + error.what());
  }
  if (!view.is_object() || view.value("schema", json()) != "tilscape.view/1")
    throw std::invalid_argument(path + ": no view: its `schema` is not \"tilscape.view/1\"");
  const auto refuse = [&path](const std::string& key, const std::string& why) {
    throw std::invalid_argument(path + ": `" + key + "` " + why);
  };
  for (const auto& [key, value] : view.items()) {
    try {
      take(key, value, job);
    } catch (const json::type_error&) {
      refuse(key, "is of another type");
    } catch (const json::out_of_range&) {
      refuse(key, "has not the right number of values");
    } catch (const std::invalid_argument& error) {
      refuse(key, error.what());
    }
  }
}

}  // namespace tilscape::viz
