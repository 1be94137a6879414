// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/run/estimate.hpp"

#include "engine/base/error.hpp"
#include "engine/step/memory.hpp"
#include "proto/json_text.hpp"
#include "scenarios/build/build.hpp"
#include "scenarios/output/progress.hpp"
#include "scenarios/run/resources.hpp"
#include "scenarios/subjects/scenario.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tilscape::scenarios {

namespace {

constexpr double growth = 2;        // of the number of cells; a guess, said to be one
constexpr double page = 4096;       // [bytes] that the system gives at once
constexpr double libraries = 3e6;   // [bytes] of code and threads that a run wakes up; measured
constexpr double frame_copies = 2;  // one waits for its writer while its parts are encoded
constexpr double decimals = 12;     // characters of a number in series.csv
// [bytes] the sites of a shape: a list that has grown, then with their draws beside it
constexpr double placing_per_site = 16;
constexpr double state_per_site = 24;  // [bytes] of a substance in a checkpoint
constexpr double prudent_share = 0.8;  // of the memory that there is
constexpr std::int32_t sample_side = 32;

/// All types, columns and substances of the scenario on a corner of its lattice: what they take for each
/// agent and site does not depend on its size.
template <class Source>
Params sample_of(const Source& scenario, const Lattice& lattice) {
  Lattice::Shape shape = lattice.shape();
  for (std::int32_t* n : {&shape.nx, &shape.ny, &shape.nz}) *n = std::min(*n, sample_side);
  return sample_params(scenario, Lattice(shape));
}

/// What it writes; of the whole lattice when its region cannot be, which building it tells.
Framer::Choice choice_of(const Scenario& scenario, const Params& sample, const Lattice& lattice) {
  try {
    return snapshot_choice(scenario, sample, lattice);
  } catch (const BuildError&) {
    return {};
  }
}

std::size_t bytes_of(snapshot::Number number) {
  switch (number) {
    case snapshot::Number::u8:
      return 1;
    case snapshot::Number::u64:
    case snapshot::Number::f64:
      return 8;
    case snapshot::Number::f32:
    case snapshot::Number::u32:
      break;
  }
  return 4;
}

double row_bytes(const snapshot::AgentInfo& type) {
  double bytes = sizeof(AgentId) + sizeof(Site) + sizeof(std::uint8_t);
  for (const snapshot::ColumnInfo& c : type.columns) bytes += static_cast<double>(bytes_of(c.number));
  return bytes;
}

double size_of(const SiteBox& box) {
  double sites = 1;
  for (const std::uint32_t n : box.sites) sites *= n;
  return sites;
}

/// The two that always stay, one that is being written, and those that the scenario keeps.
double checkpoints_kept(const CheckpointParams& said, double end) {
  const bool all = *said.keep == "all" && said.every.given();
  return 3 + (all ? end / *said.every : 0);
}

/// For so many agents of each type.
struct Sizes {
  double agents = 0;  ///< [bytes] in the simulation
  double frame = 0;   ///< [bytes] of the snapshots
};

Sizes sizes_of(const std::vector<double>& counts, const MemoryNeed& need, const snapshot::RunHeader& header) {
  Sizes sizes;
  for (std::size_t t = 0; t < counts.size(); ++t) {
    sizes.agents += counts[t] * static_cast<double>(need.agents[t]);
    sizes.frame += counts[t] * row_bytes(header.agents[t]);
  }
  return sizes;
}

}  // namespace

