// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/ensemble/pool.hpp"

#include "engine/base/error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tilscape::scenarios {

namespace {

constexpr int tick_ms = 200;
constexpr int write_failed = 74;  // exit code of a worker whose results do not reach the disk

struct Worker {
  pid_t process = -1;
  int to = -1;
  int from = -1;
  std::optional<std::size_t> unit = {};
  bool probing = false;
  std::string answer = {};                           // what has come of a line
  std::chrono::steady_clock::time_point asked = {};  // when the unit, or the probe, was handed out
};

[[noreturn]] void cannot(const char* what) {
  const int error = errno;
  throw InputError(fmt::format("cannot {} a worker ({}){}", what, std::strerror(error),
                               error == EMFILE   ? ". `ulimit -n` raises the limit; fewer --jobs need less"
                               : error == EAGAIN ? ". `ulimit -u` raises the limit; fewer --jobs need less"
                                                 : ""));
}

/// In the child, between fork and exec: only calls that are safe there.
[[noreturn]] void become_worker(const std::vector<char*>& arguments, int in, int out, pid_t pool) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != pool) ::_exit(1);  // the pool has died in between
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  std::signal(SIGINT, SIG_IGN);  // of the terminal, as the next: the pool decides
  std::signal(SIGHUP, SIG_IGN);
  std::signal(SIGTERM, SIG_DFL);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

std::string ending_text(int status) {
  if (WIFSIGNALED(status))
    return fmt::format("the worker was killed by signal {} ({})", WTERMSIG(status),
                       ::strsignal(WTERMSIG(status)));
  return fmt::format("the worker ended with exit code {}", WEXITSTATUS(status));
}

class Pool {
 public:
  Pool(const std::vector<std::size_t>& units, const std::map<std::size_t, std::size_t>& earlier,
       const PoolOptions& options, const PoolEvents& events)
      : options_(options), events_(events), waiting_(units.begin(), units.end()), attempts_(earlier) {
    previous_ = std::signal(SIGPIPE, SIG_IGN);  // a worker that has died is seen at its answer
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() {
    for (Worker& w : workers_) end(w, SIGKILL);
    std::signal(SIGPIPE, previous_);
  }

  PoolOutcome run() {
    while (!waiting_.empty() || busy() > 0) {
      if (events_.stop && events_.stop()) return ended(PoolEnding::stopped);
      if (cannot_write_) return ended(PoolEnding::cannot_write);
      if (options_.on_error == PoolOptions::OnError::stop && given_up_ > 0) break;
      hand_out();
      if (events_.tick) events_.tick(state());
      listen();
      end_late();
    }
    const bool stopped = !waiting_.empty() || busy() > 0;
    for (Worker& w : workers_) finish(w);
    return {cannot_write_ ? PoolEnding::cannot_write
            : stopped     ? PoolEnding::stopped
                          : PoolEnding::finished,
            state()};
  }

 private:
  PoolOutcome ended(PoolEnding ending) {
    for (Worker& w : workers_) end(w, SIGKILL);
    return {ending, state()};
  }

  [[nodiscard]] std::size_t busy() const {
    return static_cast<std::size_t>(
        std::count_if(workers_.begin(), workers_.end(), [](const Worker& w) { return w.unit || w.probing; }));
  }
  [[nodiscard]] PoolState state() const { return {done_, given_up_, busy(), waiting_.size()}; }

  /// Workers that fit into memory, as far as is known what one takes.
  [[nodiscard]] std::size_t allowed() const {
    if (largest_ == 0) return 1;  // the first tells it
    return std::clamp<std::size_t>(options_.memory / largest_, 1, options_.jobs);
  }

  void hand_out() {
    std::erase_if(workers_, [](const Worker& w) { return w.process < 0; });
    while (!waiting_.empty() && busy() < allowed()) {
      auto idle = std::find_if(workers_.begin(), workers_.end(),
                               [](const Worker& w) { return !w.unit && !w.probing; });
      if (idle == workers_.end()) {
        workers_.push_back(start());
        idle = std::prev(workers_.end());
      }
      if (largest_ == 0) {
        idle->probing = true;
        tell(*idle, fmt::format("probe {}\n", waiting_.front()));
        return;
      }
      idle->unit = waiting_.front();
      waiting_.pop_front();
      tell(*idle, fmt::format("{}\n", *idle->unit));
    }
  }

  [[nodiscard]] Worker start() const {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) cannot("reach");
    std::vector<std::string> words = options_.command;
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const pid_t pool = ::getpid();
    const pid_t child = ::fork();
    if (child < 0) cannot("start");
    if (child == 0) become_worker(arguments, in[0], out[1], pool);
    ::close(in[0]);
    ::close(out[1]);
    return {.process = child, .to = in[1], .from = out[0]};
  }

