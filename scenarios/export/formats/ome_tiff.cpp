// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// OME-TIFF for napari, QuPath, Fiji and Python: substances, numbers of cells and a map of types as images
// over time (OME model 2016-06, docs.openmicroscopy.org/ome-model). One plane per z, channel and time, in
// this order.
#include "proto/error.hpp"
#include "proto/quote.hpp"
#include "proto/whole_file.hpp"
#include "scenarios/export/export_file.hpp"
#include "scenarios/export/format.hpp"
#include "scenarios/export/tables.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstring>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <tiffio.h>
#include <type_traits>
#include <utility>

namespace tilscape::scenarios {

namespace {

constexpr std::uint64_t largest_classic = std::uint64_t{3}
                                          << 30;  // [bytes]; offsets of TIFF itself end at 4 GiB

template <class T>
constexpr const char* ome_type = nullptr;
template <>
constexpr const char* ome_type<float> = "float";
template <>
constexpr const char* ome_type<std::uint16_t> = "uint16";

struct Image {
  std::string name;
  std::vector<std::string> channels;
};

/// The description of all planes, which the first one carries.
std::string ome_xml(const ExportPlan& plan, const Image& image, const char* type) {
  const snapshot::LatticeInfo& lattice = plan.header.lattice;
  const Position size = SitePlaces(lattice).size();
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
      "<OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
      "xsi:schemaLocation=\"http://www.openmicroscopy.org/Schemas/OME/2016-06 "
      "http://www.openmicroscopy.org/Schemas/OME/2016-06/ome.xsd\">";
  xml += fmt::format("<Image ID=\"Image:0\" Name=\"{} {}\">", markup_text(plan.header.scenario_name),
                     markup_text(image.name));
  xml += fmt::format(
      "<Pixels ID=\"Pixels:0\" DimensionOrder=\"XYZCT\" Type=\"{}\" BigEndian=\"false\" SizeX=\"{}\" "
      "SizeY=\"{}\" "
      "SizeZ=\"{}\" SizeC=\"{}\" SizeT=\"{}\"",
      type, lattice.nx, lattice.ny, lattice.nz, image.channels.size(), plan.frames.size());
  xml += fmt::format(
      " PhysicalSizeX=\"{}\" PhysicalSizeXUnit=\"µm\" PhysicalSizeY=\"{}\" PhysicalSizeYUnit=\"µm\""
      " PhysicalSizeZ=\"{}\" PhysicalSizeZUnit=\"µm\">",
      size.x, size.y, size.z);
  for (std::size_t c = 0; c < image.channels.size(); ++c)
    xml += fmt::format("<Channel ID=\"Channel:0:{}\" Name=\"{}\" SamplesPerPixel=\"1\"/>", c,
                       markup_text(image.channels[c]));
  xml += fmt::format("<TiffData IFD=\"0\" PlaneCount=\"{}\"/>",
                     lattice.nz * image.channels.size() * plan.frames.size());
  for (std::size_t t = 0; t < plan.frames.size(); ++t)
    xml += fmt::format("<Plane TheZ=\"0\" TheC=\"0\" TheT=\"{}\" DeltaT=\"{}\" DeltaTUnit=\"min\"/>", t,
                       plan.frames[t].time);
  return xml + "</Pixels></Image></OME>";
}

/// One file of planes of T, written by libtiff.
template <class T>
class OmeTiff {
 public:
  OmeTiff(const ExportPlan& plan, const Image& image)
      : path_((plan.folder / (image.name + ".ome.tif")).string()),
        file_(path_),
        nx_(plan.header.lattice.nx),
        ny_(plan.header.lattice.ny),
        description_(ome_xml(plan, image, ome_type<T>)) {
    const std::uint64_t bytes =
        plan.header.lattice.sites() * image.channels.size() * plan.frames.size() * sizeof(T);
    TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
    TIFFOpenOptionsSetErrorHandlerExtR(options, keep_reason, &reason_);
    tiff_ = TIFFOpenExt(file_.beside().c_str(), bytes > largest_classic ? "w8l" : "wl", options);
    TIFFOpenOptionsFree(options);
    if (tiff_ == nullptr) fail();
  }
  OmeTiff(const OmeTiff&) = delete;
  OmeTiff& operator=(const OmeTiff&) = delete;
  ~OmeTiff() {
    if (tiff_ != nullptr) TIFFClose(tiff_);
  }

  /// The planes of one channel at one time, from all sites.
  void write(std::span<const T> sites) {
    const std::size_t plane = std::size_t{nx_} * ny_;
    for (std::size_t first = 0; first < sites.size(); first += plane)
      write_plane(sites.subspan(first, plane));
  }

  void keep() {
    TIFFClose(std::exchange(tiff_, nullptr));
    if (!reason_.empty()) fail();
    file_.commit();
  }

