// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/cli/commands.hpp"

namespace tilscape::scenarios {
Exit schema_command(const std::string&, const Globals&) { return Exit::wrong_use; }
Exit describe_command(const DescribeRequest&, const Globals&) { return Exit::wrong_use; }
}  // namespace tilscape::scenarios
