// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// MultiCellDS in the files and with the labels of PhysiCell 1.14, so that its tools (pcdl, Studio's loader)
// read the run: an XML per frame, its matrices as MATLAB files (Friedman et al. 2016, doi:10.1101/090456; the
// layout of the files is that of PhysiCell's own output, doi:10.1371/journal.pcbi.1005991).
#include "proto/quote.hpp"
#include "scenarios/export/export_file.hpp"
#include "scenarios/export/format.hpp"
#include "scenarios/export/matlab.hpp"
#include "scenarios/export/tables.hpp"
#include "scenarios/output/manifest.hpp"

#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numbers>
#include <string>
#include <unordered_map>
#include <utility>

namespace tilscape::scenarios {

namespace {

/// PhysiCell's numbers for cycle models, death models and phases.
struct Phase {
  double model, phase;
};
constexpr Phase live = {5, 14};
constexpr Phase apoptotic = {100, 100};
constexpr Phase necrotic = {101, 103};
constexpr Phase debris = {9999, 104};

/// Dead states are known by their names; any other one is debris.
Phase phase_of(const snapshot::StateInfo& state) {
  if (state.alive) return live;
  if (state.name.find("apopto") != std::string::npos) return apoptotic;
  if (state.name.find("necro") != std::string::npos) return necrotic;
  return debris;
}

/// A row, or three, of the matrix of cells.
struct Label {
  std::string name;
  std::string unit;
  int size = 1;
};

/// The first seventeen rows are always these: older tools know them by number. What a lattice has not is 0.
std::vector<Label> own_labels() {
  return {
      {"ID", "none"},
      {"position", "microns", 3},
      {"total_volume", "cubic microns"},
      {"cell_type", "none"},
      {"cycle_model", "none"},
      {"current_phase", "none"},
      {"elapsed_time_in_phase", "min"},
      {"nuclear_volume", "cubic microns"},
      {"cytoplasmic_volume", "cubic microns"},
      {"fluid_fraction", "none"},
      {"calcified_fraction", "none"},
      {"orientation", "none", 3},
      {"polarity", "none"},
      {"dead", "none"},
      {"radius", "microns"},
      {"chemotaxis_index", "none"},
      {"state", "none"},
      {"id_high", "none"},
      {"id_low", "none"},
  };
}

/// Names by which pcdl has something else: our own labels, their parts along the axes, and substances.
std::vector<std::string> taken_names(const snapshot::RunHeader& header) {
  std::vector<std::string> names;
  for (const Label& label : own_labels()) {
    names.push_back(label.name);
    if (label.size == 3)
      for (const char* axis : {"_x", "_y", "_z"}) names.push_back(label.name + axis);
  }
  for (const snapshot::SubstanceInfo& substance : header.substances) names.push_back(substance.name);
  return names;
}

std::vector<Label> labels_of(const std::vector<SharedColumn>& columns) {
  std::vector<Label> labels = own_labels();
  for (const SharedColumn& column : columns)
    labels.push_back({column.name, column.unit.empty() ? "none" : column.unit});
  return labels;
}

std::string coordinates(const char* axis, std::uint32_t count, double corner, double size) {
  std::string text;
  for (std::uint32_t i = 0; i < count; ++i)
    text += fmt::format("{}{}", i == 0 ? "" : " ", corner + (i + 0.5) * size);
  return fmt::format("        <{0}_coordinates delimiter=\" \">{1}</{0}_coordinates>\n", axis, text);
}

double number_at(const snapshot::ColumnData& values, std::size_t row) {
  return std::visit([row](const auto& there) { return static_cast<double>(there[row]); }, values);
}

class MultiCellDsExporter final : public Exporter {
 public:
  explicit MultiCellDsExporter(ExportPlan plan)
      : plan_(std::move(plan)),
        places_(plan_.header.lattice),
        columns_(shared_columns(plan_.header, taken_names(plan_.header))),
        labels_(labels_of(columns_)),
        created_(now_utc()) {
    write_voxels("initial_mesh0.mat", "mesh", {});
    write_settings();
    ExportFile no_graph(plan_.folder / "no_graph.txt");
    no_graph.keep();
  }

