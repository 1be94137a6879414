// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/told.hpp"

#include <algorithm>

namespace tilscape::scenarios {

namespace {

snapshot::EventKindInfo::Life life_of(EventInfo::Life life) {
  using Life = snapshot::EventKindInfo::Life;
  switch (life) {
    case EventInfo::Life::begins:
      return Life::begins;
    case EventInfo::Life::ends:
      return Life::ends;
    case EventInfo::Life::goes_on:
      break;
  }
  return Life::goes_on;
}

snapshot::EventKindInfo::Other other_of(EventInfo::Other other) {
  using Other = snapshot::EventKindInfo::Other;
  switch (other) {
    case EventInfo::Other::parent:
      return Other::parent;
    case EventInfo::Other::killer:
      return Other::killer;
    case EventInfo::Other::partner:
      return Other::partner;
    case EventInfo::Other::nobody:
      break;
  }
  return Other::nobody;
}

snapshot::SeriesRole role_of(Role role) {
  using snapshot::SeriesRole;
  switch (role) {
    case Role::count:
      return SeriesRole::count;
    case Role::state:
      return SeriesRole::state;
    case Role::total:
      return SeriesRole::total;
    case Role::column_mean:
      return SeriesRole::column_mean;
    case Role::level_mean:
      return SeriesRole::level_mean;
    case Role::level_least:
      return SeriesRole::level_least;
    case Role::level_largest:
      return SeriesRole::level_largest;
    case Role::given:
      return SeriesRole::given;
    case Role::stored:
      return SeriesRole::stored;
    case Role::gone:
      return SeriesRole::gone;
    case Role::unaccounted:
      return SeriesRole::unaccounted;
    case Role::amount:
    case Role::internal:
      break;
  }
  return SeriesRole::amount;
}

}  // namespace

std::vector<snapshot::EventKindInfo> event_kinds_of(const std::vector<EventInfo>& kinds,
                                                    const std::vector<std::string>& written) {
  std::vector<snapshot::EventKindInfo> told;
  for (const EventInfo& info : kinds)
    told.push_back({info.word, info.total, life_of(info.life), other_of(info.other),
                    std::find(written.begin(), written.end(), info.word) != written.end()});
  return told;
}

std::vector<snapshot::SeriesColumn> series_columns_of(const std::vector<Observable>& series) {
  std::vector<snapshot::SeriesColumn> columns;
  for (const Observable& o : series) columns.push_back({o.name, o.unit, role_of(o.role), o.subject});
  return columns;
}

}  // namespace tilscape::scenarios
