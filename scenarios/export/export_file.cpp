// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/export/export_file.hpp"

namespace tilscape::scenarios {

namespace {

constexpr std::size_t piece = std::size_t{1} << 20;  // [bytes]

}  // namespace

void ExportFile::write(std::string_view bytes) {
  waiting_ += bytes;
  if (waiting_.size() >= piece) flush();
}

void ExportFile::keep() {
  flush();
  file_.commit();
}

void ExportFile::flush() {
  file_.write({reinterpret_cast<const std::uint8_t*>(waiting_.data()), waiting_.size()});
  waiting_.clear();
}

}  // namespace tilscape::scenarios