  void write(const snapshot::Frame& frame, std::size_t number) override {
    const std::string name = fmt::format("output{:08}", number);
    write_microenvironment(frame, name + "_microenvironment0.mat");
    write_cells(frame, name + "_cells.mat");
    ExportFile file(plan_.folder / (name + ".xml"));  // last: what it names is there
    file.write(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<MultiCellDS version=\"2\" "
        "type=\"snapshot/simulation\">\n");
    file.write(metadata(frame));
    file.write(microenvironment(name));
    file.write(cells(name));
    file.write("</MultiCellDS>\n");
    file.keep();
  }

 private:
  [[nodiscard]] std::string metadata(const snapshot::Frame& frame) const {
    return fmt::format(
        "  <metadata>\n    <software>\n      <name>tilscape</name>\n      <version>{0}</version>\n    "
        "</software>\n"
        "    <current_time units=\"min\">{1}</current_time>\n    <current_runtime "
        "units=\"sec\">0</current_runtime>\n"
        "    <created>{2}</created>\n    <last_modified>{2}</last_modified>\n  </metadata>\n",
        markup_text(plan_.header.program_version), frame.time, created_);
  }

  [[nodiscard]] std::string microenvironment(const std::string& name) const {
    const snapshot::LatticeInfo& lattice = plan_.header.lattice;
    const Position corner = places_.corner();
    const Position size = places_.size();
    std::string xml =
        "  <microenvironment>\n    <domain name=\"microenvironment\">\n"
        "      <mesh type=\"Cartesian\" uniform=\"true\" regular=\"true\" units=\"micron\">\n";
    xml += fmt::format(
        "        <bounding_box type=\"axis-aligned\" units=\"micron\" delimiter=\" \">{} {} {} {} {} "
        "{}</bounding_box>\n",
        corner.x, corner.y, corner.z, corner.x + lattice.nx * size.x, corner.y + lattice.ny * size.y,
        corner.z + lattice.nz * size.z);
    xml += coordinates("x", lattice.nx, corner.x, size.x) + coordinates("y", lattice.ny, corner.y, size.y) +
           coordinates("z", lattice.nz, corner.z, size.z);
    xml +=
        "        <voxels type=\"matlab\">\n          <filename>initial_mesh0.mat</filename>\n        "
        "</voxels>\n"
        "      </mesh>\n      <variables>\n";
    for (std::size_t s = 0; s < plan_.header.substances.size(); ++s) {
      const snapshot::SubstanceInfo& substance = plan_.header.substances[s];
      xml += fmt::format(
          "        <variable name=\"{}\" units=\"{}\" ID=\"{}\">\n          <physical_parameter_set>\n"
          "            <conditions/>\n"
          "            <diffusion_coefficient units=\"micron^2/min\">{}</diffusion_coefficient>\n"
          "            <decay_rate units=\"1/min\">{}</decay_rate>\n"
          "          </physical_parameter_set>\n        </variable>\n",
          markup_text(substance.name), markup_text(substance.unit.empty() ? "none" : substance.unit), s,
          substance.diffusion, substance.decay);
    }
    return xml + fmt::format(
                     "      </variables>\n      <data type=\"matlab\">\n"
                     "        <filename>{}_microenvironment0.mat</filename>\n      </data>\n    </domain>\n"
                     "  </microenvironment>\n",
                     name);
  }

