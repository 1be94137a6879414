// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/problem.hpp"

namespace tilscape::scenarios::detail {

/// A syntax error of the YAML parser (line and column from 0, its message) as a problem that names the usual
/// cause: YAML's parsers report what they met, often lines behind the slip.
Problem explain_syntax(std::string_view text, const std::string& file, int line, int column,
                       const std::string& message);

}  // namespace tilscape::scenarios::detail
