// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

namespace tilscape::scenarios {

/// What is known before the first frame is exported.
struct ExportPlan {
  struct Frame {
    std::size_t number;  ///< in the snapshot file, from 0
    double time;         ///< [min]
  };
  std::filesystem::path folder;  ///< there, and empty
  snapshot::RunHeader header;    ///< with what is chosen only
  std::vector<Frame> frames;     ///< that will come, in the order of time
};

/// Writes what is exported in one format. The frames come in the order of the plan; each has one table per
/// type of the plan's header, in its order.
class Exporter {
 public:
  virtual ~Exporter() = default;
  /// Throws snapshot::WriteError.
  virtual void write(const snapshot::Frame& frame, std::size_t number) = 0;
  /// After the last frame: what tells of all of them.
  virtual void finish() {}
};

/// A format is one file of scenarios/export/formats: a function of its name that returns this.
struct ExportFormat {
  std::string_view name;   ///< as on the command line
  std::string_view about;  ///< what it is for, in a few words
  bool every_site;         ///< whether it has something for each site, cells or not
  std::unique_ptr<Exporter> (*start)(ExportPlan plan);
};

/// All formats, in the order of their files' names.
std::vector<ExportFormat> export_formats();

}  // namespace tilscape::scenarios
