// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/ledger.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tilscape::scenarios {

/// An account as a table at a record, and the most that has been unaccounted for.
std::string ledger_text(const snapshot::Ledger& ledger, std::size_t record);

/// Accounts as JSON, schema tilscape/ledger/1. All are at the same record.
std::string ledgers_json(const std::string& file, const std::vector<snapshot::Ledger>& ledgers,
                         std::size_t record);

/// An account at its last record in a line, for the summary of a run.
std::string ledger_line(const snapshot::Ledger& ledger);

}  // namespace tilscape::scenarios
