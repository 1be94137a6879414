// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/reader.hpp"

#include <optional>
#include <string>

namespace tilscape::snapshot {

/// What a file holds, for people: header, agent types with their columns, substances, frames, damage.
std::string inspect_text(const Reader& reader);

/// The same as one JSON object with a `schema` field ("tilscape/inspect/1").
std::string inspect_json(const Reader& reader);

/// Reads every record and every value of every frame; the first thing that is wrong, or nothing.
std::optional<Damage> verify(const std::string& path);

}  // namespace tilscape::snapshot