  static void tell(Worker& w, const std::string& line) {
    w.asked = std::chrono::steady_clock::now();
    // A line is shorter than a pipe holds; when the worker is gone its answer ends.
    if (::write(w.to, line.data(), line.size()) < 0 && errno != EPIPE) cannot("tell");
  }

  void listen() {
    std::vector<pollfd> polled;
    for (const Worker& w : workers_) polled.push_back({w.from, POLLIN, 0});
    if (::poll(polled.data(), polled.size(), tick_ms) <= 0) return;
    for (std::size_t i = 0; i < polled.size(); ++i)
      if (polled[i].revents != 0) hear(workers_[i]);
  }

  /// A worker that has had its unit for too long stands still, or might as well.
  void end_late() {
    if (options_.limit <= 0) return;
    const auto now = std::chrono::steady_clock::now();
    for (Worker& w : workers_) {
      if ((!w.unit && !w.probing) || std::chrono::duration<double>(now - w.asked).count() <= options_.limit)
        continue;
      end(w, SIGKILL);
      if (w.unit) failed(w, fmt::format("it took longer than the limit of {:g} s", options_.limit));
      if (w.probing) took("1");  // as a unit it is told and tried again
      w.probing = false;
    }
  }

  void hear(Worker& w) {
    std::array<char, 4096> buffer{};
    const ssize_t n = ::read(w.from, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) return;
    if (n <= 0) {
      died(w);
      return;
    }
    w.answer.append(buffer.data(), static_cast<std::size_t>(n));
    for (std::size_t end = w.answer.find('\n'); end != std::string::npos; end = w.answer.find('\n')) {
      answered(w, w.answer.substr(0, end));
      w.answer.erase(0, end + 1);
    }
  }

  void answered(Worker& w, const std::string& line) {
    if (line.starts_with("probed ")) {
      w.probing = false;
      took(line.substr(7));
    } else if (line.starts_with("done ") && w.unit) {
      took(line.substr(line.rfind(' ') + 1));
      w.unit.reset();
      ++done_;
    } else if (line.starts_with("failed ") && w.unit) {
      const std::size_t reason = std::min(line.find(' ', 7), line.size() - 1) + 1;
      failed(w, line.substr(reason));
    }
  }

  void took(const std::string& bytes) {
    largest_ = std::max<std::uint64_t>({largest_, 1, std::strtoull(bytes.c_str(), nullptr, 10)});
  }

  void failed(Worker& w, const std::string& reason) {
    const std::size_t unit = *w.unit;
    w.unit.reset();
    if (events_.failed) events_.failed(unit, reason);
    if (++attempts_[unit] < options_.attempts)
      waiting_.push_back(unit);
    else
      ++given_up_;
  }

  void died(Worker& w) {
    const int status = reap(w);
    if (WIFEXITED(status) && WEXITSTATUS(status) == write_failed) {
      cannot_write_ = true;
    } else if (w.unit) {
      failed(w, ending_text(status));
    } else if (!WIFSIGNALED(status)) {
      throw InputError("a worker does not start: " + ending_text(status));
    } else if (w.probing) {
      took("1");  // the run cannot even be built: as a unit it fails, is told and tried again
    }
    w.probing = false;
    w.unit.reset();
  }

  /// No more units: the worker closes its file and ends.
  void finish(Worker& w) {
    if (w.process < 0) return;
    ::close(w.to);
    w.to = -1;
    const int status = reap(w);
    cannot_write_ = cannot_write_ || !WIFEXITED(status) || WEXITSTATUS(status) == write_failed;
  }

  static void end(Worker& w, int signal) {
    if (w.process < 0) return;
    ::kill(w.process, signal);
    reap(w);
  }

  static int reap(Worker& w) {
    if (w.to >= 0) ::close(w.to);
    ::close(w.from);
    int status = 0;
    while (::waitpid(w.process, &status, 0) < 0 && errno == EINTR) {
    }
    w.process = -1;
    return status;
  }

  const PoolOptions& options_;
  const PoolEvents& events_;
  std::deque<std::size_t> waiting_;
  std::map<std::size_t, std::size_t> attempts_;
  std::vector<Worker> workers_;
  std::uint64_t largest_ = 0;  ///< memory of a worker, as far as is known [bytes]
  std::size_t done_ = 0;
  std::size_t given_up_ = 0;
  bool cannot_write_ = false;
  void (*previous_)(int) = nullptr;
};

}  // namespace

PoolOutcome run_pool(const std::vector<std::size_t>& units, const std::map<std::size_t, std::size_t>& earlier,
                     const PoolOptions& options, const PoolEvents& events) {
  return Pool(units, earlier, options, events).run();
}

}  // namespace tilscape::scenarios
