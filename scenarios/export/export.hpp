// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/export/format.hpp"
#include "scenarios/export/selection.hpp"

#include <functional>

namespace tilscape::scenarios {

/// What of a snapshot file goes where.
struct ExportTask {
  const snapshot::Reader& reader;
  const Selection& selection;
  std::vector<std::size_t> frames;  ///< numbers, rising
  std::filesystem::path folder;     ///< there, and empty
};

/// Writes the frames one after the other; `next` is called before each with its place among them, from 0.
/// Throws snapshot::WriteError, and snapshot::ReadError at a frame that is damaged: what was written before
/// is whole.
void export_frames(const ExportTask& task, const ExportFormat& format,
                   const std::function<void(std::size_t)>& next);

}  // namespace tilscape::scenarios
