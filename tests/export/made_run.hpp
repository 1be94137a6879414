// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/writer.hpp"

#include <filesystem>
#include <random>

namespace tilscape::test {

/// Snapshots with all that is hard to export: ids above 2^53, several agents on a site, types without agents,
/// columns that only some types have or that differ in more than the name, a substance that a frame lacks,
/// numbers of every kind, names with signs.
inline snapshot::RunHeader made_header(std::uint32_t nz) {
  using snapshot::Number;
  snapshot::RunHeader header;
  header.program_version = "0.1.0";
  header.scenario_name = "made & \"up\"";
  header.scenario_hash = "00112233445566778899aabbccddeeff";
  header.lattice.nx = 5;
  header.lattice.ny = 4;
  header.lattice.nz = nz;
  header.lattice.spacing = 8.1;
  header.lattice.thickness = nz > 1 ? 8.1 : 10;
  header.agents = {
      {"cancer",
       7,
       {{"alive", true}, {"apoptotic", false}, {"necrotic", false}},
       {{"pd_l1", "molecules", Number::f32}, {"hits", "", Number::u8}, {"mother", "", Number::u64}},
       ""},
      {"cd8",
       1,
       {{"active", true}, {"exhausted", true}},
       {{"pd_l1", "molecules", Number::f32}, {"hits", "", Number::u32}, {"age", "min", Number::f64}},
       ""},
      {"other, <\"it\">", 2, {{"resting, &", true}}, {{"state", "a,b", Number::f32}}, ""}};
  header.substances = {{"oxygen", "mmHg", 120000, 0.1, Number::f32},
                       {"drug & co", "nM", 0.25, 0, Number::f64},
                       {"signal", "", 1, 1e-9, Number::f32}};
  header.scenario_text = "name: made\n";
  header.vessels = {{{0, 3, 2}, {40.5F, 30, 7}, 3}, {{9, 9, 0}, {9, 9, 8}, 5.5F}};
  return header;
}

inline snapshot::Frame made_frame(const snapshot::RunHeader& header, std::uint64_t step) {
  std::mt19937_64 draw(step + header.lattice.nz);
  const auto decimal = [&] { return static_cast<double>(draw() >> 11U) * 0x1p-50; };
  const std::uint64_t sites = header.lattice.sites();
  snapshot::Frame frame;
  frame.step = step;
  frame.time = static_cast<double>(step) / 3;
  frame.state_hash = "0123456789abcdef0123456789abcdef";
  for (std::uint32_t t = 0; t < header.agents.size(); ++t) {
    if (t == 1 && step == 30) continue;  // no table at all
    const std::size_t count = t == 2 && step == 0 ? 0 : 9 + t + step % 7;
    snapshot::AgentTable table{.type = t, .id = {}, .site = {}, .state = {}, .columns = {}};
    for (std::size_t row = 0; row < count; ++row) {
      table.id.push_back((draw() | 1ULL << 60U) + row);
      table.site.push_back(static_cast<std::uint32_t>(draw() % sites));
      table.state.push_back(static_cast<std::uint8_t>(draw() % header.agents[t].states.size()));
    }
    for (const snapshot::ColumnInfo& column : header.agents[t].columns) {
      const auto fill = [&]<class T>(std::vector<T> values) {
        for (std::size_t row = 0; row < count; ++row)
          values.push_back(std::is_floating_point_v<T> ? static_cast<T>(decimal()) : static_cast<T>(draw()));
        table.columns.emplace_back(std::move(values));
      };
      switch (column.number) {
        case snapshot::Number::u8:
          fill(std::vector<std::uint8_t>());
          break;
        case snapshot::Number::u32:
          fill(std::vector<std::uint32_t>());
          break;
        case snapshot::Number::u64:
          fill(std::vector<std::uint64_t>());
          break;
        case snapshot::Number::f32:
          fill(std::vector<float>());
          break;
        case snapshot::Number::f64:
          fill(std::vector<double>());
          break;
      }
    }
    frame.agents.push_back(std::move(table));
  }
  for (std::uint32_t s = 0; s < header.substances.size(); ++s) {
    if (s == 2 && step == 12) continue;
    std::vector<double> values(sites);
    for (double& value : values) value = decimal() * 1e-3;
    if (header.substances[s].number == snapshot::Number::f64)
      frame.fields.push_back({s, values});
    else
      frame.fields.push_back({s, std::vector<float>(values.begin(), values.end())});
  }
  return frame;
}

inline void write_made_run(const std::filesystem::path& file, std::uint32_t nz) {
  const snapshot::RunHeader header = made_header(nz);
  snapshot::Writer writer(file.string(), header);
  for (const std::uint64_t step : {0, 12, 30}) writer.write(made_frame(header, step));
  writer.close();
}

}  // namespace tilscape::test
