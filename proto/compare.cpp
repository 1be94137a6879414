// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/compare.hpp"

#include "proto/detail/compare_frames.hpp"
#include "proto/error.hpp"
#include "proto/reader.hpp"
#include "proto/run_folder.hpp"
#include "proto/series_table.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <tuple>

namespace tilscape::snapshot {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Values = std::map<std::string, std::string>;
using detail::shortest;

constexpr double minutes_per_day = 1440;
constexpr const char* nothing = "nothing";

/// The canonical text of a scenario has a line `path=value` for each value.
Values values_of(const std::string& canonical) {
  Values values;
  std::istringstream lines(canonical);
  for (std::string line; std::getline(lines, line);)
    if (const std::size_t equals = line.find('='); equals != std::string::npos)
      values[line.substr(0, equals)] = line.substr(equals + 1);
  return values;
}

std::string text_of(const LatticeInfo& lattice) {
  std::string text = std::to_string(lattice.nx) + " x " + std::to_string(lattice.ny) + " x " +
                     std::to_string(lattice.nz) + " sites of " + shortest(lattice.spacing) + " um";
  if (lattice.whole) text += " from " + detail::place_of(0, lattice);
  return text;
}

std::string text_of(const Event& event, const RunHeader& header) {
  std::string text = event.kind + " of " + header.agents[event.type].name + " " + std::to_string(event.agent);
  if (event.other != ~std::uint64_t{0}) text += " (" + std::to_string(event.other) + ")";
  return text + " at " + detail::place_of(event.site, header.lattice);
}

bool same(const Event& a, const RunHeader& left, const Event& b, const RunHeader& right) {
  return std::tie(a.step, a.kind, a.site, a.agent, a.other, left.agents[a.type].name) ==
         std::tie(b.step, b.kind, b.site, b.agent, b.other, right.agents[b.type].name);
}

template <class Info>
std::string names_of(const std::vector<Info>& infos) {
  std::string names;
  for (const Info& info : infos) names += (names.empty() ? "" : " ") + info.name;
  return names;
}

class Comparing {
 public:
  Comparing(const std::string& a, const std::string& b) : a_(snapshot_file(a)), b_(snapshot_file(b)) {
    result_.a = a;
    result_.b = b;
  }

  Comparison run() {
    headers();
    if (comparable()) frames();
    if (fs::is_directory(result_.a) && fs::is_directory(result_.b)) series();
    std::stable_sort(result_.recorded.begin(), result_.recorded.end(),
                     [](const Difference& x, const Difference& y) { return x.time < y.time; });
    return std::move(result_);
  }

 private:
  void headers() {
    const RunHeader& a = a_.header();
    const RunHeader& b = b_.header();
    if (a.program_version != b.program_version)
      result_.notes.push_back("written by tilscape " + a.program_version + " | " + b.program_version);
    const auto check = [&](const char* what, const std::string& left, const std::string& right) {
      if (left != right) result_.set_up.push_back({what, "", left, right});
    };
    check("seed", std::to_string(a.seed), std::to_string(b.seed));
    check("lattice", text_of(a.lattice), text_of(b.lattice));
    check("agent types", names_of(a.agents), names_of(b.agents));
    check("substances", names_of(a.substances), names_of(b.substances));
    Values left = values_of(a.scenario_text);
    Values right = values_of(b.scenario_text);
    left.erase("seed");  // told above
    right.erase("seed");
    for (const auto& [path, value] : left) {
      const auto other = right.find(path);
      check(path.c_str(), value, other == right.end() ? nothing : other->second);
    }
    for (const auto& [path, value] : right)
      if (!left.contains(path)) check(path.c_str(), nothing, value);
  }

  [[nodiscard]] bool differs(const std::string& what) const {
    return std::any_of(result_.set_up.begin(), result_.set_up.end(),
                       [&](const Difference& d) { return d.what == what; });
  }

  bool comparable() {
    if (!differs("lattice")) return true;
    result_.notes.emplace_back("the frames are of different lattices and were not compared");
    return false;
  }

