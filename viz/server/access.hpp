// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tilscape::viz {

/// 128 bits of the system's randomness, 32 hexadecimal digits.
std::string random_token();

/// What of a request decides whether it is answered.
struct Request {
  std::string_view method;
  std::string_view target;
  std::string_view host;
  std::string_view authorization;
};

/// 200, or why not: 403 for a Host that is not this computer at this port (a page of another site whose name
/// was made to point here looks like our own in everything else) and for what is below /api/ without the
/// token; 405 for what is not GET or HEAD.
unsigned admitted(const Request& request, std::uint16_t port, std::string_view token);

}  // namespace tilscape::viz
