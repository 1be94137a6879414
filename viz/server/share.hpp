// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>

namespace tilscape::viz {

struct ShareJob {
  std::string run;    ///< run folder or snapshot file
  std::string every;  ///< a time; empty: every frame
  std::string value;  ///< a column or substance to colour by besides type and state; empty: none
  std::string out = "run.html";
  std::uint64_t most = 25;  ///< size of the file [MB]
};

/// Writes one HTML file that plays a run without this program and without a network: the page, and its
/// questions answered beforehand. Throws std::invalid_argument when it would be larger than the job allows.
void share(const ShareJob& job);

}  // namespace tilscape::viz
