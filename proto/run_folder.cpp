// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/run_folder.hpp"

#include "proto/checkpoint.hpp"
#include "proto/content_hash.hpp"
#include "proto/error.hpp"
#include "proto/inspect.hpp"
#include "proto/series_table.hpp"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace tilscape::snapshot {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

Finding finding_of(const std::string& file, const char* unit, const Damage& damage) {
  const std::string place = std::string(unit) + " " + std::to_string(damage.record) + ", byte " +
                            std::to_string(damage.offset) + ": " + damage.reason;
  if (damage.tail) return {Finding::Kind::unfinished, file, "unfinished from " + place};
  return {Finding::Kind::damaged, file, "damaged in " + place};
}

class Verification {
 public:
  explicit Verification(fs::path folder) : folder_(std::move(folder)) {}

  std::vector<Finding> run() {
    const Json manifest = object("manifest.json", "tilscape.manifest/1");
    // A run that has come to an end, whatever end, has closed its files, unless they could not be written.
    ended_ =
        manifest.contains("ending") && manifest["ending"] != "running" && manifest["ending"] != "cut_off";
    if (manifest.contains("ending") && manifest["ending"] == "running")
      add(Finding::Kind::unfinished, "manifest.json", "the run is still going on, or was killed");
    if (manifest.contains("ending") && manifest["ending"] == "cut_off")
      add(Finding::Kind::unfinished, "manifest.json", "the run was cut off: something could not be written");
    text("scenario.yaml");
    inputs(manifest);
    series();
    snapshots(manifest);
    checkpoints();
    if (ended_) {
      object("summary.json", "tilscape.summary/1");
      text("summary.txt");
    }
    return std::move(findings_);
  }

 private:
  void add(Finding::Kind kind, const std::string& file, const std::string& what) {
    findings_.push_back({kind, file, what});
  }

  /// Empty when it is not whole, which has then been told.
  std::string text(const std::string& name) {
    try {
      const auto source = open_file((folder_ / name).string());
      std::string content(source->size(), '\0');
      source->read(0, {reinterpret_cast<std::uint8_t*>(content.data()), content.size()});
      if (!content.empty() && content.back() == '\n' && content.find('\0') == std::string::npos)
        return content;
      add(Finding::Kind::damaged, name, "not whole: it ends in mid line or holds zeros");
    } catch (const ReadError& error) {
      add(Finding::Kind::damaged, name, error.what());
    }
    return "";
  }

  Json object(const std::string& name, const std::string& schema) {
    const std::string content = text(name);
    if (content.empty()) return {};
    Json json = Json::parse(content, nullptr, false);
    if (!json.is_object() || !json.contains("schema") || json["schema"] != schema) {
      add(Finding::Kind::damaged, name, "not a JSON object of schema " + schema);
      return {};
    }
    return json;
  }

  /// The copies of what the run was read from are as the manifest knows them.
  void inputs(const Json& manifest) {
    const auto known = manifest.find("inputs");
    if (known == manifest.end() || !known->is_object()) return;
    for (const auto& [name, hash] : known->items()) {
      const fs::path path(name);
      if (path.parent_path() != "inputs" || path.filename() == "..") {
        add(Finding::Kind::damaged, "manifest.json", "an input outside of the folder: " + name);
        continue;
      }
      try {
        if (hash128_of_file((folder_ / path).string()) != hash)
          add(Finding::Kind::damaged, name, "it is not the file that the run was read from");
      } catch (const ReadError& error) {
        add(Finding::Kind::damaged, name, error.what());
      }
    }
  }

  void series() {
    try {
      const SeriesTable table = read_series((folder_ / "series.csv").string());
      if (table.damage) tell("series.csv", "line", *table.damage);
    } catch (const ReadError& error) {
      add(Finding::Kind::damaged, "series.csv", error.what());
    }
  }

  void snapshots(const Json& manifest) {
    const std::string name = "snapshots.tsnap";
    const std::string path = (folder_ / name).string();
    try {
      const auto damage = verify(path);
      if (damage) tell(name, "record", *damage);
      const Reader reader(path);
      if (!damage && !reader.finished())
        add(ended_ ? Finding::Kind::damaged : Finding::Kind::unfinished, name,
            "every record is whole, but the file was not closed");
      if (manifest.contains("scenario") && manifest["scenario"].contains("hash") &&
          manifest["scenario"]["hash"] != reader.header().scenario_hash)
        add(Finding::Kind::damaged, name, "it is of another scenario than manifest.json");
    } catch (const ReadError& error) {
      add(Finding::Kind::damaged, name, error.what());
    }
  }

  /// Each is there whole or not at all.
  void checkpoints() {
    std::error_code none;
    std::vector<fs::path> files;
    for (const fs::directory_entry& file : fs::directory_iterator(folder_ / "checkpoints", none))
      if (file.path().extension() == ".tcheck") files.push_back(file.path());
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
      try {
        static_cast<void>(read_checkpoint(file.string()));
      } catch (const ReadError& error) {
        add(Finding::Kind::damaged, "checkpoints/" + file.filename().string(), error.what());
      }
    }
  }

  /// In a file that was closed there is no end that a kill could have left.
  void tell(const std::string& file, const char* unit, Damage damage) {
    damage.tail = damage.tail && !ended_;
    findings_.push_back(finding_of(file, unit, damage));
  }

  fs::path folder_;
  bool ended_ = false;
  std::vector<Finding> findings_;
};

}  // namespace

std::string snapshot_file(const std::string& path) {
  return fs::is_directory(path) ? (fs::path(path) / "snapshots.tsnap").string() : path;
}

std::vector<Finding> verify_run(const std::string& path) {
  if (fs::is_directory(path)) {
    if (!fs::exists(fs::path(path) / "manifest.json") && !fs::exists(snapshot_file(path)))
      throw ReadError(path + ": no run folder (it has neither manifest.json nor snapshots.tsnap)");
    return Verification(path).run();
  }
  const auto damage = verify(path);
  if (!damage) return {};
  return {finding_of(path, "record", *damage)};
}

}  // namespace tilscape::snapshot
