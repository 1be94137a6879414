// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/packed.hpp"

namespace tilscape::viz {

std::string Packed::bytes() const {
  // Names come from files, which need not be valid UTF-8.
  std::string text = head.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  text.resize((4 + text.size() + 7) / 8 * 8 - 4, ' ');
  std::string all;
  all.reserve(4 + text.size() + body_.size());
  const auto length = static_cast<std::uint32_t>(text.size());
  for (unsigned shift = 0; shift < 32; shift += 8)
    all.push_back(static_cast<char>(static_cast<unsigned char>(length >> shift)));
  all += text;
  all += body_;
  return all;
}

}  // namespace tilscape::viz
