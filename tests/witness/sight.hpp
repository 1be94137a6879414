// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/reader.hpp"
#include "scenarios/cli/running.hpp"
#include "scenarios/read/merge.hpp"
#include "scenarios/run/session.hpp"
#include "tests/support/reading.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <ios>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

// A run in a folder of its own, and what a user can see of it.

namespace tilscape::test {

/// By the name of a part, its content; nothing when the scenario does not run.
struct Sight {
  std::map<std::string, std::string> parts;
  std::string refused;   ///< why it does not run
  std::string warnings;  ///< of one that does
};

/// Numbers to the last bit.
class Bits {
 public:
  Bits() { text_ << std::hexfloat; }
  template <class... Values>
  Bits& add(const Values&... values) {
    ((text_ << values << ' '), ...);
    return *this;
  }
  template <class Value>
  Bits& add(const std::vector<Value>& values) {
    add(values.size());
    text_.write(reinterpret_cast<const char*>(values.data()),
                static_cast<std::streamsize>(values.size() * sizeof(Value)));
    return *this;
  }
  Bits& add(const snapshot::ColumnData& data) {
    std::visit([this](const auto& values) { add(values); }, data);
    return *this;
  }
  [[nodiscard]] std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
};

/// Without what the header repeats of the scenario and the model has to obey: room, sides, diffusion, which
/// states are alive ...
inline std::string bits_of(const snapshot::RunHeader& header) {
  Bits bits;
  const snapshot::LatticeInfo& l = header.lattice;
  bits.add(header.scenario_name, l.nx, l.ny, l.nz);
  if (l.whole)
    for (std::size_t axis = 0; axis < 3; ++axis) bits.add(l.whole->origin[axis], l.whole->sites[axis]);
  for (const snapshot::AgentInfo& a : header.agents) {
    bits.add("agent", a.name);
    for (const snapshot::StateInfo& s : a.states) bits.add("state", s.name);
    for (const snapshot::ColumnInfo& c : a.columns)
      bits.add("column", c.name, c.unit, static_cast<int>(c.number));
  }
  for (const snapshot::SubstanceInfo& s : header.substances)
    bits.add("substance", s.name, s.unit, static_cast<int>(s.number));
  for (const snapshot::VesselPiece& v : header.vessels)
    bits.add("vessel", v.start[0], v.start[1], v.start[2], v.end[0], v.end[1], v.end[2], v.radius);
  return bits.text();
}

inline std::string bits_of(const snapshot::Frame& frame) {
  Bits bits;
  bits.add(frame.step, frame.time);
  for (const snapshot::AgentTable& a : frame.agents) {
    bits.add(a.type).add(a.id).add(a.site).add(a.state);
    for (const snapshot::ColumnData& c : a.columns) bits.add(c);
  }
  for (const snapshot::FieldTable& f : frame.fields) bits.add(f.substance).add(f.values);
  for (const snapshot::Event& e : frame.events)
    bits.add(e.step, e.kind, int{e.type}, e.site, e.agent, e.other);
  return bits.text();
}

inline std::string names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string& name : names) text += name + "\n";
  return text;
}

inline std::map<std::string, std::string> parts_of(const std::filesystem::path& folder,
                                                   const scenarios::Session& session,
                                                   const scenarios::Session::Outcome& outcome) {
  std::map<std::string, std::string> parts;
  parts["the state at the end"] = session.manifest().state_hash;
  parts["the series"] = text_of(folder / "series.csv");
  parts["the endpoints"] = nlohmann::json::parse(outcome.json)["endpoints"].dump();
  parts["the checkpoints"] = names_in(folder / "checkpoints");
  const snapshot::Reader reader((folder / "snapshots.tsnap").string());
  parts["the snapshots' header"] = bits_of(reader.header());
  std::string& frames = parts["the snapshots' frames"];
  for (std::size_t i = 0; i < reader.frames().size(); ++i) frames += bits_of(reader.read(i));
  return parts;
}

/// Runs the scenario from its start to its end.
inline Sight sight_of(const scenarios::Node& loaded, const std::string& file) {
  scenarios::LoadOptions options;
  options.check = scenarios::LoadOptions::Check::only_this;
  Sight sight;
  try {
    scenarios::Validation v = scenarios::validate_tree(loaded, file, language(), options);
    if (v.problems.ok()) {
      if (auto run = scenarios::try_build(v.scenario, 1, v.problems)) {
        sight.warnings = v.problems.text();
        const TemporaryFolder folder;
        scenarios::Built built{std::move(v.scenario), std::move(*run)};
        scenarios::Manifest manifest = scenarios::new_manifest(built, file, 1);
        scenarios::Session session({.scenario = std::move(built.scenario),
                                    .run = std::move(built.run),
                                    .folder = scenarios::RunFolder::exactly(folder.path() / "run"),
                                    .manifest = std::move(manifest)});
        const auto outcome = session.go(scenarios::Progress(scenarios::Progress::Style::none, false, 0, 1),
                                        scenarios::Stop({}));
        sight.parts = parts_of(session.folder(), session, outcome);
        return sight;
      }
    }
    sight.refused = v.problems.text();
  } catch (const std::exception& e) {
    sight.refused = e.what();
  }
  return sight;
}

}  // namespace tilscape::test
