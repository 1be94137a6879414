// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tilscape::viz {

/// The part of a target behind the question mark, decoded. What cannot be read throws std::invalid_argument.
class Query {
 public:
  explicit Query(std::string_view text);

  [[nodiscard]] bool has(const std::string& name) const { return words_.contains(name); }
  [[nodiscard]] std::string text(const std::string& name) const;  ///< empty when it is not there
  [[nodiscard]] std::uint64_t whole(const std::string& name) const;
  [[nodiscard]] std::vector<int> wholes(const std::string& name) const;  ///< "1,2,3"

 private:
  std::map<std::string, std::string> words_;
};

std::uint64_t whole_number(std::string_view text);
double real_number(std::string_view text);
std::vector<std::string> split(std::string_view text, char at);

}  // namespace tilscape::viz
