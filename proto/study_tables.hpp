// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <string>

// The tables of a study's results.sqlite (docs/formats/ensemble.md), for who writes them and who reads them.

namespace tilscape::study_tables {

inline constexpr const char* facts = "study";      ///< name, value
inline constexpr const char* runs = "runs";        ///< a row for each planned run
inline constexpr const char* series = "series";    ///< a row for each row of a run
inline constexpr const char* columns = "columns";  ///< a row for each column of the two: a Column

namespace fact {
inline constexpr const char* name = "name";
inline constexpr const char* design = "design";
inline constexpr const char* grouped_by = "grouped by";  ///< "point", or "arm": points were drawn
inline constexpr const char* planned = "runs planned";
inline constexpr const char* used = "runs used";
inline constexpr const char* needed = "replicates needed";
inline constexpr const char* scenario_of = "scenario of ";  ///< an arm
inline constexpr const char* override_of = "override ";     ///< a key
}  // namespace fact

namespace grouped {
inline constexpr const char* by_point = "point";
inline constexpr const char* by_arm = "arm";
}  // namespace grouped

namespace status {
inline constexpr const char* used = "used";
inline constexpr const char* missing = "missing";
inline constexpr const char* quarantined = "quarantined";
inline constexpr const char* not_needed = "not needed";
}  // namespace status

/// What the columns are. Those of the series have the roles of series_column.hpp besides.
namespace role {
inline constexpr const char* run = "run";  ///< its number; in both tables
inline constexpr const char* arm = "arm";
inline constexpr const char* point = "point";
inline constexpr const char* replicate = "replicate";
inline constexpr const char* seed = "seed";
inline constexpr const char* factor = "factor";                ///< what was varied, as written
inline constexpr const char* factor_number = "factor_number";  ///< the same as a number
inline constexpr const char* status = "status";
inline constexpr const char* end = "end";
inline constexpr const char* stopped_by = "stopped_by";
inline constexpr const char* endpoint = "endpoint";  ///< the first time at which it held
inline constexpr const char* last = "last";          ///< value of a column of the series
inline constexpr const char* state_hash = "state_hash";
inline constexpr const char* key = "key";
inline constexpr const char* scenario_hash = "scenario_hash";
inline constexpr const char* program = "program";
inline constexpr const char* time = "time";  ///< of a row of the series
}  // namespace role

struct Column {
  std::string table;  ///< runs or series
  std::string name;   ///< in SQL
  std::string head;   ///< the name that it would have if SQL told small letters from capital ones
  std::string role;
  std::string subject;  ///< factor, endpoint; of the last value its head in the series; else as in the series
  std::string unit;     ///< empty: a pure number, or none
};

struct FixedColumn {
  const char* head;
  const char* role;
  const char* unit = "";
};
/// Of `runs`: before the factors, behind them, and at the end.
inline constexpr std::array first_of_runs = {
    FixedColumn{"run", role::run}, FixedColumn{"arm", role::arm}, FixedColumn{"point", role::point},
    FixedColumn{"replicate", role::replicate}, FixedColumn{"seed", role::seed}};
inline constexpr std::array course_of_runs = {FixedColumn{"status", role::status},
                                              FixedColumn{"end [d]", role::end, "d"},
                                              FixedColumn{"stopped by", role::stopped_by}};
inline constexpr std::array last_of_runs = {
    FixedColumn{"state_hash", role::state_hash}, FixedColumn{"key", role::key},
    FixedColumn{"scenario_hash", role::scenario_hash}, FixedColumn{"program", role::program}};
/// Of `series`: before its values.
inline constexpr std::array first_of_series = {FixedColumn{"run", role::run},
                                               FixedColumn{"time [d]", role::time, "d"}};

}  // namespace tilscape::study_tables