 private:
  void write_plane(std::span<const T> values) {
    const auto set = [this](std::uint32_t tag, auto value) { require(TIFFSetField(tiff_, tag, value) == 1); };
    set(TIFFTAG_IMAGEWIDTH, nx_);
    set(TIFFTAG_IMAGELENGTH, ny_);
    set(TIFFTAG_ROWSPERSTRIP, ny_);
    set(TIFFTAG_BITSPERSAMPLE, static_cast<int>(8 * sizeof(T)));
    set(TIFFTAG_SAMPLESPERPIXEL, 1);
    set(TIFFTAG_SAMPLEFORMAT, std::is_same_v<T, float> ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT);
    set(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    set(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    set(TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
    if (!description_.empty()) set(TIFFTAG_IMAGEDESCRIPTION, description_.c_str());
    description_.clear();
    // libtiff takes the values as const but says otherwise
    void* bytes = const_cast<T*>(values.data());
    require(TIFFWriteEncodedStrip(tiff_, 0, bytes, static_cast<tmsize_t>(values.size_bytes())) >= 0);
    require(TIFFWriteDirectory(tiff_) == 1);
  }

  static int keep_reason(TIFF*, void* where, const char*, const char* format, va_list arguments) {
    const int error = errno;
    std::string& reason = *static_cast<std::string*>(where);
    char text[200];
    std::vsnprintf(text, sizeof text, format, arguments);
    if (reason.empty()) reason = error != 0 ? fmt::format("{}; {}", text, std::strerror(error)) : text;
    return 1;
  }
  void require(bool done) const {
    if (!done) fail();
  }
  [[noreturn]] void fail() const {
    throw snapshot::WriteError(fmt::format("{}: cannot write ({})", path_, reason_));
  }

  std::string path_;
  snapshot::WholeFile file_;
  std::uint32_t nx_, ny_;
  std::string description_;
  std::string reason_;  ///< the first that libtiff gave
  TIFF* tiff_ = nullptr;
};

std::vector<std::string> substance_channels(const snapshot::RunHeader& header) {
  std::vector<std::string> names;
  for (const snapshot::SubstanceInfo& s : header.substances) names.push_back(with_unit(s.name, s.unit));
  return names;
}

std::vector<std::string> type_channels(const snapshot::RunHeader& header) {
  std::vector<std::string> names;
  for (const snapshot::AgentInfo& agent : header.agents) names.push_back(with_unit(agent.name, "cells"));
  return names;
}

class OmeTiffExporter final : public Exporter {
 public:
  explicit OmeTiffExporter(ExportPlan plan) : plan_(std::move(plan)) {
    if (!plan_.header.substances.empty())
      fields_.emplace(plan_, Image{"fields", substance_channels(plan_.header)});
    if (plan_.header.agents.empty()) return;
    counts_.emplace(plan_, Image{"cells", type_channels(plan_.header)});
    types_.emplace(plan_, Image{"types", {"type that takes most of the site"}});
  }

  void write(const snapshot::Frame& frame, std::size_t) override {
    if (fields_) write_fields(frame);
    if (counts_) write_cells(frame);
  }

  void finish() override {
    if (fields_) fields_->keep();
    if (!counts_) return;
    counts_->keep();
    types_->keep();
    ExportFile legend(plan_.folder / "legend.csv");
    legend.write(legend_csv(plan_.header));
    legend.keep();
  }

 private:
  /// A substance that the frame does not have is NaN there.
  void write_fields(const snapshot::Frame& frame) {
    for (std::size_t s = 0; s < plan_.header.substances.size(); ++s) {
      std::vector<float> values(plan_.header.lattice.sites(), std::numeric_limits<float>::quiet_NaN());
      const auto as_pixel = [](auto value) { return static_cast<float>(value); };
      if (const snapshot::ColumnData* field = field_values(frame, s))
        std::visit(
            [&](const auto& there) { std::transform(there.begin(), there.end(), values.begin(), as_pixel); },
            *field);
      fields_->write(values);
    }
  }

  /// Counts of each type, and the number in the legend of the type that takes most room on a site: 0 where
  /// nobody is, the first of equals.
  void write_cells(const snapshot::Frame& frame) {
    const std::uint64_t sites = plan_.header.lattice.sites();
    std::vector<std::uint64_t> most(sites);
    std::vector<std::uint16_t> types(sites);
    for (std::size_t t = 0; t < frame.agents.size(); ++t) {
      const std::vector<std::uint16_t> counts = counts_by_site(frame.agents[t], sites);
      counts_->write(counts);
      for (std::uint64_t site = 0; site < sites; ++site) {
        const std::uint64_t room = std::uint64_t{counts[site]} * plan_.header.agents[t].takes;
        if (room <= most[site]) continue;
        most[site] = room;
        types[site] = static_cast<std::uint16_t>(t + 1);
      }
    }
    types_->write(types);
  }

  ExportPlan plan_;
  std::optional<OmeTiff<float>> fields_;
  std::optional<OmeTiff<std::uint16_t>> counts_, types_;
};

}  // namespace

namespace formats {

ExportFormat ome_tiff() {
  return {"ome-tiff", "images of fields and cells for napari, QuPath and Fiji", true,
          [](ExportPlan plan) -> std::unique_ptr<Exporter> {
            return std::make_unique<OmeTiffExporter>(std::move(plan));
          }};
}

}  // namespace formats

}  // namespace tilscape::scenarios
