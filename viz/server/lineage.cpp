// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/lineage.hpp"

#include "proto/error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <unordered_set>

namespace tilscape::viz {
namespace {

using nlohmann::json;

constexpr std::uint64_t nobody = ~std::uint64_t{0};
constexpr std::size_t frames_at_once = 64;      // a question; the page asks on
constexpr std::size_t most_events = 4'000'000;  // about 500 MB of lives
constexpr std::size_t most_ancestors = 12;      // what a tree of a page's height shows
constexpr std::size_t most_descendants = 48;

bool holds(const snapshot::Frame& frame, std::uint64_t id) {
  return std::any_of(frame.agents.begin(), frame.agents.end(), [&](const snapshot::AgentTable& table) {
    return std::find(table.id.begin(), table.id.end(), id) != table.id.end();
  });
}

/// Whether births were written one by one.
bool records_births(const snapshot::RunHeader& header) {
  return std::any_of(header.event_kinds.begin(), header.event_kinds.end(),
                     [](const snapshot::EventKindInfo& kind) { return kind.written && kind.births(); });
}

/// The kinds of events that would have to be written.
json births_of(const snapshot::RunHeader& header) {
  json names = json::array();
  for (const snapshot::EventKindInfo& kind : header.event_kinds)
    if (kind.births()) names.push_back(kind.name);
  return names;
}

}  // namespace

Lineage::Life& Lineage::life_of(std::uint64_t id, const snapshot::Event& event) {
  const auto [found, first] = lives_.try_emplace(id);
  if (first) found->second.named = event.step;
  return found->second;
}

void Lineage::take(const snapshot::Event& event, const snapshot::EventKindInfo& kind) {
  using Kind = snapshot::EventKindInfo;
  if (kind.life == Kind::Life::begins) {
    Life& life = life_of(event.agent, event);
    if (life.born) return;
    life.born = event.step;
    life.type = event.type;
    if (kind.births() && event.other != nobody && event.other != event.agent) {
      life.parent = event.other;
      Life& parent = life_of(event.other, event);
      parent.type = event.type;
      parent.daughters.push_back(event.agent);
    }
  } else if (kind.life == Kind::Life::ends) {
    Life& life = life_of(event.agent, event);
    if (life.ended) return;
    life.ended = event.step;
    life.type = event.type;
    life.killed = kind.other == Kind::Other::killer;
  }
}

void Lineage::read(const Run& run) {
  const std::vector<snapshot::EventKindInfo> kinds = run.header().event_kinds;
  const std::size_t until = std::min(run.frames().size(), frames_read_ + frames_at_once);
  for (; frames_read_ < until; ++frames_read_) {
    const auto events = run.events(frames_read_);
    events_ += events.size();
    if (events_ > most_events)
      throw snapshot::ReadError(
          fmt::format("{}: more than {} events; no lineage is made of so many", run.title(), most_events));
    for (const snapshot::Event& event : events) take(event, kind_of(kinds, event.kind));
  }
}

json Lineage::of(const Run& run, std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  const std::size_t frames = run.frames().size();
  const bool recorded = records_births(run.header());
  if (recorded) read(run);
  json answer = {{"recorded", recorded},
                 {"births", births_of(run.header())},
                 {"read", frames_read_},
                 {"frames", frames},
                 {"cells", json::array()}};
  if (recorded && frames_read_ == frames) answer.update(tree(run, id));
  return answer;
}

json Lineage::tree(const Run& run, std::uint64_t id) const {
  const auto frames = run.frames();
  const double minutes =  // of a step
      frames.empty() || frames.back().step == 0
          ? 0
          : frames.back().time / static_cast<double>(frames.back().step);
  const auto time = [&](const std::optional<std::uint64_t>& step) {
    return step ? json(static_cast<double>(*step) * minutes) : json();
  };
  // Of a cell whose coming was not written: it was there from its first frame to the first event that names
  // it, or has no event at all. The page knows the frames of the cell that is picked.
  const auto first_seen = [&](std::uint64_t cell, std::uint64_t named) {
    const std::size_t until = static_cast<std::size_t>(
        std::find_if(frames.begin(), frames.end(), [&](const auto& frame) { return frame.step > named; }) -
        frames.begin());
    if (named == ~std::uint64_t{0} || until == 0) return json();
    std::size_t absent = 0, there = until;  // frames before `absent` lack it, those from `there` on have it
    while (absent < there) {
      const std::size_t middle = absent + (there - absent) / 2;
      if (holds(run.frame_once(middle), cell))
        there = middle;
      else
        absent = middle + 1;
    }
    return there < until ? json(frames[there].time) : time(named);
  };
  json cells = json::array();
  const auto add = [&](std::uint64_t cell, std::string_view relation) {
    const auto found = lives_.find(cell);
    const Life life = found == lives_.end() ? Life{} : found->second;
    const auto& agents = run.header().agents;
    cells.push_back(
        {{"id", std::to_string(cell)},
         {"parent", life.parent ? json(std::to_string(*life.parent)) : json()},
         {"relation", relation},
         {"type", found != lives_.end() && life.type < agents.size() ? json(agents[life.type].name) : json()},
         {"born_min", time(life.born)},
         {"seen_min",
          life.born ? json() : first_seen(cell, found == lives_.end() ? ~std::uint64_t{0} : life.named)},
         {"ended_min", time(life.ended)},
         {"killed", life.killed},
         {"daughters", life.daughters.size()}});
  };
  // A file that says that somebody descends from himself must not keep us here.
  std::unordered_set<std::uint64_t> seen = {id};
  std::vector<std::uint64_t> ancestors;
  for (auto at = lives_.find(id);
       at != lives_.end() && at->second.parent && seen.insert(*at->second.parent).second;
       at = lives_.find(*at->second.parent))
    ancestors.push_back(*at->second.parent);
  const std::size_t near = std::min(ancestors.size(), most_ancestors);
  for (std::size_t i = near; i > 0; --i) add(ancestors[i - 1], "ancestor");
  add(id, "self");
  std::vector<std::uint64_t> descendants = {id};  // generation by generation
  for (std::size_t i = 0; i < descendants.size(); ++i)
    if (const auto at = lives_.find(descendants[i]); at != lives_.end())
      for (const std::uint64_t daughter : at->second.daughters)
        if (seen.insert(daughter).second) descendants.push_back(daughter);
  const std::size_t shown = std::min(descendants.size() - 1, most_descendants);
  for (std::size_t i = 1; i <= shown; ++i) add(descendants[i], "descendant");
  return {{"cells", std::move(cells)},
          {"ancestors_left_out", ancestors.size() - near},
          {"descendants_left_out", descendants.size() - 1 - shown}};
}

}  // namespace tilscape::viz
