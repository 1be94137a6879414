// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

namespace tilscape::viz {

/// Numbers for the page, which views them where they lie: 4 bytes length of the head, the head (JSON), then
/// columns of little-endian numbers, each beginning at a multiple of 8. The head's `columns` says of each
/// where it begins behind the head, how many numbers it has and of which type.
class Packed {
 public:
  template <typename T>
  void add(std::string_view name, std::string_view number, std::span<const T> values) {
    static_assert(std::endian::native == std::endian::little);
    head["columns"][std::string(name)] = {
        {"number", number}, {"offset", body_.size()}, {"count", values.size()}};
    const std::size_t begin = body_.size();
    body_.resize((begin + values.size_bytes() + 7) / 8 * 8, '\0');
    if (!values.empty()) std::memcpy(body_.data() + begin, values.data(), values.size_bytes());
  }

  [[nodiscard]] std::string bytes() const;

  nlohmann::json head = {{"columns", nlohmann::json::object()}};

 private:
  std::string body_;
};

}  // namespace tilscape::viz
