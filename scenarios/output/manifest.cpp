// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/manifest.hpp"

#include "engine/base/error.hpp"
#include "proto/json_text.hpp"

#include <chrono>
#include <ctime>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>

namespace tilscape::scenarios {

std::string manifest_json(const Manifest& m, const BuildInfo& build) {
  nlohmann::ordered_json libraries;
  for (const auto& [name, version] : build.libraries) libraries[name] = version;
  nlohmann::ordered_json seconds_by_phase;
  for (std::size_t p = 0; p < phases; ++p)
    seconds_by_phase[std::string(name(static_cast<Phase>(p)))] = m.costs.seconds[p];
  nlohmann::ordered_json solves = nlohmann::ordered_json::object();
  for (std::size_t f = 0; f < m.substances.size(); ++f)
    solves[m.substances[f]] = {{"solves", m.costs.fields[f].solves}, {"cycles", m.costs.fields[f].cycles}};
  nlohmann::ordered_json json = {
      {"schema", "tilscape.manifest/1"},
      {"scenario",
       {{"name", m.scenario},
        {"file", m.file},
        {"variant", m.variant},
        {"set", m.set},
        {"hash", m.scenario_hash}}},
      {"seed", m.seed},
      {"threads", m.threads},
      {"ending", m.ending},
      {"steps", m.steps},
      {"end_step", m.end_step},
      {"step_min", m.step_length},
      {"state_hash", m.state_hash},
      {"started", m.started},
      {"finished", m.finished},
      {"wall_s", m.seconds},
      {"phases_s", seconds_by_phase},
      {"fields", solves},
      {"peak_memory_bytes", m.peak_memory},
      {"program", {{"name", "tilscape"}, {"version", build.version}, {"commit", build.commit}}},
      {"build", {{"compiler", build.compiler}, {"flags", build.flags}, {"type", build.build_type}}},
      {"libraries", libraries},
      {"host", host_class()}};
  if (!m.reason.empty()) json["reason"] = m.reason;
  if (m.branch)
    json["branch"] = {{"run", m.branch->run}, {"step", m.branch->step}, {"state_hash", m.branch->state_hash}};
  if (!m.resumed.empty()) json["resumed"] = m.resumed;
  if (!m.inputs.empty()) json["inputs"] = m.inputs;
  if (!m.notes.empty()) json["notes"] = m.notes;
  return json_text(json) + "\n";
}

Manifest read_manifest(const std::filesystem::path& path) {
  try {
    std::ifstream in(path);
    const auto json = nlohmann::json::parse(in);
    const auto& scenario = json.at("scenario");
    Manifest m{.scenario = scenario.at("name"),
               .file = scenario.at("file"),
               .variant = scenario.at("variant"),
               .set = scenario.at("set").get<std::vector<std::string>>(),
               .scenario_hash = scenario.at("hash"),
               .seed = json.at("seed"),
               .threads = json.at("threads"),
               .started = json.at("started")};
    m.steps = json.at("steps");
    m.end_step = json.at("end_step");
    m.step_length = json.at("step_min");
    m.state_hash = json.at("state_hash");
    m.ending = json.at("ending");
    if (const auto branch = json.find("branch"); branch != json.end())
      m.branch = {branch->at("run"), branch->at("step"), branch->at("state_hash")};
    if (const auto resumed = json.find("resumed"); resumed != json.end())
      m.resumed = resumed->get<std::vector<std::uint64_t>>();
    if (const auto inputs = json.find("inputs"); inputs != json.end())
      m.inputs = inputs->get<std::map<std::string, std::string>>();
    if (const auto notes = json.find("notes"); notes != json.end())
      m.notes = notes->get<std::vector<std::string>>();
    return m;
  } catch (const nlohmann::json::exception&) {
    throw InputError(path.string() + ": this is not the manifest of a run of this version");
  }
}

std::string now_utc() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
}

// Not by getrusage, which counts what the process that started this one has held.
std::uint64_t peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    std::uint64_t kibibytes = 0;
    if (word == "VmHWM:" && status >> kibibytes) return kibibytes * 1024;
  }
  return 0;
}

}  // namespace tilscape::scenarios