  /// Frames of the same step, until one differs.
  void frames() {
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a_.frames().size() || j < b_.frames().size()) {
      const bool left =
          i < a_.frames().size() && (j == b_.frames().size() || a_.frames()[i].step <= b_.frames()[j].step);
      const bool right =
          j < b_.frames().size() && (i == a_.frames().size() || b_.frames()[j].step <= a_.frames()[i].step);
      const Frame a = left ? a_.read(i++) : Frame{};
      const Frame b = right ? b_.read(j++) : Frame{};
      events(a, b);
      if (!left || !right)
        unpaired(left ? a : b, left ? "a frame" : nothing, right ? "a frame" : nothing);
      else if (!pair(a, b))
        return;
    }
    last_events();
  }

  bool pair(const Frame& a, const Frame& b) {
    std::vector<Difference> found = detail::differences({a, a_.header()}, {b, b_.header()});
    const bool hidden = found.size() == 1 && found[0].what == detail::hidden_state;
    if (hidden && hidden_) return true;  // until something is seen of it
    hidden_ = hidden_ || hidden;
    for (Difference& difference : found) {
      difference.step = a.step;
      difference.time = a.time;
      // Over several steps one thing has led to another.
      if (!result_.same_until || a.step != *result_.same_until + 1) difference.phase.clear();
      if (a.step == 0) difference.phase = "start";
      result_.recorded.push_back(std::move(difference));
    }
    if (!found.empty()) return hidden;
    ++result_.frames;
    result_.same_until = a.step;
    return true;
  }

  void unpaired(const Frame& frame, const char* left, const char* right) {
    if (!unpaired_ && !differs("outputs.snapshots.every"))
      result_.recorded.push_back({"frame", "", left, right, 1, "", frame.step, frame.time});
    if (!unpaired_ && differs("outputs.snapshots.every"))
      result_.notes.emplace_back("frames of steps that only one of them has were passed over");
    unpaired_ = true;
  }

  /// Both write the same kinds: then they are compared as far as both are known.
  void events(const Frame& a, const Frame& b) {
    if (event_ || differs("outputs.events")) return;
    left_.insert(left_.end(), a.events.begin(), a.events.end());
    right_.insert(right_.end(), b.events.begin(), b.events.end());
    const std::size_t both = std::min(left_.size(), right_.size());
    for (std::size_t i = 0; i < both && !event_; ++i)
      if (!same(left_[i], a_.header(), right_[i], b_.header())) event(&left_[i], &right_[i]);
    left_.erase(left_.begin(), left_.begin() + static_cast<std::ptrdiff_t>(both));
    right_.erase(right_.begin(), right_.begin() + static_cast<std::ptrdiff_t>(both));
  }

  void last_events() {
    if (event_ || unpaired_) return;
    if (!left_.empty()) event(&left_.front(), nullptr);
    if (!right_.empty()) event(nullptr, &right_.front());
  }

  /// Of two that differ the earlier is what only one run has seen.
  void event(const Event* a, const Event* b) {
    event_ = true;
    if (a != nullptr && b != nullptr && a->step != b->step) (a->step < b->step ? b : a) = nullptr;
    const std::uint64_t step = a != nullptr ? a->step : b->step;
    result_.recorded.push_back({"event", "", a != nullptr ? text_of(*a, a_.header()) : nothing,
                                b != nullptr ? text_of(*b, b_.header()) : nothing, 1, "commit", step,
                                static_cast<double>(step) * step_length()});
  }

  /// [min]
  [[nodiscard]] double step_length() const {
    for (const Reader* reader : {&a_, &b_})
      if (!reader->frames().empty() && reader->frames().back().step > 0)
        return reader->frames().back().time / static_cast<double>(reader->frames().back().step);
    return 1;
  }

  /// The first row of the tables over time that differs.
  void series() {
    const SeriesTable a = read_series((fs::path(result_.a) / "series.csv").string());
    const SeriesTable b = read_series((fs::path(result_.b) / "series.csv").string());
    for (std::size_t i = 0, j = 0; i < a.rows.size() && j < b.rows.size();) {
      const double left = a.rows[i][0];
      const double right = b.rows[j][0];
      if (left == right && !same_rows(a, a.rows[i], b, b.rows[j])) return;
      if (left <= right) ++i;
      if (right <= left) ++j;
    }
  }

