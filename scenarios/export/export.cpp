// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/export/export.hpp"

namespace tilscape::scenarios {

void export_frames(const ExportTask& task, const ExportFormat& format,
                   const std::function<void(std::size_t)>& next) {
  ExportPlan plan{.folder = task.folder, .header = task.selection.header(), .frames = {}};
  for (const std::size_t f : task.frames) plan.frames.push_back({f, task.reader.frames()[f].time});
  const std::unique_ptr<Exporter> exporter = format.start(std::move(plan));
  for (std::size_t i = 0; i < task.frames.size(); ++i) {
    next(i);
    exporter->write(task.selection.of(task.reader.read(task.frames[i])), task.frames[i]);
  }
  exporter->finish();
}

}  // namespace tilscape::scenarios