  [[nodiscard]] std::string cells(const std::string& name) const {
    std::string xml =
        "  <cellular_information>\n    <cell_populations>\n      <cell_population type=\"individual\">\n     "
        "   <custom>\n"
        "          <simplified_data type=\"matlab\" source=\"PhysiCell\" data_version=\"2\">\n            "
        "<cell_types>\n";
    for (std::size_t t = 0; t < plan_.header.agents.size(); ++t)
      xml += fmt::format("              <type ID=\"{0}\" type=\"{0}\">{1}</type>\n", t,
                         markup_text(plan_.header.agents[t].name));
    xml += "            </cell_types>\n            <labels>\n";
    int index = 0;
    for (const Label& label : labels_) {
      xml += fmt::format("              <label index=\"{}\" size=\"{}\" units=\"{}\">{}</label>\n", index,
                         label.size, markup_text(label.unit), markup_text(label.name));
      index += label.size;
    }
    xml += fmt::format(
        "            </labels>\n            <filename>{}_cells.mat</filename>\n"
        "          </simplified_data>\n          <states>\n",
        name);
    for (std::size_t t = 0; t < plan_.header.agents.size(); ++t)
      for (std::size_t s = 0; s < plan_.header.agents[t].states.size(); ++s)
        xml += fmt::format("            <state cell_type=\"{}\" ID=\"{}\" dead=\"{}\">{}</state>\n", t, s,
                           !plan_.header.agents[t].states[s].alive,
                           markup_text(plan_.header.agents[t].states[s].name));
    xml += "          </states>\n";
    for (const char* graph : {"neighbor_graph", "attached_cells_graph", "spring_attached_cells_graph"})
      xml += fmt::format(
          "          <{0} type=\"text\" source=\"PhysiCell\" data_version=\"2\">\n"
          "            <filename>no_graph.txt</filename>\n          </{0}>\n",
          graph);
    return xml +
           "        </custom>\n      </cell_population>\n    </cell_populations>\n  "
           "</cellular_information>\n";
  }

  /// A substance that the frame does not have is NaN there.
  void write_microenvironment(const snapshot::Frame& frame, const std::string& name) const {
    std::vector<const snapshot::ColumnData*> fields;
    for (std::size_t s = 0; s < plan_.header.substances.size(); ++s) fields.push_back(field_values(frame, s));
    write_voxels(name, "multiscale_microenvironment", fields);
  }

  /// A column per site: its centre, its volume, and the values.
  void write_voxels(const std::string& name, const char* matrix,
                    const std::vector<const snapshot::ColumnData*>& fields) const {
    const std::uint64_t sites = plan_.header.lattice.sites();
    const Position size = places_.size();
    ExportFile file(plan_.folder / name);
    write_matlab_header(file, matrix, static_cast<std::uint32_t>(4 + fields.size()),
                        static_cast<std::uint32_t>(sites));
    std::vector<double> column(4 + fields.size());
    column[3] = size.x * size.y * size.z;
    for (std::uint64_t site = 0; site < sites; ++site) {
      const Position centre = places_.centre(site);
      column[0] = centre.x;
      column[1] = centre.y;
      column[2] = centre.z;
      for (std::size_t f = 0; f < fields.size(); ++f)
        column[4 + f] =
            fields[f] == nullptr ? std::numeric_limits<double>::quiet_NaN() : number_at(*fields[f], site);
      file.write_values(std::span<const double>(column));
    }
    file.keep();
  }

  void write_cells(const snapshot::Frame& frame, const std::string& name) {
    std::uint32_t rows = 0;
    for (const Label& label : labels_) rows += static_cast<std::uint32_t>(label.size);
    std::size_t count = 0;
    std::vector<Crowd> crowds(plan_.header.lattice.sites());
    for (const snapshot::AgentTable& table : frame.agents) {
      count += table.id.size();
      for (const std::uint32_t site : table.site) ++crowds[site].size;
    }
    ExportFile file(plan_.folder / name);
    write_matlab_header(file, "cells", rows, static_cast<std::uint32_t>(count));
    std::vector<double> cell;
    for (const snapshot::AgentTable& table : frame.agents)
      for (std::size_t row = 0; row < table.id.size(); ++row) {
        cell.clear();
        add_cell(cell, table, row, place_in(table.site[row], crowds[table.site[row]]));
        file.write_values(std::span<const double>(cell));
      }
    file.keep();
  }

