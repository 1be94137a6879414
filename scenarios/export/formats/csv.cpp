// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Tables as text: cells and fields of each frame, and a list of the frames. For R, Python, a spreadsheet.
#include "proto/quote.hpp"
#include "scenarios/export/export_file.hpp"
#include "scenarios/export/format.hpp"
#include "scenarios/export/tables.hpp"

#include <fmt/format.h>
#include <iterator>
#include <string>
#include <utility>

namespace tilscape::scenarios {

namespace {

/// As few digits as read back to the same bits, whatever the locale.
template <class T>
void add_number(std::string& line, T value) {
  fmt::format_to(std::back_inserter(line), ",{}", value);
}

void add_value(std::string& line, const snapshot::ColumnData& values, std::size_t row) {
  std::visit([&](const auto& numbers) { add_number(line, numbers[row]); }, values);
}

void add_position(std::string& line, const Position& place) {
  fmt::format_to(std::back_inserter(line), "{},{},{}", place.x, place.y, place.z);
}

class CsvExporter final : public Exporter {
 public:
  explicit CsvExporter(ExportPlan plan)
      : plan_(std::move(plan)),
        places_(plan_.header.lattice),
        columns_(shared_columns(plan_.header)),
        frames_("frame,step,time [min],state hash\n") {}

  void write(const snapshot::Frame& frame, std::size_t number) override {
    if (!plan_.header.agents.empty()) write_cells(frame, number);
    if (!frame.fields.empty()) write_fields(frame, number);
    frames_ += fmt::format("{},{},{},{}\n", number, frame.step, frame.time, csv_cell(frame.state_hash));
  }

  void finish() override {
    ExportFile file(plan_.folder / "frames.csv");
    file.write(frames_);
    file.keep();
  }

 private:
  void write_cells(const snapshot::Frame& frame, std::size_t number) const {
    ExportFile file(plan_.folder / fmt::format("cells_{:06}.csv", number));
    std::string line = "id,type,state,x [um],y [um],z [um]";
    for (const SharedColumn& column : columns_) line += "," + csv_cell(with_unit(column.name, column.unit));
    file.write(line + "\n");
    for (std::size_t t = 0; t < frame.agents.size(); ++t) {
      const snapshot::AgentTable& table = frame.agents[t];
      const snapshot::AgentInfo& type = plan_.header.agents[t];
      const std::string name = csv_cell(type.name);
      for (std::size_t row = 0; row < table.id.size(); ++row) {
        line = fmt::format("{},{},{},", table.id[row], name, csv_cell(type.states[table.state[row]].name));
        add_position(line, places_.centre(table.site[row]));
        for (const SharedColumn& column : columns_)
          if (column.of[t])
            add_value(line, table.columns[*column.of[t]], row);
          else
            line += ',';
        file.write(line += '\n');
      }
    }
    file.keep();
  }

  void write_fields(const snapshot::Frame& frame, std::size_t number) const {
    ExportFile file(plan_.folder / fmt::format("fields_{:06}.csv", number));
    std::string line = "x [um],y [um],z [um]";
    for (const snapshot::FieldTable& field : frame.fields) {
      const snapshot::SubstanceInfo& substance = plan_.header.substances[field.substance];
      line += "," + csv_cell(with_unit(substance.name, substance.unit));
    }
    file.write(line + "\n");
    for (std::uint64_t site = 0; site < plan_.header.lattice.sites(); ++site) {
      line.clear();
      add_position(line, places_.centre(site));
      for (const snapshot::FieldTable& field : frame.fields) add_value(line, field.values, site);
      file.write(line += '\n');
    }
    file.keep();
  }

  ExportPlan plan_;
  SitePlaces places_;
  std::vector<SharedColumn> columns_;
  std::string frames_;
};

}  // namespace

namespace formats {

ExportFormat csv() {
  return {"csv", "tables of cells and fields as text", false,
          [](ExportPlan plan) -> std::unique_ptr<Exporter> {
            return std::make_unique<CsvExporter>(std::move(plan));
          }};
}

}  // namespace formats

}  // namespace tilscape::scenarios
