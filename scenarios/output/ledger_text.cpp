// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/output/ledger_text.hpp"

#include "proto/json_text.hpp"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <string_view>

namespace tilscape::scenarios {

namespace {

using Json = nlohmann::ordered_json;
using snapshot::Ledger;
using snapshot::SeriesRole;

std::string head_of(const Ledger& ledger) {
  return ledger.unit.empty() ? ledger.name : fmt::format("{} [{}]", ledger.name, ledger.unit);
}

/// What shares are of.
const char* whole_of(const Ledger& ledger) {
  return ledger.start == 0 ? "what was given" : "what was there and what was given";
}

std::string percent(double share) {
  return std::isnan(share) ? "-" : fmt::format("{:.4g} %", 100 * share);
}

std::string row(std::string_view where, std::string_view name, double amount, const std::string& share) {
  return fmt::format("  {:<12}{:<26}{:>14}{:>14}\n", where, name, fmt::format("{:.6g}", amount), share);
}

double sum_of(const Ledger& ledger, SeriesRole role, std::size_t record) {
  double sum = 0;
  for (const Ledger::Part& part : ledger.parts)
    if (part.role == role) sum += part.amounts[record];
  return sum;
}

Json with_share(double amount, double share) {
  return {{"amount", amount}, {"share", share}};
}

}  // namespace

std::string ledger_text(const Ledger& ledger, std::size_t record) {
  std::string text =
      fmt::format("{} on day {:.6g}, shares of {}\n", head_of(ledger), ledger.days[record], whole_of(ledger));
  if (ledger.start != 0)
    text += row("at first", "", ledger.start, percent(ledger.share(ledger.start, record)));
  const double given = ledger.given[record];
  text += row("given", "", given, percent(ledger.share(given, record)));
  SeriesRole before = SeriesRole::other;  // the word stands once
  for (const Ledger::Part& part : ledger.parts) {
    const char* where = part.role == SeriesRole::gone ? "gone" : "in store";
    const double amount = part.amounts[record];
    text += row(part.role == before ? "" : where, part.name, amount, percent(ledger.share(amount, record)));
    before = part.role;
  }
  const double left = ledger.unaccounted[record];
  text += row("unaccounted", "", left, percent(ledger.share(left, record)));
  const std::size_t worst = ledger.worst();
  text += fmt::format("  most unaccounted: {:.3g} on day {:.6g}, {:.2g} of {}\n", ledger.unaccounted[worst],
                      ledger.days[worst], ledger.worst_share(), whole_of(ledger));
  if (ledger.worst_share() > snapshot::most_unaccounted)
    text += fmt::format("  More than {:g} is unaccounted for: that is not rounding.\n",
                        snapshot::most_unaccounted);
  return text;
}

std::string ledgers_json(const std::string& file, const std::vector<Ledger>& ledgers, std::size_t record) {
  Json accounts = Json::array();
  for (const Ledger& ledger : ledgers) {
    Json parts = Json::array();
    for (const Ledger::Part& part : ledger.parts)
      parts.push_back({{"name", part.name},
                       {"role", std::string(word_of(part.role))},
                       {"amount", part.amounts[record]},
                       {"share", ledger.share(part.amounts[record], record)}});
    const std::size_t worst = ledger.worst();
    const double left = ledger.unaccounted[record];
    accounts.push_back({{"name", ledger.name},
                        {"unit", ledger.unit},
                        {"time_d", ledger.days[record]},
                        {"start", ledger.start},
                        {"given", ledger.given[record]},
                        {"parts", parts},
                        {"unaccounted", with_share(left, ledger.share(left, record))},
                        {"most_unaccounted",
                         {{"amount", ledger.unaccounted[worst]},
                          {"time_d", ledger.days[worst]},
                          {"share", ledger.worst_share()}}},
                        {"rounding", ledger.worst_share() <= snapshot::most_unaccounted}});
  }
  return json_text(Json{{"schema", "tilscape/ledger/1"}, {"file", file}, {"accounts", accounts}});
}

std::string ledger_line(const Ledger& ledger) {
  const std::size_t end = ledger.last();
  const double stored = sum_of(ledger, SeriesRole::stored, end), gone = sum_of(ledger, SeriesRole::gone, end);
  if (!(ledger.came_in(end) > 0)) return fmt::format("{}: nothing was given", head_of(ledger));
  return fmt::format("{}: of {:.4g} {}, {} in store, {} gone, {:.1g} unaccounted", head_of(ledger),
                     ledger.came_in(end), ledger.start == 0 ? "given" : "there and given",
                     percent(ledger.share(stored, end)), percent(ledger.share(gone, end)),
                     ledger.worst_share());
}

}  // namespace tilscape::scenarios
