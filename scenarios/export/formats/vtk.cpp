// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// VTK XML files for ParaView, VisIt and Python: fields as an image (.vti), cells as points (.vtu), a list of
// each over time (.pvd), vessels as lines (.vtp). Values are raw little-endian bytes behind the XML
// (docs.vtk.org, "VTK XML formats").
#include "engine/base/quantity.hpp"
#include "proto/quote.hpp"
#include "scenarios/export/export_file.hpp"
#include "scenarios/export/format.hpp"
#include "scenarios/export/tables.hpp"

#include <array>
#include <bit>
#include <fmt/format.h>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <utility>

namespace tilscape::scenarios {

namespace {

static_assert(std::endian::native == std::endian::little, "values are written as they lie in memory");

template <class T>
constexpr const char* vtk_type = nullptr;
template <>
constexpr const char* vtk_type<float> = "Float32";
template <>
constexpr const char* vtk_type<double> = "Float64";
template <>
constexpr const char* vtk_type<std::uint8_t> = "UInt8";
template <>
constexpr const char* vtk_type<std::uint16_t> = "UInt16";
template <>
constexpr const char* vtk_type<std::uint32_t> = "UInt32";
template <>
constexpr const char* vtk_type<std::uint64_t> = "UInt64";
template <>
constexpr const char* vtk_type<std::int64_t> = "Int64";

/// The arrays of a file: described in the XML, their bytes appended behind it in the same order.
class Arrays {
 public:
  /// The line that describes the array. `fill` writes its values when their turn has come.
  template <class T>
  std::string add(const std::string& name, std::uint64_t values, int components,
                  std::function<void(ExportFile&)> fill) {
    const std::string parts = components == 1 ? "" : fmt::format(" NumberOfComponents=\"{}\"", components);
    const std::string line =
        fmt::format("        <DataArray type=\"{}\" Name=\"{}\"{} format=\"appended\" offset=\"{}\"/>\n",
                    vtk_type<T>, markup_text(name), parts, offset_);
    all_.push_back({values * sizeof(T), std::move(fill)});
    offset_ += sizeof(std::uint64_t) + values * sizeof(T);
    return line;
  }
  template <class T>
  std::string add(const std::string& name, std::span<const T> values) {
    return add<T>(name, values.size(), 1, [values](ExportFile& file) { file.write_values(values); });
  }
  std::string add(const std::string& name, const snapshot::ColumnData& values) {
    return std::visit([&](const auto& numbers) { return add(name, std::span(numbers)); }, values);
  }

  void write(ExportFile& file) const {
    file.write("  <AppendedData encoding=\"raw\">\n   _");
    for (const Array& array : all_) {
      file.write_values(std::span(&array.bytes, 1));
      array.fill(file);
    }
    file.write("\n  </AppendedData>\n</VTKFile>\n");
  }

 private:
  struct Array {
    std::uint64_t bytes;
    std::function<void(ExportFile&)> fill;
  };
  std::vector<Array> all_;
  std::uint64_t offset_ = 0;
};

std::string opening(const char* type) {
  return fmt::format(
      "<?xml version=\"1.0\"?>\n<VTKFile type=\"{0}\" version=\"1.0\" byte_order=\"LittleEndian\" "
      "header_type=\"UInt64\">\n",
      type);
}

/// The time of a frame, by VTK's own name (ParaView shows it) and with its unit.
std::string time_data(const snapshot::Frame& frame) {
  const auto line = [](const char* name, double value) {
    return fmt::format(
        "      <DataArray type=\"Float64\" Name=\"{}\" NumberOfTuples=\"1\" "
        "format=\"ascii\">{}</DataArray>\n",
        name, value);
  };
  return "    <FieldData>\n" + line("TimeValue", frame.time / minutes_per_day) +
         line("time [min]", frame.time) + line("step", static_cast<double>(frame.step)) +
         "    </FieldData>\n";
}

/// A list of files over time, in days.
class Collection {
 public:
  void add(double time, const std::string& file) {
    lines_ +=
        fmt::format("    <DataSet timestep=\"{}\" part=\"0\" file=\"{}\"/>\n", time / minutes_per_day, file);
  }
  void write(const std::filesystem::path& path) const {
    if (lines_.empty()) return;
    ExportFile file(path);
    file.write(
        "<?xml version=\"1.0\"?>\n<VTKFile type=\"Collection\" version=\"1.0\" byte_order=\"LittleEndian\">\n"
        "  <Collection>\n" +
        lines_ + "  </Collection>\n</VTKFile>\n");
    file.keep();
  }

