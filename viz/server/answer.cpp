// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/answer.hpp"

namespace tilscape::viz {

using nlohmann::json;

Answer answer_of(const json& value) {
  return {200, "application/json", value.dump(-1, ' ', false, json::error_handler_t::replace)};
}

Answer answer_of(const Packed& packed) {
  return {200, "application/octet-stream", packed.bytes()};
}

Answer problem(unsigned status, const std::string& text) {
  Answer answer = answer_of(json{{"problem", text}});
  answer.status = status;
  return answer;
}

}  // namespace tilscape::viz
