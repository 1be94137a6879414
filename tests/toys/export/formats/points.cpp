// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// One line for each agent of a frame: its type and its site.
#include "scenarios/export/format.hpp"

#include <fstream>
#include <utility>

namespace tilscape::scenarios::formats {

namespace {

class Points final : public Exporter {
 public:
  explicit Points(ExportPlan plan) : plan_(std::move(plan)) {}
  void write(const snapshot::Frame& frame, std::size_t number) override {
    std::ofstream out(plan_.folder / (std::to_string(number) + ".points"));
    for (const snapshot::AgentTable& table : frame.agents)
      for (const auto site : table.site) out << plan_.header.agents[table.type].name << ' ' << site << '\n';
  }

 private:
  ExportPlan plan_;
};

}  // namespace

ExportFormat points() {
  return {"points", "a line for each agent", false, [](ExportPlan plan) -> std::unique_ptr<Exporter> {
            return std::make_unique<Points>(std::move(plan));
          }};
}

}  // namespace tilscape::scenarios::formats
