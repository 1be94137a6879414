// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/view_file.hpp"

#include "proto/error.hpp"
#include "viz/choose.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <stdexcept>
#include <vector>
#include <yaml-cpp/yaml.h>

namespace tilscape::viz {
namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();
constexpr std::size_t largest = 1U << 16U;  // of a file [bytes]

/// A value that is not what it should be.
struct Wrong {
  YAML::Mark where;
  std::string problem;
  std::string suggestion;
};

class ViewReader {
 public:
  ViewReader(std::string path, RenderJob& job) : path_(std::move(path)), job_(job) {}

  void read(const std::string& text) {
    try {
      const YAML::Node view = YAML::Load(text);
      if (!view.IsMap()) throw Wrong{view.Mark(), "this is no view", "A view is a map: `color: type`"};
      each(view, view_keys());
      if (!schema_) tell({view.Mark(), "this is no view", "It begins with `schema: tilscape.view/1`"});
    } catch (const YAML::Exception& error) {
      tell({error.mark, "no YAML: " + error.msg, ""});
    } catch (const Wrong& wrong) {
      tell(wrong);
    }
    if (!problems_.empty()) throw ViewError(problems_);
  }

 private:
  using Take = std::function<void(const YAML::Node&)>;
  using Keys = std::map<std::string, Take>;

  /// What `render` does not do is refused by name, so that a picture never shows something else than the
  /// view.
  Keys view_keys() {
    SheetOptions& sheet = job_.sheet;
    return {{"schema", [this](const auto& v) { schema(v); }},
            {"time", [this](const auto& v) { time(v); }},
            {"color", [&](const auto& v) { sheet.colour = text(v); }},
            {"hide", [&](const auto& v) { sheet.hidden = texts(v); }},
            {"where", [&](const auto& v) { sheet.where = condition(v); }},
            {"region", [this](const auto& v) { region(v); }},
            {"cut", [&](const auto& v) { sheet.cutting.cut = cut(v); }},
            {"axis", [&](const auto& v) { sheet.cutting.axis = axis(v); }},
            {"at", [&](const auto& v) { sheet.cutting.at = number(v, 0, 1); }},
            {"substance", [&](const auto& v) { sheet.background = text(v); }},
            {"ranges", [this](const auto& v) { ranges(v); }},
            {"level", [&](const auto& v) { sheet.level = level(v); }},
            {"vessels", [&](const auto& v) { sheet.vessels = yes(v); }},
            {"camera", [&](const auto& v) { sheet.viewpoint = viewpoint(v); }}};
  }

  /// Every problem of a map is told, not only the first.
  void each(const YAML::Node& map, const Keys& keys) {
    if (!map.IsMap()) throw Wrong{map.Mark(), "this should be a map", "Its keys: " + names_of(keys)};
    for (const auto& entry : map) {
      try {
        const std::string key = text(entry.first);
        const auto known = keys.find(key);
        if (known == keys.end())
          throw Wrong{entry.first.Mark(), "`" + key + "` is not known here", "There is " + names_of(keys)};
        known->second(entry.second);
      } catch (const Wrong& wrong) {
        tell(wrong);
      }
    }
  }

  static std::string names_of(const Keys& keys) {
    std::string names;
    for (const auto& [name, take] : keys) names += (names.empty() ? "" : ", ") + name;
    return names;
  }

  void schema(const YAML::Node& value) {
    if (text(value) != "tilscape.view/1")
      throw Wrong{value.Mark(), "a view of another kind: `" + text(value) + "`",
                  "This program reads tilscape.view/1"};
    schema_ = true;
  }

  void time(const YAML::Node& value) {
    job_.at = text(value);
    if (job_.at == "first" || job_.at == "last") return;
    try {
      parse_time(job_.at);
    } catch (const std::invalid_argument& error) {
      throw Wrong{value.Mark(), error.what(), ""};
    }
  }

  static std::string text(const YAML::Node& value) {
    if (!value.IsScalar()) throw Wrong{value.Mark(), "this should be one word or number", ""};
    return value.Scalar();
  }

  static std::vector<std::string> texts(const YAML::Node& value) {
    if (!value.IsSequence()) throw Wrong{value.Mark(), "this should be a list", "Write [a, b]"};
    std::vector<std::string> all;
    for (const YAML::Node& each : value) all.push_back(text(each));
    return all;
  }

  static double number(const YAML::Node& value, double least, double most) {
    double found = 0;
    if (!value.IsScalar() || !YAML::convert<double>::decode(value, found) || !std::isfinite(found))
      throw Wrong{value.Mark(), "this should be a number", ""};
    if (found < least || found > most)
      throw Wrong{value.Mark(), fmt::format("{:g} is outside of {:g} to {:g}", found, least, most), ""};
    return found;
  }
  static double number(const YAML::Node& value) { return number(value, -1e300, 1e300); }