 private:
  std::string lines_;
};

std::uint64_t cells_of(const snapshot::Frame& frame) {
  std::uint64_t cells = 0;
  for (const snapshot::AgentTable& table : frame.agents) cells += table.id.size();
  return cells;
}

/// An array with a value of each agent, which `value` makes from its table and row.
template <class T, class Value>
std::string add_each(Arrays& arrays, const std::string& name, const snapshot::Frame& frame, Value value) {
  return arrays.add<T>(name, cells_of(frame), 1, [&frame, value](ExportFile& file) {
    for (const snapshot::AgentTable& table : frame.agents)
      for (std::size_t row = 0; row < table.id.size(); ++row) {
        const T one = value(table, row);
        file.write_values(std::span(&one, 1));
      }
  });
}

/// What stands for the value of a column that a type does not have.
template <class T>
constexpr T missing = std::numeric_limits<T>::has_quiet_NaN ? std::numeric_limits<T>::quiet_NaN()
                                                            : std::numeric_limits<T>::max();

class VtkExporter final : public Exporter {
 public:
  explicit VtkExporter(ExportPlan plan)
      : plan_(std::move(plan)), places_(plan_.header.lattice), columns_(shared_columns(plan_.header)) {}

  void write(const snapshot::Frame& frame, std::size_t number) override {
    write_sites(frame, fmt::format("sites_{:06}.vti", number));
    if (!plan_.header.agents.empty()) write_cells(frame, fmt::format("cells_{:06}.vtu", number));
  }

  void finish() override {
    images_.write(plan_.folder / "sites.pvd");
    points_.write(plan_.folder / "cells.pvd");
    if (!plan_.header.vessels.empty()) write_vessels();
    ExportFile legend(plan_.folder / "legend.csv");
    legend.write(legend_csv(plan_.header));
    legend.keep();
  }

 private:
  /// Substances, and how many agents of each type are on a site.
  void write_sites(const snapshot::Frame& frame, const std::string& name) {
    const snapshot::LatticeInfo& lattice = plan_.header.lattice;
    Arrays arrays;
    std::string described;
    for (const snapshot::FieldTable& field : frame.fields) {
      const snapshot::SubstanceInfo& substance = plan_.header.substances[field.substance];
      described += arrays.add(with_unit(substance.name, substance.unit), field.values);
    }
    for (std::size_t t = 0; t < frame.agents.size(); ++t)
      described += arrays.add<std::uint16_t>(
          with_unit(plan_.header.agents[t].name, "cells"), lattice.sites(), 1, [&, t](ExportFile& file) {
            file.write_values(
                std::span<const std::uint16_t>(counts_by_site(frame.agents[t], lattice.sites())));
          });
    const std::string extent = fmt::format("0 {} 0 {} 0 {}", lattice.nx, lattice.ny, lattice.nz);
    const Position corner = places_.corner();
    const Position size = places_.size();
    ExportFile file(plan_.folder / name);
    file.write(opening("ImageData"));
    file.write(fmt::format("  <ImageData WholeExtent=\"{}\" Origin=\"{} {} {}\" Spacing=\"{} {} {}\">\n",
                           extent, corner.x, corner.y, corner.z, size.x, size.y, size.z));
    file.write(time_data(frame));
    file.write(fmt::format("    <Piece Extent=\"{}\">\n      <CellData>\n{}      </CellData>\n    </Piece>\n",
                           extent, described));
    file.write("  </ImageData>\n");
    arrays.write(file);
    file.keep();
    images_.add(frame.time, name);
  }

  void write_cells(const snapshot::Frame& frame, const std::string& name) {
    const std::uint64_t cells = cells_of(frame);
    Arrays arrays;
    std::string described = "      <PointData>\n";
    described += add_each<std::uint64_t>(arrays, "id", frame,
                                         [](const auto& table, std::size_t row) { return table.id[row]; });
    described += add_each<std::uint16_t>(arrays, "type", frame, [](const auto& table, std::size_t) {
      return static_cast<std::uint16_t>(table.type + 1);  // as in the legend
    });
    described += add_each<std::uint8_t>(arrays, "state", frame,
                                        [](const auto& table, std::size_t row) { return table.state[row]; });
    described += add_each<std::uint8_t>(arrays, "alive", frame, [this](const auto& table, std::size_t row) {
      return static_cast<std::uint8_t>(plan_.header.agents[table.type].states[table.state[row]].alive);
    });
    described += add_each<float>(arrays, "radius [um]", frame, [this](const auto& table, std::size_t) {
      return static_cast<float>(cell_radius(cell_volume(plan_.header, table.type)));
    });
    for (const SharedColumn& column : columns_) described += add_column(arrays, frame, column, cells);
    described += "      </PointData>\n      <Points>\n";
    described += arrays.add<double>("Points", 3 * cells, 3, [&](ExportFile& file) {
      for (const snapshot::AgentTable& table : frame.agents)
        for (const std::uint32_t site : table.site) {
          const Position place = places_.centre(site);
          const std::array<double, 3> xyz = {place.x, place.y, place.z};
          file.write_values(std::span<const double>(xyz));
        }
    });
    described += "      </Points>\n      <Cells>\n" + add_vertices(arrays, cells) + "      </Cells>\n";

    ExportFile file(plan_.folder / name);
    file.write(opening("UnstructuredGrid") + "  <UnstructuredGrid>\n" + time_data(frame));
    file.write(fmt::format("    <Piece NumberOfPoints=\"{0}\" NumberOfCells=\"{0}\">\n", cells));
    file.write(described + "    </Piece>\n  </UnstructuredGrid>\n");
    arrays.write(file);
    file.keep();
    points_.add(frame.time, name);
  }

