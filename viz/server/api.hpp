// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "viz/server/lineage.hpp"
#include "viz/server/run.hpp"
#include "viz/server/study.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilscape::viz {

struct Answer {
  unsigned status = 200;
  std::string type = "application/json";
  std::string body;
};

/// What the page can ask, without the network: a target as it stands in a request's first line, below /api/.
/// Runs are known by their number in the list that was given at the start, so no path ever comes from a page.
///
///   runs                                  what is there: headers, colours, frames
///   runs/R/news                           frames that a growing run has by now
///   runs/R/series                         series.csv
///   runs/R/vessels                        straight pieces of vessels
///   runs/R/range?name=N                   least and greatest number of a column or substance, from some
///   frames runs/R/frames/F/cells?...             cells to draw (api.cpp has the words)
///   runs/R/frames/F/slice?name=N&axis=A&at=I   a layer of a substance
///   runs/R/frames/F/volume?name=N         a substance at points in space
///   runs/R/frames/F/cell?type=T&row=I     one cell
///   runs/R/story?id=I&from=F&to=G         one cell in these frames, with its events
///   runs/R/lineage?id=I                   ancestors and descendants of a cell
///   divergence?a=R&b=S                    where two runs part
///   replicates                            groups of runs that differ in their draws alone
///   presence?runs=R,...&time=M&type=N&state=N&axis=A&at=I   in how many runs the sites of a layer hold such
///   a cell bands?columns=N,...                   columns of series.csv over time, what the runs of a group
///   come to
class Api {
 public:
  /// What the pages of a browser and the memory of a small machine bear.
  static constexpr std::size_t most_runs = 64;

  /// Runs, and one study at most among them; throws std::invalid_argument when there are more, and
  /// snapshot::ReadError when the study cannot be read.
  explicit Api(const std::vector<std::string>& paths);

  Answer answer(std::string_view target);
  [[nodiscard]] std::deque<Run>& runs() { return runs_; }

 private:
  [[nodiscard]] const Study* study() const { return study_ ? &*study_ : nullptr; }

  std::optional<Study> study_;
  std::deque<Run> runs_;
  std::deque<Lineage> lineages_;  // of the runs
};

}  // namespace tilscape::viz
