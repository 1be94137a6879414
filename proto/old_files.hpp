// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/event_kind.hpp"
#include "proto/series_column.hpp"
#include "proto/study_tables.hpp"

#include <string>
#include <string_view>
#include <vector>

// Files of version 0.1 do not say what their events, columns and tables are: here, and nowhere else, it is
// told by their names and by the text of the scenario.

namespace tilscape::snapshot {

/// The kinds that there were; those that the scenario asked for are written.
std::vector<EventKindInfo> old_event_kinds(std::string_view scenario_text);

/// RunHeader::replicate_hash.
std::string old_replicate_hash(std::string_view scenario_name, std::string_view scenario_text);

/// Roles and subjects of the columns of which nothing is told.
void guess_roles(std::vector<SeriesColumn>& columns);

/// Columns of a table by the first line of it, without that of the time: as `told` says, what it does not
/// know by its name.
std::vector<SeriesColumn> described(const std::vector<std::string>& heads,
                                    const std::vector<SeriesColumn>& told);

/// The rows of the table `columns` of a study, by the names of its other tables' columns.
std::vector<study_tables::Column> old_study_columns(const std::vector<std::string>& runs,
                                                    const std::vector<std::string>& series);
/// What the runs of a study of this design are grouped by.
std::string old_grouping(std::string_view design);

}  // namespace tilscape::snapshot