  /// Each piece is a line between two points of its own.
  void write_vessels() const {
    const std::vector<snapshot::VesselPiece>& pieces = plan_.header.vessels;
    const Position corner = places_.corner();
    Arrays arrays;
    std::string described = "      <CellData>\n";
    described += arrays.add<float>("radius [um]", pieces.size(), 1, [&](ExportFile& file) {
      for (const snapshot::VesselPiece& piece : pieces) file.write_values(std::span(&piece.radius, 1));
    });
    described += "      </CellData>\n      <Points>\n";
    described += arrays.add<double>("Points", 6 * pieces.size(), 3, [&](ExportFile& file) {
      for (const snapshot::VesselPiece& piece : pieces)
        for (const auto& end : {piece.start, piece.end}) {
          const std::array<double, 3> xyz = {corner.x + static_cast<double>(end[0]),
                                             corner.y + static_cast<double>(end[1]),
                                             corner.z + static_cast<double>(end[2])};
          file.write_values(std::span<const double>(xyz));
        }
    });
    described += "      </Points>\n      <Lines>\n";
    const std::size_t ends = 2 * pieces.size();
    described += arrays.add<std::int64_t>("connectivity", ends, 1, counting(ends, 0, 1));
    described += arrays.add<std::int64_t>("offsets", pieces.size(), 1, counting(pieces.size(), 2, 2));
    described += "      </Lines>\n";

    ExportFile file(plan_.folder / "vessels.vtp");
    file.write(opening("PolyData") + "  <PolyData>\n");
    file.write(fmt::format("    <Piece NumberOfPoints=\"{}\" NumberOfLines=\"{}\">\n", ends, pieces.size()));
    file.write(described + "    </Piece>\n  </PolyData>\n");
    arrays.write(file);
    file.keep();
  }

  std::string add_column(Arrays& arrays, const snapshot::Frame& frame, const SharedColumn& column,
                         std::uint64_t cells) const {
    const auto add = [&]<class T>(T none) {
      return arrays.add<T>(with_unit(column.name, column.unit), cells, 1, [&, none](ExportFile& file) {
        for (std::size_t t = 0; t < frame.agents.size(); ++t) {
          const snapshot::AgentTable& table = frame.agents[t];
          const std::vector<T> without(column.of[t] ? 0 : table.id.size(), none);
          const auto& values =
              column.of[t] ? std::get<std::vector<T>>(table.columns[*column.of[t]]) : without;
          file.write_values(std::span<const T>(values));
        }
      });
    };
    switch (column.number) {
      case snapshot::Number::u8:
        return add(missing<std::uint8_t>);
      case snapshot::Number::u32:
        return add(missing<std::uint32_t>);
      case snapshot::Number::u64:
        return add(missing<std::uint64_t>);
      case snapshot::Number::f64:
        return add(missing<double>);
      case snapshot::Number::f32:
        break;
    }
    return add(missing<float>);
  }

  /// Writes from, from + step, ...
  static std::function<void(ExportFile&)> counting(std::uint64_t count, std::int64_t from,
                                                   std::int64_t step) {
    return [=](ExportFile& file) {
      for (std::uint64_t i = 0; i < count; ++i) {
        const std::int64_t number = from + static_cast<std::int64_t>(i) * step;
        file.write_values(std::span(&number, 1));
      }
    };
  }

  /// Each point is a cell of its own.
  static std::string add_vertices(Arrays& arrays, std::uint64_t cells) {
    std::string described = arrays.add<std::int64_t>("connectivity", cells, 1, counting(cells, 0, 1));
    described += arrays.add<std::int64_t>("offsets", cells, 1, counting(cells, 1, 1));
    return described + arrays.add<std::uint8_t>("types", cells, 1, [cells](ExportFile& file) {
      const std::vector<std::uint8_t> types(cells, 1);  // VTK_VERTEX
      file.write_values(std::span(types));
    });
  }

  ExportPlan plan_;
  SitePlaces places_;
  std::vector<SharedColumn> columns_;
  Collection images_, points_;
};

}  // namespace

namespace formats {

ExportFormat vtk() {
  return {"vtk", "fields and cells for ParaView (.vti, .vtu, .pvd)", true,
          [](ExportPlan plan) -> std::unique_ptr<Exporter> {
            return std::make_unique<VtkExporter>(std::move(plan));
          }};
}

}  // namespace formats

}  // namespace tilscape::scenarios