  bool same_rows(const SeriesTable& a, const std::vector<double>& left, const SeriesTable& b,
                 const std::vector<double>& right) {
    Difference found{"series.csv", "", "", "", 0};
    for (std::size_t c = 0; c < left.size(); ++c) {
      const auto column = std::find(b.columns.begin(), b.columns.end(), a.columns[c]);
      if (column == b.columns.end()) continue;
      const double other = right[static_cast<std::size_t>(column - b.columns.begin())];
      if (left[c] == other || (std::isnan(left[c]) && std::isnan(other))) continue;
      if (found.count++ > 0) continue;
      found.place = a.columns[c];
      found.a = shortest(left[c]);
      found.b = shortest(other);
    }
    if (found.count == 0) return true;
    found.time = left[0] * minutes_per_day;
    found.step = static_cast<std::uint64_t>(std::llround(found.time / step_length()));
    result_.recorded.push_back(std::move(found));
    return false;
  }

  Reader a_, b_;
  Comparison result_;
  bool hidden_ = false;              // a state that differs in what its frame does not hold has been met
  bool unpaired_ = false;            // a frame without a partner has been met
  bool event_ = false;               // an event that differs has been met
  std::vector<Event> left_, right_;  // not compared yet
};

std::string line_of(const Difference& difference) {
  std::string text;
  if (difference.step) {
    text += "step " + std::to_string(*difference.step) + " (day " +
            shortest(std::round(difference.time / minutes_per_day * 1e4) / 1e4) + ")";
    if (!difference.phase.empty()) text += ", " + difference.phase;
    text += ": ";
  }
  text += difference.what;
  if (!difference.place.empty()) text += ", " + difference.place;
  text += ": " + difference.a + " | " + difference.b;
  if (difference.count > 1) text += "   (" + std::to_string(difference.count) + " differ)";
  return text + "\n";
}

Json json_of(const Difference& difference) {
  Json json = {{"what", difference.what},
               {"place", difference.place},
               {"a", difference.a},
               {"b", difference.b},
               {"count", difference.count}};
  if (difference.step) {
    json["step"] = *difference.step;
    json["time_min"] = difference.time;
    json["phase"] = difference.phase;
  }
  return json;
}

}  // namespace

Comparison compare(const std::string& a, const std::string& b) {
  return Comparing(a, b).run();
}

std::string comparison_text(const Comparison& comparison) {
  constexpr std::size_t most_lines = 20;
  std::string text = "A " + comparison.a + "\nB " + comparison.b + "\n";
  for (const std::string& note : comparison.notes) text += "note: " + note + "\n";
  const auto list = [&](const char* title, const std::vector<Difference>& differences) {
    if (differences.empty()) return;
    text += title;
    for (std::size_t i = 0; i < std::min(most_lines, differences.size()); ++i)
      text += "  " + line_of(differences[i]);
    if (differences.size() > most_lines)
      text += "  and " + std::to_string(differences.size() - most_lines) + " more\n";
  };
  list("set up differently (A | B)\n", comparison.set_up);
  list("first different (A | B)\n", comparison.recorded);
  if (comparison.recorded.empty())
    text += "the same in all that both have recorded: " + std::to_string(comparison.frames) + " frames\n";
  else if (comparison.same_until)
    text += std::to_string(comparison.frames) + " frames are the same, up to step " +
            std::to_string(*comparison.same_until) + "\n";
  return text;
}

std::string comparison_json(const Comparison& comparison) {
  Json json = {{"schema", "tilscape/diff/1"}, {"a", comparison.a},           {"b", comparison.b},
               {"same", comparison.same()},   {"set_up", Json::array()},     {"recorded", Json::array()},
               {"notes", comparison.notes},   {"frames", comparison.frames}, {"same_until_step", nullptr}};
  for (const Difference& difference : comparison.set_up) json["set_up"].push_back(json_of(difference));
  for (const Difference& difference : comparison.recorded) json["recorded"].push_back(json_of(difference));
  if (comparison.same_until) json["same_until_step"] = *comparison.same_until;
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace tilscape::snapshot
