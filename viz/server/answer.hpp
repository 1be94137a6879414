// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "viz/server/packed.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace tilscape::viz {

struct Answer {
  unsigned status = 200;
  std::string type = "application/json";
  std::string body;
};

/// Asked for something that is not there: 404.
struct NotFound : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Answer answer_of(const nlohmann::json& value);
Answer answer_of(const Packed& packed);
/// Why there is no other answer.
Answer problem(unsigned status, const std::string& text);

}  // namespace tilscape::viz
