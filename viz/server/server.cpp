// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "viz/server/server.hpp"

#include "proto/console.hpp"
#include "viz/server/access.hpp"
#include "viz/server/page.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <csignal>
#include <fmt/format.h>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace tilscape::viz {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

constexpr std::uint32_t longest_head = 16U << 10;  // [bytes]
constexpr int most_connections = 64;
constexpr auto patience = std::chrono::seconds(10);  // for a whole request to arrive
constexpr auto between_tries = std::chrono::milliseconds(200);
constexpr auto patience_writing = std::chrono::minutes(5);  // for a slow line

constexpr const char* content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src blob:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

class Session;

/// Sessions from which a request has yet to come, the longest waiting first. Of any thread.
class Waiting {
 public:
  std::uint64_t add(std::weak_ptr<Session> session) {
    const std::lock_guard lock(mutex_);
    sessions_.emplace(++last_, std::move(session));
    return last_;
  }
  void remove(std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    sessions_.erase(number);
  }
  /// No longer among them; null when nobody waits.
  std::shared_ptr<Session> take_longest() {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Session> longest;
    while (!longest && !sessions_.empty()) {
      longest = sessions_.begin()->second.lock();
      sessions_.erase(sessions_.begin());
    }
    return longest;
  }

 private:
  std::mutex mutex_;
  std::map<std::uint64_t, std::weak_ptr<Session>> sessions_;
  std::uint64_t last_ = 0;
};

struct Shared {
  Api* api;
  std::uint16_t port;
  std::string token;
  std::atomic<int> connections{0};
  Waiting waiting{};
};

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

Answer page_answer(std::string_view target) {
  const auto files = page_files();
  const std::string_view path = target.substr(0, target.find('?'));
  const auto file =
      std::find_if(files.begin(), files.end(), [&](const PageFile& each) { return each.target == path; });
  if (file == files.end()) return {404, "text/plain", "There is no such page.\n"};
  return {200, std::string(file->type), std::string(file->body)};
}

std::string reason(unsigned status) {
  return std::string(view(http::obsolete_reason(static_cast<http::status>(status)))) + ".\n";
}

// One connection: requests one after the other, until it is closed, idle, or one could not be read.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, Shared& shared) : stream_(std::move(socket)), shared_(shared) {
    ++shared_.connections;
  }
  ~Session() { --shared_.connections; }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void read() {
    parser_.emplace();
    parser_->header_limit(longest_head);
    parser_->body_limit(0);
    stream_.expires_after(patience);
    number_ = shared_.waiting.add(weak_from_this());
    http::async_read(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](beast::error_code error, std::size_t) { self->answer(error); });
  }

  /// Makes room for another, whatever has come so far. Of any thread.
  void drop() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] { self->stream_.close(); });
  }

 private:
  void answer(beast::error_code error) {
    shared_.waiting.remove(number_);
    if (error == http::error::end_of_stream || error == beast::error::timeout) return close();
    if (error == http::error::header_limit) return send({431, "text/plain", reason(431)}, true);
    if (error == http::error::body_limit) return send({413, "text/plain", reason(413)}, true);
    if (error.category() == make_error_code(http::error::bad_method).category())
      return send({400, "text/plain", reason(400)}, true);
    if (error) return close();
    const auto& request = parser_->get();
    const Request seen{view(request.method_string()), view(request.target()),
                       view(request[http::field::host]), view(request[http::field::authorization])};
    head_ = request.method() == http::verb::head;
    const bool last = !request.keep_alive();
    const unsigned status = admitted(seen, shared_.port, shared_.token);
    if (status != 200) return send({status, "text/plain", reason(status)}, last);
    constexpr std::string_view api = "/api/";
    send(seen.target.starts_with(api) ? shared_.api->answer(seen.target.substr(api.size()))
                                      : page_answer(seen.target),
         last);
  }

  void send(Answer answer, bool last) {
    response_ = {};
    response_.version(11);
    response_.result(answer.status);
    response_.set(http::field::content_type, answer.type);
    response_.set("Content-Security-Policy", content_security_policy);
    response_.set("X-Frame-Options", "DENY");
    response_.set("X-Content-Type-Options", "nosniff");
    response_.set("Referrer-Policy", "no-referrer");
    response_.set("Cross-Origin-Resource-Policy", "same-origin");
    response_.set("Cross-Origin-Opener-Policy", "same-origin");
    response_.set(http::field::cache_control, "no-store");
    if (answer.status == 405) response_.set(http::field::allow, "GET, HEAD");
    response_.keep_alive(!last);
    response_.content_length(answer.body.size());
    if (!head_) response_.body() = std::move(answer.body);
    stream_.expires_after(patience_writing);
    const auto written = [self = shared_from_this(), last](beast::error_code error, std::size_t) {
      if (error || last) return self->close();
      self->read();
    };
    serializer_.emplace(response_);
    if (head_)
      http::async_write_header(stream_, *serializer_, written);
    else
      http::async_write(stream_, *serializer_, written);
  }

  void close() {
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  beast::tcp_stream stream_;
  Shared& shared_;
  beast::flat_buffer buffer_{std::size_t{2} * longest_head};
  std::optional<http::request_parser<http::empty_body>> parser_;
  http::response<http::string_body> response_;
  std::optional<http::response_serializer<http::string_body>> serializer_;
  bool head_ = false;
  std::uint64_t number_ = 0;  // among those that wait
};

}  // namespace

