// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/access.hpp"

#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <sys/random.h>
#include <system_error>

namespace tilscape::viz {
namespace {

bool this_computer(std::string_view host, std::uint16_t port) {
  const std::string end = ":" + std::to_string(port);
  return host == "127.0.0.1" + end || host == "localhost" + end;
}

// Takes as long whatever the text is, so that no time tells how much of it is right.
bool same(std::string_view given, std::string_view token) {
  if (given.size() != token.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < token.size(); ++i)
    difference |= static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(token[i]);
  return difference == 0;
}

}  // namespace

std::string random_token() {
  std::array<std::uint64_t, 2> bits{};
  if (::getrandom(bits.data(), sizeof bits, 0) != static_cast<ssize_t>(sizeof bits))
    throw std::system_error(errno, std::generic_category(), "the system gives no random numbers");
  return fmt::format("{:016x}{:016x}", bits[0], bits[1]);
}

unsigned admitted(const Request& request, std::uint16_t port, std::string_view token) {
  if (!this_computer(request.host, port)) return 403;
  if (request.method != "GET" && request.method != "HEAD") return 405;
  constexpr std::string_view bearer = "Bearer ";
  const bool open = !request.target.starts_with("/api/");
  if (open) return 200;
  return request.authorization.starts_with(bearer) && same(request.authorization.substr(bearer.size()), token)
             ? 200
             : 403;
}

}  // namespace tilscape::viz
