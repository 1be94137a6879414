// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/treatments.hpp"

#include "engine/base/table.hpp"

#include <algorithm>
#include <map>

namespace tilscape::body {

namespace {

using Given = TreatmentParams::Given;

/// The doses of a line of records.
void add_record(TableReader& table, const std::map<std::string, std::size_t>& columns, double minutes,
                std::vector<Given>& list) {
  const auto number = [&](const char* name) -> std::optional<double> {
    const auto it = columns.find(name);
    const bool none = it == columns.end() || table.missing(it->second) || table.text(it->second) == ".";
    return none ? std::nullopt : table.number(it->second);
  };
  const auto refuse = [&](const char* name, std::string what) {
    table.problem(columns.at(name), std::move(what));
  };
  if (number("CMT").value_or(1) != 1)
    return refuse("CMT", "doses of a table go by one route: write a treatment for each");
  const double event = number("EVID").value_or(1);
  if (event == 0) return;
  if (event != 1) return refuse("EVID", "records of doses (1) and of what is none (0) are taken, no others");
  const double steady = number("SS").value_or(0);
  if (steady != 0 && steady != 1)
    return refuse("SS", "`SS` is 0, or 1 for a body at steady state: no others are taken");
  for (const char* needed : {"TIME", "AMT"}) {
    if (table.missing(columns.at(needed)) || table.text(columns.at(needed)) == ".")
      return refuse(needed, std::string("`") + needed + "` is missing");
    if (!number(needed)) return;  // it is told
  }
  const double amount = *number("AMT");
  const double rate = number("RATE").value_or(0);
  const double more = number("ADDL").value_or(0);
  const double apart = number("II").value_or(0);
  if (amount < 0) return refuse("AMT", "an amount below 0");
  if (*number("TIME") < 0) return refuse("TIME", "a time below 0");
  if (rate < 0) return refuse("RATE", "a rate below 0: rates that a model finds are not taken");
  if (more < 0 || more > 10000 || more != static_cast<double>(static_cast<int>(more)))
    return refuse("ADDL", "`ADDL` is a whole number from 0 to 10000");
  if (more > 0 && !(apart > 0))
    return refuse("ADDL", "`II`, how far they are apart, is missing or not above 0");
  if (steady == 1 && !(apart > 0))
    return refuse("SS", "`II`, how far the doses of the steady state are apart, is missing or not above 0");
  for (int i = 0; i <= static_cast<int>(more); ++i)
    list.push_back({(*number("TIME") + i * apart) * minutes, amount, rate > 0 ? amount / rate * minutes : 0,
                    steady == 1 && i == 0 ? apart * minutes : 0});
}

std::vector<Given> read_records(const RecordsParams& said, double first) {
  const std::vector<std::string> wanted = {"TIME", "AMT", "RATE", "II", "ADDL", "EVID", "SS", "CMT", "ID"};
  TableReader table(*said.table, {.header = true, .wanted = wanted});
  std::map<std::string, std::size_t> columns;
  for (const std::string& name : wanted) {
    const auto& there = table.columns();
    const bool needed = name == "TIME" || name == "AMT";
    if (needed || std::find(there.begin(), there.end(), name) != there.end())
      columns[name] = table.column(name);
  }
  table.settle();
  std::vector<Given> list;
  std::string patient;
  while (table.next()) {
    if (const auto id = columns.find("ID"); id != columns.end()) {
      const std::string here(table.text(id->second));
      if (!patient.empty() && here != patient)
        table.problem(id->second, "a second patient, `" + here + "`: a run has one body");
      if (patient.empty()) patient = here;
    }
    add_record(table, columns, to_canonical(1, *said.time), list);
  }
  table.settle();
  for (Given& one : list) one.at += first;
  std::stable_sort(list.begin(), list.end(), [](const Given& a, const Given& b) { return a.at < b.at; });
  return list;
}

}  // namespace

std::vector<Given> TreatmentParams::all() const {
  const double first = *start;
  if (records.given()) return read_records(*records, first);
  std::vector<Given> list;
  const int cycles = *count;
  const bool cyclic = count.said() || on.given();
  const double between = cyclic ? every.value_or(0) : 0;  // one dose
  std::vector<double> within = on.value_or({0});
  std::sort(within.begin(), within.end());
  const double length = *over;
  for (int i = 0; i < cycles; ++i)
    for (const double later : within) list.push_back({first + i * between + later, 1, length});
  if (!list.empty() && loading.given() && dose.given()) list.front().share = *loading / *dose;
  if (!list.empty() && *steady) list.front().steady = every.value_or(0);
  return list;
}

std::optional<Quantity> TreatmentParams::one() const {
  if (dose.given()) return Quantity{*dose, dose.dimension()};
  if (!records.given()) return std::nullopt;
  const std::string unit = *(*records).amount;
  return Quantity{to_canonical(1, unit), dimension_of(unit)};
}

}  // namespace tilscape::body