  static Range two(const YAML::Node& value) {
    if (!value.IsSequence() || value.size() != 2)
      throw Wrong{value.Mark(), "this should be two numbers", "Write [low, high]"};
    try {
      return chosen_range(number(value[0]), number(value[1]));
    } catch (const std::invalid_argument& error) {
      throw Wrong{value.Mark(), error.what(), ""};
    }
  }

  static bool yes(const YAML::Node& value) {
    const std::string word = text(value);
    if (word != "true" && word != "false") throw Wrong{value.Mark(), "this should be true or false", ""};
    return word == "true";
  }

  template <class T>
  static T one_of(const YAML::Node& value, const std::map<std::string, T>& words) {
    const auto found = words.find(text(value));
    if (found != words.end()) return found->second;
    std::string names;
    for (const auto& [name, meant] : words) names += (names.empty() ? "" : ", ") + name;
    throw Wrong{value.Mark(), "`" + text(value) + "` is none of " + names, ""};
  }

  static Cut cut(const YAML::Node& value) {
    return one_of<Cut>(
        value, {{"layer", Cut::layer}, {"none", Cut::none}, {"octant", Cut::octant}, {"plane", Cut::plane}});
  }
  static std::size_t axis(const YAML::Node& value) {
    return one_of<std::size_t>(value, {{"x", 0}, {"y", 1}, {"z", 2}});
  }

  CellChoice::Condition condition(const YAML::Node& value) {
    CellChoice::Condition range{"", -unbounded, unbounded};
    each(value, {{"name", [&](const auto& v) { range.name = text(v); }},
                 {"at_least", [&](const auto& v) { range.low = number(v); }},
                 {"at_most", [&](const auto& v) { range.high = number(v); }}});
    if (range.low > range.high) throw Wrong{value.Mark(), "no number is at least and at most that", ""};
    if (range.name.empty()) throw Wrong{value.Mark(), "a condition needs the `name` of a number", ""};
    return range;
  }

  void region(const YAML::Node& value) {
    Region& region = job_.sheet.region.emplace();
    const auto along = [&](std::size_t axis) {
      return [&region, axis](const YAML::Node& v) {
        if (!v.IsSequence() || v.size() != 2)
          throw Wrong{v.Mark(), "this should be two places", "Write [from, to]; null has no bound"};
        region.low[axis] = v[0].IsNull() ? -unbounded : number(v[0]);
        region.high[axis] = v[1].IsNull() ? unbounded : number(v[1]);
        if (region.low[axis] > region.high[axis])
          throw Wrong{v.Mark(), "the second place is before the first", ""};
      };
    };
    each(value, {{"x_um", along(0)}, {"y_um", along(1)}, {"z_um", along(2)}});
  }

  void ranges(const YAML::Node& value) {
    if (!value.IsMap()) throw Wrong{value.Mark(), "this should be a map", "Write {oxygen: [0, 38]}"};
    for (const auto& entry : value) job_.sheet.ranges[text(entry.first)] = two(entry.second);
  }

  LevelChoice level(const YAML::Node& value) {
    LevelChoice level;
    each(value, {{"name", [&](const auto& v) { level.substance = text(v); }},
                 {"value", [&](const auto& v) { level.value = number(v); }}});
    if (level.substance.empty()) throw Wrong{value.Mark(), "a level needs the `name` of a substance", ""};
    return level;
  }

  Viewpoint viewpoint(const YAML::Node& value) {
    Viewpoint from;
    each(value, {{"azimuth", [&](const auto& v) { from.azimuth = number(v, -1e4, 1e4); }},
                 {"elevation", [&](const auto& v) { from.elevation = number(v, -90, 90); }},
                 {"zoom", [&](const auto& v) { from.zoom = number(v, 0.05, 100); }},
                 {"x", [&](const auto& v) { from.x = number(v, -100, 100); }},
                 {"y", [&](const auto& v) { from.y = number(v, -100, 100); }}});
    return from;
  }

  void tell(const Wrong& wrong) {
    const YAML::Mark& at = wrong.where;
    if (!problems_.empty()) problems_ += "\n";
    problems_ += fmt::format("{}:{}:{}: error[E0801]: {}.", path_, std::max(at.line, 0) + 1,
                             std::max(at.column, 0) + 1, wrong.problem);
    if (!wrong.suggestion.empty()) problems_ += " " + wrong.suggestion;
  }

  std::string path_;
  RenderJob& job_;
  bool schema_ = false;
  std::string problems_;
};

}  // namespace

void read_view(const std::string& path, RenderJob& job) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw snapshot::ReadError(path + ": cannot be opened");
  std::string text(largest + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (file.bad()) throw snapshot::ReadError(path + ": cannot be read");
  if (text.size() > largest) throw snapshot::ReadError(path + ": a view has no more than 64 KiB");
  read_view_text(text, path, job);
}

void read_view_text(const std::string& text, const std::string& name, RenderJob& job) {
  ViewReader(name, job).read(text);
}

}  // namespace tilscape::viz