  /// In the order of labels_of().
  void add_cell(std::vector<double>& cell, const snapshot::AgentTable& table, std::size_t row,
                Position place) {
    const snapshot::StateInfo& state = plan_.header.agents[table.type].states[table.state[row]];
    const Phase phase = phase_of(state);
    const double volume = cell_volume(plan_.header, table.type);
    const std::uint64_t id = table.id[row];
    const double nothing = 0;
    cell = {number_of(id),
            place.x,
            place.y,
            place.z,
            volume,
            static_cast<double>(table.type),
            phase.model,
            phase.phase,
            nothing,  // time in the phase
            nothing,
            nothing,  // nucleus, cytoplasm
            nothing,
            nothing,  // fluid, calcified
            nothing,
            nothing,
            nothing,  // orientation
            nothing,  // polarity
            state.alive ? 0.0 : 1.0,
            cell_radius(volume),
            -1,  // no substance is followed
            static_cast<double>(table.state[row]),
            static_cast<double>(id >> 32U),
            static_cast<double>(id & 0xffffffffU)};
    for (const SharedColumn& column : columns_)
      cell.push_back(column.of[table.type] ? number_at(table.columns[*column.of[table.type]], row)
                                           : std::numeric_limits<double>::quiet_NaN());
  }

  /// Ids of 64 bits do not fit the format's numbers, and its tools want small ones: the agents are counted as
  /// they come.
  double number_of(std::uint64_t id) {
    return static_cast<double>(numbers_.try_emplace(id, numbers_.size()).first->second);
  }

  /// The agents of a site.
  struct Crowd {
    std::uint32_t size = 0;
    std::uint32_t placed = 0;
  };
  /// pcdl tells agents apart by their positions, so several on a site stand on a circle around its centre.
  [[nodiscard]] Position place_in(std::uint32_t site, Crowd& crowd) const {
    Position place = places_.centre(site);
    if (crowd.size == 1) return place;
    const double radius = plan_.header.lattice.spacing / 4;
    const double angle = 2 * std::numbers::pi * crowd.placed++ / crowd.size;
    place.x += radius * std::cos(angle);
    place.y += radius * std::sin(angle);
    return place;
  }

  /// What pcdl takes the names of types from when it is not told otherwise; nothing could be run with it.
  void write_settings() const {
    std::string xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PhysiCell_settings version=\"devel-version\">\n";
    const snapshot::LatticeInfo& lattice = plan_.header.lattice;
    const Position corner = places_.corner();
    const Position size = places_.size();
    xml += fmt::format(
        "  <domain>\n    <x_min>{}</x_min>\n    <x_max>{}</x_max>\n    <y_min>{}</y_min>\n    "
        "<y_max>{}</y_max>\n"
        "    <z_min>{}</z_min>\n    <z_max>{}</z_max>\n    <dx>{}</dx>\n    <dy>{}</dy>\n    <dz>{}</dz>\n"
        "    <use_2D>{}</use_2D>\n  </domain>\n  <cell_definitions>\n",
        corner.x, corner.x + lattice.nx * size.x, corner.y, corner.y + lattice.ny * size.y, corner.z,
        corner.z + lattice.nz * size.z, size.x, size.y, size.z, lattice.nz == 1);
    for (std::size_t t = 0; t < plan_.header.agents.size(); ++t)
      xml += fmt::format("    <cell_definition name=\"{}\" ID=\"{}\"/>\n",
                         markup_text(plan_.header.agents[t].name), t);
    ExportFile file(plan_.folder / "PhysiCell_settings.xml");
    file.write(xml + "  </cell_definitions>\n</PhysiCell_settings>\n");
    file.keep();
  }

  ExportPlan plan_;
  SitePlaces places_;
  std::vector<SharedColumn> columns_;
  std::vector<Label> labels_;
  std::string created_;
  std::unordered_map<std::uint64_t, std::size_t> numbers_;  ///< of the agents that have come
};

}  // namespace

namespace formats {

ExportFormat multicellds() {
  return {"multicellds", "the files of PhysiCell, for its tools (pcdl)", true,
          [](ExportPlan plan) -> std::unique_ptr<Exporter> {
            return std::make_unique<MultiCellDsExporter>(std::move(plan));
          }};
}

}  // namespace formats

}  // namespace tilscape::scenarios
