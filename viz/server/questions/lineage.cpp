// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// runs/R/lineage?id=I: ancestors and descendants of a cell (lineage.hpp).
#include "viz/server/lineage.hpp"

#include "viz/server/question.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>

namespace tilscape::viz::questions {

namespace {

/// Of the runs that have been asked about. Of any thread.
class Lineages {
 public:
  Lineage& of(std::size_t run) {
    const std::lock_guard lock(mutex_);
    return lineages_[run];
  }

 private:
  std::mutex mutex_;
  std::map<std::size_t, Lineage> lineages_;
};

}  // namespace

Question lineage() {
  return {"runs/R/lineage", [lineages = std::make_shared<Lineages>()](const Asked& asked) {
            const Run& run = asked.run();
            return answer_of(lineages->of(asked.run_number()).of(run, asked.query.whole("id")));
          }};
}

}  // namespace tilscape::viz::questions
