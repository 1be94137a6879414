// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What the server lets through, asked by a client that sends exactly the bytes it is given: libraries rewrite
// the Host and tidy up paths.

#include "viz/server/server.hpp"

#include "tests/support/sanitized.hpp"
#include "tests/support/snapshots.hpp"
#include "tests/support/temporary_folder.hpp"
#include "viz/server/access.hpp"
#include "viz/server/page.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <ctime>
#include <doctest/doctest.h>
#include <set>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace tilscape;
using namespace tilscape::viz;

namespace {

int connected(std::uint16_t port, const char* address = "127.0.0.1") {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  ::inet_pton(AF_INET, address, &to.sin_addr);
  if (::connect(descriptor, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0) return descriptor;
  ::close(descriptor);
  return -1;
}

// Everything that comes back until the server closes.
std::string exchange(std::uint16_t port, const std::string& bytes) {
  const int descriptor = connected(port);
  REQUIRE(descriptor >= 0);
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const auto now = ::send(descriptor, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (now <= 0) break;
    sent += static_cast<std::size_t>(now);
  }
  std::string answer;
  char part[4096];
  for (;;) {
    const auto got = ::recv(descriptor, part, sizeof part, 0);
    if (got <= 0) break;
    answer.append(part, static_cast<std::size_t>(got));
  }
  ::close(descriptor);
  return answer;
}

int status_of(const std::string& answer) {
  return answer.starts_with("HTTP/1.1 ") ? std::stoi(answer.substr(9, 3)) : 0;
}

struct Viewer {
  test::TemporaryFolder folder;
  std::unique_ptr<Api> api;
  std::unique_ptr<Server> server;
  std::thread thread;

  Viewer() {
    const auto header = test::cube_header(3);
    test::write_run(folder.path() / "a.tsnap", header, {test::full_cube(header)});
    api = std::make_unique<Api>(std::vector<std::string>{folder.path() / "a.tsnap"});
    for (Run& run : api->runs()) run.wait();
    server = std::make_unique<Server>(*api, 0);
    thread = std::thread([this] { server->run(); });
  }
  ~Viewer() {
    server->stop();
    thread.join();
  }
  [[nodiscard]] std::string host() const { return "127.0.0.1:" + std::to_string(server->port()); }
  // A request; `lines` are further header lines.
  [[nodiscard]] std::string ask(const std::string& method, const std::string& target, const std::string& at,
                                const std::string& lines = "") const {
    return exchange(server->port(), method + " " + target + " HTTP/1.1\r\nHost: " + at +
                                        "\r\nConnection: close\r\n" + lines + "\r\n");
  }
  [[nodiscard]] std::string bearer() const { return "Authorization: Bearer " + server->token() + "\r\n"; }
};

}  // namespace

TEST_CASE("server: who knows the token gets answers") {
  const Viewer viewer;
  const std::string answer = viewer.ask("GET", "/api/runs", viewer.host(), viewer.bearer());
  CHECK(status_of(answer) == 200);
  CHECK(answer.find("\"cube\"") != std::string::npos);
  CHECK(status_of(viewer.ask("GET", "/api/runs", "localhost:" + std::to_string(viewer.server->port()),
                             viewer.bearer())) == 200);
}

TEST_CASE("server: without the token nothing below /api/ is answered") {
  const Viewer viewer;
  std::string wrong = viewer.server->token();
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  for (const std::string& lines :
       {std::string(), std::string("Authorization: Bearer \r\n"), "Authorization: Bearer " + wrong + "\r\n",
        "Authorization: " + viewer.server->token() + "\r\n",
        "Cookie: token=" + viewer.server->token() + "\r\n"}) {
    for (const char* target : {"/api/runs", "/api/", "/api/runs/0/series", "/api/nothing"}) {
      const std::string answer = viewer.ask("GET", target, viewer.host(), lines);
      CHECK_MESSAGE(status_of(answer) == 403, target << " with " << lines);
      CHECK(answer.find("cube") == std::string::npos);
    }
  }
  CHECK(status_of(viewer.ask("GET", "/api/runs?t=" + viewer.server->token(), viewer.host())) == 403);
}

TEST_CASE("server: another Host is refused on every path and method before anything else") {
  const Viewer viewer;
  const std::string port = std::to_string(viewer.server->port());
  for (const std::string& host : {std::string("evil.example"), "evil.example:" + port,
                                  std::string("127.0.0.1"), std::string("127.0.0.1:1"), "127.0.0.1." + port,
                                  std::string(), "0.0.0.0:" + port, "127.0.0.1:" + port + "@evil.example"}) {
    for (const char* method : {"GET", "HEAD", "POST", "OPTIONS"})
      for (const char* target : {"/", "/api/runs", "/assets/none", "/../etc/passwd"})
        CHECK_MESSAGE(status_of(viewer.ask(method, target, host, viewer.bearer())) == 403,
                      method << " " << target << " at " << host);
  }
  const std::string none = exchange(viewer.server->port(), "GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
  CHECK(status_of(none) == 403);
}

TEST_CASE("server: every request of a connection is looked at anew") {
  const Viewer viewer;
  const std::string request = "GET /api/runs HTTP/1.1\r\nHost: ";
  const std::string good = request + viewer.host() + "\r\n" + viewer.bearer() + "\r\n";
  const auto second = [&](const std::string& bytes) {
    const std::string answers = exchange(viewer.server->port(), good + bytes);
    CHECK(status_of(answers) == 200);
    const std::size_t at = answers.rfind("HTTP/1.1 ");
    return status_of(answers.substr(at));
  };
  const std::string close = "\r\nConnection: close\r\n";
  CHECK(second(request + viewer.host() + close + viewer.bearer() + "\r\n") == 200);
  CHECK(second(request + viewer.host() + close + "\r\n") == 403);
  CHECK(second(request + "evil.example" + close + viewer.bearer() + "\r\n") == 403);
}

TEST_CASE("server: nothing can be changed: only GET and HEAD are answered") {
  const Viewer viewer;
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW"}) {
    const std::string answer = viewer.ask(method, "/api/runs", viewer.host(), viewer.bearer());
    CHECK_MESSAGE(status_of(answer) == 405, method);
    CHECK(answer.find("Allow: GET, HEAD") != std::string::npos);
  }
  const std::string head = viewer.ask("HEAD", "/api/runs", viewer.host(), viewer.bearer());
  CHECK(status_of(head) == 200);
  CHECK(head.ends_with("\r\n\r\n"));
}

TEST_CASE("server: no path leads out of the page, however it is written") {
  const Viewer viewer;
  for (const char* target : {"/../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
                             "/assets/../../../etc/passwd", "/assets/..%5c..%5cetc", "//etc/passwd",
                             "/a.tsnap", "/etc/passwd%00.js", "/index.html/../../etc/passwd",
                             "file:/etc/passwd", "http://evil.example/", "etc/passwd"}) {
    const std::string answer = viewer.ask("GET", target, viewer.host(), viewer.bearer());
    CHECK_MESSAGE(status_of(answer) == 404, target);
    CHECK(answer.find("root:") == std::string::npos);
  }
  // Other spellings of what needs the token are other pages, which there are not.
  for (const char* target : {"//api/runs", "/API/runs", "/./api/runs", "/assets/../api/runs", "/%61pi/runs",
                             "http://127.0.0.1/api/runs", "/api"})
    CHECK_MESSAGE(status_of(viewer.ask("GET", target, viewer.host())) == 404, target);
  for (const char* target : {"/api/../../etc/passwd", "/api/runs/0/../../../etc/passwd", "/api/%2e%2e/etc"})
    CHECK_MESSAGE(status_of(viewer.ask("GET", target, viewer.host(), viewer.bearer())) == 404, target);
}

TEST_CASE("server: large heads and bodies are refused") {
  const Viewer viewer;
  const std::string long_line = "X-Long: " + std::string(20000, 'a') + "\r\n";
  CHECK(status_of(viewer.ask("GET", "/", viewer.host(), long_line)) == 431);
  std::string many;
  for (int i = 0; i < 2000; ++i) many += "X-Many-" + std::to_string(i) + ": 1\r\n";
  CHECK(status_of(viewer.ask("GET", "/", viewer.host(), many)) == 431);
  CHECK(status_of(viewer.ask("GET", "/" + std::string(20000, 'a'), viewer.host())) == 431);
  CHECK(status_of(viewer.ask("GET", "/api/runs", viewer.host(), viewer.bearer() + "Content-Length: 5\r\n")) ==
        413);
  CHECK(status_of(viewer.ask("GET", "/api/runs", viewer.host(),
                             viewer.bearer() + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n")) ==
        413);
  CHECK(status_of(exchange(viewer.server->port(), "nonsense\r\n\r\n")) == 400);
}

TEST_CASE("server: a request that has not come within ten seconds is not waited for, however it trickles" *
          doctest::test_suite("slow")) {
  const Viewer viewer;
  const int descriptor = connected(viewer.server->port());
  REQUIRE(descriptor >= 0);
  const std::string request = "GET / HTTP/1.1\r\nHost: " + viewer.host() + "\r\n";
  const auto began = std::chrono::steady_clock::now();
  std::size_t sent = 0;
  char byte = 0;
  while (::recv(descriptor, &byte, 1, MSG_DONTWAIT) < 0 && sent < request.size()) {
    ::send(descriptor, request.data() + sent++, 1, MSG_NOSIGNAL);
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
  }
  const std::chrono::duration<double> lasted = std::chrono::steady_clock::now() - began;
  ::close(descriptor);
  CHECK(sent < request.size());
  CHECK(lasted.count() > 9);
  CHECK(status_of(viewer.ask("GET", "/api/runs", viewer.host(), viewer.bearer())) == 200);
}

TEST_CASE("server: the page is open and forbids itself everything but its own files") {
  const Viewer viewer;
  const std::string answer = viewer.ask("GET", "/", viewer.host());
  CHECK(status_of(answer) == (page_files().empty() ? 404 : 200));
  for (const char* line :
       {"Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' "
        "blob: "
        "data:; media-src blob:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action "
        "'none'\r\n",
        "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer", "Cache-Control: no-store"})
    CHECK_MESSAGE(answer.find(line) != std::string::npos, line);
  CHECK(answer.find("Access-Control-") == std::string::npos);
  CHECK(answer.find("unsafe") == std::string::npos);
  for (const PageFile& file : page_files()) {
    CHECK(status_of(viewer.ask("GET", std::string(file.target), viewer.host())) == 200);
    CHECK(file.body.find(viewer.server->token()) == std::string_view::npos);
  }
}

TEST_CASE("server: it listens on the loopback address only") {
  const Viewer viewer;
  // Other addresses of the loopback network reach a server that listens on all addresses.
  CHECK(connected(viewer.server->port(), "127.0.0.2") < 0);
  const int here = connected(viewer.server->port());
  CHECK(here >= 0);
  ::close(here);
}

TEST_CASE("server: sixty-four and more connections that send nothing keep nobody out") {
  const Viewer viewer;
  std::vector<int> idle;
  for (int i = 0; i < 100; ++i) idle.push_back(connected(viewer.server->port()));
  for (const int half : idle) static_cast<void>(::send(half, "GET", 3, MSG_NOSIGNAL));
  const auto before = std::chrono::steady_clock::now();
  CHECK(status_of(viewer.ask("GET", "/api/runs", viewer.host(), viewer.bearer())) == 200);
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(2));
  // The one that has waited longest made room. What it sent may not have been read by then: a reset.
  char part[16];
  const ssize_t got = ::recv(idle.front(), part, sizeof part, 0);
  CHECK((got == 0 || (got < 0 && errno == ECONNRESET)));
  for (const int each : idle) ::close(each);
}

TEST_CASE("server: without descriptors it waits, told once, and answers when there are some again") {
  if (test::sanitized) return;  // UBSan opens a pipe for each object that it has not met: it needs two itself
  const Viewer viewer;
  rlimit usual{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &usual) == 0);
  const int next = ::dup(0);
  ::close(next);
  rlimit few = usual;
  few.rlim_cur = static_cast<rlim_t>(next) + 1;  // one, for this side of the connection
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
  const int waiting = connected(viewer.server->port());
  const auto processor_time = [] { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; };
  const double before = processor_time();
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  const double spent = processor_time() - before;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &usual) == 0);
  CHECK(spent < 0.2);
  REQUIRE(waiting >= 0);
  ::close(waiting);
  CHECK(status_of(viewer.ask("GET", "/api/runs", viewer.host(), viewer.bearer())) == 200);
}

TEST_CASE("server: a port that is taken is said") {
  const Viewer viewer;
  CHECK_THROWS_WITH_AS(Server(*viewer.api, viewer.server->port()), doctest::Contains("port"),
                       std::runtime_error);
}

TEST_CASE("access: tokens are 128 random bits") {
  std::set<std::string> tokens;
  for (int i = 0; i < 100; ++i) tokens.insert(random_token());
  CHECK(tokens.size() == 100);
  for (const std::string& token : tokens) {
    CHECK(token.size() == 32);
    CHECK(token.find_first_not_of("0123456789abcdef") == std::string::npos);
  }
}
