// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/writer.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tilscape::test {

/// A cube of `side` sites, cancer cells that fill their site and T cells that do not, oxygen.
inline snapshot::RunHeader cube_header(std::uint32_t side) {
  snapshot::RunHeader header;
  header.scenario_name = "cube";
  header.lattice.nx = header.lattice.ny = header.lattice.nz = side;
  header.agents = {{"cancer",
                    7,
                    {{"cycling", true}, {"necrotic", false}},
                    {{"pd_l1", "molecule", snapshot::Number::f32}},
                    ""},
                   {"cd8", 1, {{"searching", true}}, {}, ""}};
  header.substances = {{"oxygen", "mmHg", 0, 0, snapshot::Number::f32}};
  return header;
}

/// Every site of the cube holds a cancer cell, the first one a T cell as well. A cell's id is its site + 1
/// (the T cell's 1,000,000), its pd_l1 the site, the oxygen there twice as much.
inline snapshot::Frame full_cube(const snapshot::RunHeader& header, std::uint64_t step = 0) {
  snapshot::Frame frame;
  frame.step = step;
  frame.time = 60.0 * static_cast<double>(step);
  frame.state_hash = std::string(31, '0') + std::to_string(step % 10);
  snapshot::AgentTable cancer;
  std::vector<float> pd_l1, oxygen;
  for (std::uint32_t site = 0; site < header.lattice.sites(); ++site) {
    cancer.id.push_back(site + 1);
    cancer.site.push_back(site);
    cancer.state.push_back(0);
    pd_l1.push_back(static_cast<float>(site));
    oxygen.push_back(2 * static_cast<float>(site));
  }
  cancer.columns = {pd_l1};
  frame.agents = {cancer, {1, {1000000}, {0}, {0}, {}}};
  frame.fields = {{0, oxygen}};
  return frame;
}

inline void write_run(const std::string& path, const snapshot::RunHeader& header,
                      const std::vector<snapshot::Frame>& frames) {
  snapshot::Writer writer(path, header);
  for (const snapshot::Frame& frame : frames) writer.write(frame);
  writer.close();
}

}  // namespace tilscape::test