Demand estimate(const Scenario& scenario) {
  const Lattice lattice = build_lattice(scenario.root);
  const Params sample = sample_of(scenario, lattice);
  const MemoryNeed need = memory_need(sample, lattice);
  const auto sites = static_cast<double>(lattice.sites());
  Framer::Choice choice = choice_of(scenario, sample, lattice);
  const double written_sites = choice.region ? size_of(*choice.region) : sites;
  choice.region.reset();  // of the lattice, not of the sample
  choice.types.reset();   // all of them, at most
  const auto header = Framer(sample, choice).header(sample);

  std::vector<double> later;
  std::vector<double> full;
  double started = 0;
  double shape = 0;  // sites of the largest one that cells are placed in
  for (std::size_t t = 0; t < sample.types.size(); ++t) {
    const StartSize start = start_size(scenario.types[t], lattice);
    started += start.cells;
    shape = std::max(shape, start.sites);
    const int per_site = sample.capacity / sample.types[t].takes;
    later.push_back(std::min(growth * start.cells, sites * per_site));
    full.push_back(std::max(sites, later.back()));
  }
  const ScenarioParams said(scenario.root);
  const OutputParams outputs = *said.outputs;
  const double end = *(*said.time).end;
  const double rows = 2 + end / *(*outputs.series).every;
  const double numbers =
      rows * static_cast<double>(standard_observables(sample, scenario.language->observables()).size() + 1);
  double fields = 0;
  for (const snapshot::SubstanceInfo& s : header.substances)
    fields += written_sites * static_cast<double>(bytes_of(s.number));
  const Sizes expected = sizes_of(later, need, header);
  const Sizes filled = sizes_of(full, need, header);

  const double standing = static_cast<double>(resident_memory()) + libraries + numbers * sizeof(double) +
                          static_cast<double>(need.lattice);
  // Agents that move about touch whole pages of the arrays that are given page by page.
  const double all_touched = sites * static_cast<double>(need.touched_site);
  const double touched =
      std::min(all_touched, growth * started * page * static_cast<double>(need.touched_arrays));
  const double state =
      expected.agents + state_per_site * sites * static_cast<double>(sample.substances.size());
  const auto running = [&](const Sizes& s) { return s.agents + frame_copies * (s.frame + fields); };
  return {.sites = sites,
          .cells = started,
          .steps = end / sample.step_length,
          .memory = standing + touched + std::max(placing_per_site * shape, running(expected)),
          .filled = standing + all_touched + running(filled),
          .disk = (2 + end / *(*outputs.snapshots).every) * (expected.frame + fields) +
                  checkpoints_kept(*outputs.checkpoints, end) * state + numbers * decimals};
}

Demand estimate_beside_errors(const Scenario& marked) {
  const Supposed supposed = suppose(marked, Guess::other);  // the larger lattice
  const Lattice lattice = build_lattice(supposed.scenario.root);
  const Params sample = sample_of(supposed, lattice);
  const MemoryNeed need = memory_need(sample, lattice);
  const auto sites = static_cast<double>(lattice.sites());
  double memory = static_cast<double>(resident_memory()) + libraries + static_cast<double>(need.lattice) +
                  sites * (static_cast<double>(need.touched_site) + placing_per_site);
  for (std::size_t t = 0; t < sample.types.size(); ++t) {
    const int on_a_site = sample.capacity / sample.types[t].takes;
    memory += sites * on_a_site * static_cast<double>(need.agents[t]);
  }
  return {.sites = sites, .memory = memory};
}

void require_memory(const Demand& e) {
  const std::optional<MemoryLimit> limit = memory_limit();
  if (!limit || e.memory <= prudent_share * limit->bytes) return;
  throw TooLarge(
      fmt::format("this run needs about {:.0f} MB of memory, more than {:.0f} % of {} ({:.0f} MB). "
                  "There are {} sites: a smaller `lattice.size` or a larger `lattice.spacing` helps",
                  e.memory / 1e6, 100 * prudent_share, limit->of, limit->bytes / 1e6, thousands(e.sites)));
}

std::string disk_warning(double disk, const std::filesystem::path& folder) {
  std::error_code error;
  const auto space = std::filesystem::space(folder, error);
  if (error || disk <= static_cast<double>(space.available)) return {};
  return fmt::format(
      "Warning: the outputs can take {:.0f} MB (before compression), and the disk has {:.0f} MB "
      "free. Fewer snapshots (--snapshot-every) or fewer columns in them take less.\n",
      disk / 1e6, static_cast<double>(space.available) / 1e6);
}

std::string estimate_text(const Demand& e) {
  return fmt::format(
      "{} sites, {} agents at the start, {} steps\n"
      "memory about {:.0f} MB with {:.0f} times as many agents, {:.0f} MB should each type fill the "
      "lattice; disk at most about {:.0f} MB\n",
      thousands(e.sites), thousands(e.cells), thousands(e.steps), e.memory / 1e6, growth, e.filled / 1e6,
      e.disk / 1e6);
}

std::string estimate_json(const Demand& e) {
  const nlohmann::ordered_json json = {{"schema", "tilscape/estimate/1"},
                                       {"sites", e.sites},
                                       {"agents_at_start", e.cells},
                                       {"steps", e.steps},
                                       {"memory_bytes", std::round(e.memory)},
                                       {"memory_filled_bytes", std::round(e.filled)},
                                       {"disk_bytes_at_most", std::round(e.disk)}};
  return json_text(json) + "\n";
}

}  // namespace tilscape::scenarios
