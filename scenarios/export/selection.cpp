// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/export/selection.hpp"

#include "engine/base/quantity.hpp"
#include "proto/error.hpp"
#include "proto/frame_time.hpp"
#include "scenarios/read/problem.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace tilscape::scenarios {

namespace {

/// Which of the names that there are is chosen; `what` is the word for one of them.
class Names {
 public:
  Names(const char* what, const std::vector<std::string>& there, const std::vector<std::string>& chosen)
      : all_(chosen.empty()) {
    for (const std::string& name : chosen) {
      if (name == "none" && chosen.size() == 1) return;
      if (std::find(there.begin(), there.end(), name) == there.end())
        throw ChoiceError(fmt::format("there is no {} `{}` in the snapshots (they have: {}). {}", what, name,
                                      there.empty() ? "none" : listed(there), did_you_mean(name, there)));
      chosen_.insert(name);
    }
  }
  [[nodiscard]] bool has(const std::string& name) const { return all_ || chosen_.contains(name); }

 private:
  bool all_;
  std::set<std::string> chosen_;
};

template <class Infos>
std::vector<std::string> names_of(const Infos& infos) {
  std::vector<std::string> names;
  for (const auto& info : infos) names.push_back(info.name);
  return names;
}

std::vector<std::string> column_names(const snapshot::RunHeader& header) {
  std::set<std::string> names;
  for (const snapshot::AgentInfo& agent : header.agents)
    for (const snapshot::ColumnInfo& column : agent.columns) names.insert(column.name);
  return {names.begin(), names.end()};
}

snapshot::ColumnData no_values(snapshot::Number number) {
  switch (number) {
    case snapshot::Number::u8:
      return std::vector<std::uint8_t>();
    case snapshot::Number::u32:
      return std::vector<std::uint32_t>();
    case snapshot::Number::u64:
      return std::vector<std::uint64_t>();
    case snapshot::Number::f64:
      return std::vector<double>();
    case snapshot::Number::f32:
      break;
  }
  return std::vector<float>();
}

double minutes(const std::string& text) {
  const QuantityParse parse = parse_quantity(text);
  const Dimension time{.time = 1};
  if (!parse.quantity || parse.quantity->dimension != time)
    throw ChoiceError(
        fmt::format("`{}` is no time to export at ({}). Write all, first, last or a time such as 7d", text,
                    parse.quantity ? "it has another unit" : parse.problem));
  return parse.quantity->value;
}

}  // namespace

Selection::Selection(const snapshot::RunHeader& whole, const ExportChoice& choice) : header_(whole) {
  const Names types("agent type", names_of(whole.agents), choice.types);
  const Names columns("column", column_names(whole), choice.columns);
  const Names substances("substance", names_of(whole.substances), choice.substances);
  header_.agents.clear();
  for (std::size_t t = 0; t < whole.agents.size(); ++t) {
    if (!types.has(whole.agents[t].name)) continue;
    Type type{t, {}};
    snapshot::AgentInfo agent = whole.agents[t];
    agent.columns.clear();
    for (std::size_t c = 0; c < whole.agents[t].columns.size(); ++c) {
      if (!columns.has(whole.agents[t].columns[c].name)) continue;
      type.columns.push_back(c);
      agent.columns.push_back(whole.agents[t].columns[c]);
    }
    types_.push_back(std::move(type));
    header_.agents.push_back(std::move(agent));
  }
  header_.substances.clear();
  for (std::uint32_t s = 0; s < whole.substances.size(); ++s) {
    if (!substances.has(whole.substances[s].name)) continue;
    substances_.push_back(s);
    header_.substances.push_back(whole.substances[s]);
  }
}

snapshot::Frame Selection::of(snapshot::Frame whole) const {
  snapshot::Frame part;
  part.step = whole.step;
  part.time = whole.time;
  part.state_hash = whole.state_hash;
  for (std::uint32_t t = 0; t < types_.size(); ++t) {
    snapshot::AgentTable table{.type = t, .id = {}, .site = {}, .state = {}, .columns = {}};
    const auto found = std::find_if(whole.agents.begin(), whole.agents.end(),
                                    [&](const auto& there) { return there.type == types_[t].type; });
    if (found == whole.agents.end()) {
      for (const snapshot::ColumnInfo& column : header_.agents[t].columns)
        table.columns.push_back(no_values(column.number));
    } else {
      table.id = std::move(found->id);
      table.site = std::move(found->site);
      table.state = std::move(found->state);
      for (const std::size_t c : types_[t].columns) table.columns.push_back(std::move(found->columns[c]));
    }
    part.agents.push_back(std::move(table));
  }
  for (std::uint32_t s = 0; s < substances_.size(); ++s)
    for (snapshot::FieldTable& field : whole.fields)
      if (field.substance == substances_[s]) part.fields.push_back({s, std::move(field.values)});
  return part;
}

std::vector<std::size_t> chosen_frames(const snapshot::Reader& reader, const std::vector<std::string>& at) {
  const auto& frames = reader.frames();
  if (frames.empty())
    throw snapshot::ReadError(reader.name() + ": holds no whole frame" +
                              (reader.damage() ? " (" + reader.damage()->reason + ")" : ""));
  std::set<std::size_t> chosen;
  for (const std::string& word : at) {
    if (word == "all")
      for (std::size_t f = 0; f < frames.size(); ++f) chosen.insert(f);
    else
      chosen.insert(word == "first"  ? 0
                    : word == "last" ? frames.size() - 1
                                     : snapshot::frame_at(reader, minutes(word)));
  }
  return {chosen.begin(), chosen.end()};
}

}  // namespace tilscape::scenarios
