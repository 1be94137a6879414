// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// runs/R/ledger: the accounts of its series as shares of what came in (proto/ledger.hpp).
#include "viz/server/question.hpp"
#include "viz/server/replicates.hpp"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace tilscape::viz::questions {

using nlohmann::json;

namespace {

/// No chart shows more.
constexpr std::size_t most_records = 1000;

/// Evenly over all of them, the last among them.
std::vector<std::size_t> records_of(const snapshot::Ledger& ledger) {
  const std::size_t n = std::min(ledger.days.size(), most_records);
  std::vector<std::size_t> records;
  for (std::size_t i = 0; i < n; ++i) records.push_back(n == 1 ? 0 : i * ledger.last() / (n - 1));
  return records;
}

/// Null where nothing has come in.
json shares_of(const snapshot::Ledger& ledger, const std::vector<double>& amounts,
               const std::vector<std::size_t>& records) {
  json shares = json::array();
  for (const std::size_t r : records) shares.push_back(ledger.share(amounts[r], r));
  return shares;
}

json json_of(const snapshot::Ledger& ledger) {
  const std::vector<std::size_t> records = records_of(ledger);
  json days = json::array(), parts = json::array();
  for (const std::size_t r : records) days.push_back(ledger.days[r]);
  for (const auto& part : ledger.parts)
    parts.push_back({{"name", part.name},
                     {"role", std::string(word_of(part.role))},
                     {"shares", shares_of(ledger, part.amounts, records)}});
  return {{"name", ledger.name},
          {"unit", ledger.unit},
          {"days", std::move(days)},
          {"start", ledger.start},
          {"given", ledger.given.back()},
          {"parts", std::move(parts)},
          {"unaccounted", shares_of(ledger, ledger.unaccounted, records)},
          {"worst", {{"day", ledger.days[ledger.worst()]}, {"share", ledger.worst_share()}}},
          {"rounding", ledger.worst_share() <= snapshot::most_unaccounted}};
}

Answer answer(const Asked& asked) {
  json accounts = json::array();
  for (const snapshot::Ledger& ledger : viz::ledgers(asked.run())) accounts.push_back(json_of(ledger));
  return answer_of(accounts);
}

}  // namespace

Question ledger() {
  return {"runs/R/ledger", answer};
}

}  // namespace tilscape::viz::questions