struct Server::Inside {
  Inside(Api& api, std::uint16_t port)
      : shared{&api, 0, random_token()}, acceptor(context), pause(context), signals(context) {
    const tcp::endpoint here(asio::ip::address_v4::loopback(), port);
    beast::error_code error;
    acceptor.open(here.protocol());
    acceptor.set_option(asio::socket_base::reuse_address(true));
    acceptor.bind(here, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error)
      throw std::runtime_error(
          fmt::format("port {}: {}; another one is free with --port 0", port, error.message()));
    shared.port = acceptor.local_endpoint().port();
  }

  void accept() {
    acceptor.async_accept(asio::make_strand(context), [this](beast::error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) return accept_later(error);
      told = false;
      if (take(socket)) std::make_shared<Session>(std::move(socket), shared)->read();
      accept();
    });
  }

  /// At the limit the connection that has sent nothing for longest makes room; when all are being answered,
  /// the new one is closed at once.
  bool take(const tcp::socket& socket) {
    if (shared.connections < most_connections) return socket.is_open();
    const auto longest = shared.waiting.take_longest();
    if (longest) longest->drop();
    return longest != nullptr;
  }

  /// No descriptors are left, say: asking again at once would only keep a core busy.
  void accept_later(beast::error_code error) {
    if (!told)
      console::tell("tilscape-view: a connection cannot be taken ({}); the viewer waits\n", error.message());
    told = true;
    pause.expires_after(between_tries);
    pause.async_wait([this](beast::error_code stopped) {
      if (!stopped) accept();
    });
  }

  Shared shared;  // sessions that are left when the context ends still look at it
  asio::io_context context;
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  asio::signal_set signals;
  bool told = false;  // that no connection can be taken
};

Server::Server(Api& api, std::uint16_t port) : inside_(std::make_unique<Inside>(api, port)) {
  inside_->accept();
}

Server::~Server() = default;

std::uint16_t Server::port() const {
  return inside_->shared.port;
}

const std::string& Server::token() const {
  return inside_->shared.token;
}

std::string Server::address() const {
  return fmt::format("http://127.0.0.1:{}/#t={}", port(), token());
}

void Server::run() {
  // A page asks for several things at once; reading a frame keeps a thread busy.
  std::vector<std::thread> others;
  const unsigned threads = std::clamp(std::thread::hardware_concurrency(), 2U, 8U);
  for (unsigned i = 1; i < threads; ++i) others.emplace_back([this] { inside_->context.run(); });
  inside_->context.run();
  for (std::thread& thread : others) thread.join();
}

void Server::stop_at_signals() {
  inside_->signals.add(SIGINT);
  inside_->signals.add(SIGTERM);
  inside_->signals.async_wait([this](beast::error_code error, int) {
    if (!error) stop();
  });
}

void Server::stop() {
  inside_->context.stop();
}

}  // namespace tilscape::viz
