// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/inputs_folder.hpp"

#include "engine/base/error.hpp"
#include "proto/bytes.hpp"
#include "proto/content_hash.hpp"
#include "proto/error.hpp"
#include "proto/whole_file.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

namespace tilscape::scenarios {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr const char* folder_name = "inputs";
constexpr const char* text_name = "scenario.json";
constexpr const char* schema = "tilscape.inputs/1";

void copy(const std::string& from, const fs::path& to) {
  std::ifstream in(from, std::ios::binary);
  if (!in) throw InputError(from + ": cannot be opened");
  snapshot::WholeFile out(to.string());
  std::array<char, 1U << 16U> part{};
  while (in.read(part.data(), part.size()) || in.gcount() > 0)
    out.write({reinterpret_cast<const std::uint8_t*>(part.data()), static_cast<std::size_t>(in.gcount())});
  if (in.bad()) throw InputError(from + ": could not be read to its end");
  out.commit();
}

/// cells.csv, cells-2.csv, ...
std::string free_name(const std::string& file, std::set<std::string>& taken) {
  const fs::path path(file);
  std::string name = path.filename().string();
  for (int number = 2; !taken.insert(name).second; ++number)
    name = fmt::format("{}-{}{}", path.stem().string(), number, path.extension().string());
  return name;
}

/// The files of all places, each once.
class FileNames {
 public:
  std::size_t number(const std::string& name) {
    const auto [it, fresh] = numbers_.try_emplace(name, names_.size());
    if (fresh) names_.push_back(name);
    return it->second;
  }
  [[nodiscard]] const std::vector<std::string>& all() const { return names_; }

 private:
  std::map<std::string, std::size_t> numbers_;
  std::vector<std::string> names_;
};

Json json_of(const Location& where, FileNames& files) {
  return {files.number(where.file), where.line, where.column};
}

Json json_of(const Node& node, FileNames& files) {
  Json json = {{"at", json_of(node.where, files)}};
  if (node.sequence()) {
    json["items"] = Json::array();
    for (const Node& item : node.items) json["items"].push_back(json_of(item, files));
  } else if (node.map()) {
    json["entries"] = Json::array();
    for (const Node::Entry& e : node.entries)
      json["entries"].push_back({e.key, json_of(e.where, files), json_of(e.value, files)});
  } else {
    json["text"] = node.text;
    json["shift"] = node.shift;
    if (node.quoted) json["quoted"] = true;
    if (node.unset) json["unset"] = true;
  }
  return json;
}

Location location_of(const Json& json, const std::vector<std::string>& files) {
  return {files.at(json.at(0).get<std::size_t>()), json.at(1).get<int>(), json.at(2).get<int>()};
}

Node node_of(const Json& json, const std::vector<std::string>& files, std::size_t depth = 0) {
  if (depth > Limits{}.depth) throw InputError("its text is nested too deep");
  Node node;
  node.where = location_of(json.at("at"), files);
  if (json.contains("items")) {
    node.kind = Node::Kind::sequence;
    for (const Json& item : json.at("items")) node.items.push_back(node_of(item, files, depth + 1));
  } else if (json.contains("entries")) {
    node.kind = Node::Kind::map;
    for (const Json& e : json.at("entries"))
      node.entries.push_back(
          {e.at(0).get<std::string>(), location_of(e.at(1), files), node_of(e.at(2), files, depth + 1)});
  } else {
    node.text = json.at("text").get<std::string>();
    node.shift = json.at("shift").get<int>();
    node.quoted = json.value("quoted", false);
    node.unset = json.value("unset", false);
  }
  return node;
}

}  // namespace

std::map<std::string, std::string> copy_files(const std::vector<std::string>& files, const fs::path& folder) {
  std::map<std::string, std::string> copies;
  if (files.empty()) return copies;
  std::error_code error;
  fs::create_directory(folder / folder_name, error);
  if (error)
    throw snapshot::WriteError(
        fmt::format("{}: cannot make the folder ({})", (folder / folder_name).string(), error.message()));
  std::set<std::string> taken = {text_name};
  std::map<fs::path, std::string> done;  // a file has many spellings
  for (const std::string& file : files) {
    std::string& name = done[fs::absolute(file).lexically_normal()];
    if (name.empty()) {
      name = free_name(file, taken);
      copy(file, folder / folder_name / name);
    }
    copies[file] = std::string(folder_name) + "/" + name;
  }
  return copies;
}

std::map<std::string, std::string> hashes_of_inputs(const fs::path& folder) {
  std::map<std::string, std::string> hashes;
  std::error_code error;
  for (const fs::directory_entry& file : fs::directory_iterator(folder / folder_name, error))
    hashes[std::string(folder_name) + "/" + file.path().filename().string()] =
        snapshot::hash128_of_file(file.path().string());
  return hashes;
}

void write_inputs(const Inputs& inputs, const std::map<std::string, std::string>& copies,
                  const fs::path& folder) {
  FileNames names;
  Json json = {{"schema", schema}, {"directory", inputs.directory}, {"tables", Json::object()}};
  for (const auto& [original, now] : inputs.files) json["tables"][original] = copies.at(now);
  json["text"] = json_of(inputs.text, names);
  json["files"] = names.all();
  std::error_code error;
  fs::create_directory(folder / folder_name, error);
  if (error)
    throw snapshot::WriteError(
        fmt::format("{}: cannot make the folder ({})", (folder / folder_name).string(), error.message()));
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  snapshot::WholeFile out((folder / folder_name / text_name).string());
  out.write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  out.commit();
}

std::shared_ptr<const Inputs> read_inputs(const fs::path& folder) {
  const fs::path file = folder / folder_name / text_name;
  std::error_code error;
  if (!fs::exists(file, error)) return nullptr;
  try {
    const Json json = Json::parse(snapshot::read_text(file.string()));
    if (json.at("schema") != schema) throw InputError(file.string() + ": not " + schema);
    auto inputs = std::make_shared<Inputs>();
    inputs->text = node_of(json.at("text"), json.at("files").get<std::vector<std::string>>());
    inputs->directory = json.at("directory").get<std::string>();
    for (const auto& [original, copy] : json.at("tables").items())
      inputs->files[original] = (folder / copy.get<std::string>()).string();
    return inputs;
  } catch (const std::exception& e) {
    throw InputError(fmt::format("{}: cannot be read ({})", file.string(), e.what()));
  }
}

}  // namespace tilscape::scenarios
