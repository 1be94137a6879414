// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "viz/server/api.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace tilscape::viz {

/// Serves the page and the answers of an Api on the loopback address, to whoever knows the token. Nothing can
/// be changed through it.
class Server {
 public:
  /// Port 0: one that is free. Throws std::runtime_error when the port is taken.
  Server(Api& api, std::uint16_t port);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] const std::string& token() const;
  /// The token is in the fragment, which browsers keep to themselves.
  [[nodiscard]] std::string address() const;

  /// Answers until stop() or, when signals are watched, SIGINT or SIGTERM.
  void run();
  void stop_at_signals();
  void stop();

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace tilscape::viz
