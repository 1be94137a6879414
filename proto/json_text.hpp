// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

namespace tilscape {

/// JSON as text, over lines. Bytes that are no UTF-8, which names of files and snapshots may hold, are
/// replaced.
template <class Json>
std::string json_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

/// A number; null where there is none.
inline nlohmann::ordered_json json_number(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

}  // namespace tilscape
