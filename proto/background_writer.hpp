// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "proto/frame.hpp"
#include "proto/writer.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

namespace tilscape::snapshot {

/// A writer that encodes and writes on a thread of its own, so that the simulation goes on meanwhile. At most
/// one frame waits while another is written: memory stays bounded, and a slow disk slows the run.
class BackgroundWriter {
 public:
  explicit BackgroundWriter(Writer writer);
  ~BackgroundWriter();  ///< writes what it was given, without an index; errors are lost: use close()
  BackgroundWriter(const BackgroundWriter&) = delete;
  BackgroundWriter& operator=(const BackgroundWriter&) = delete;

  /// Takes the frame. Throws what an earlier one met.
  void write(Frame frame);
  /// Waits until everything given is written and on disk; throws what it met.
  void flush();
  void close();

 private:
  void work();
  void wait_idle(std::unique_lock<std::mutex>& lock);
  void rethrow();

  Writer writer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Frame> waiting_;
  bool busy_ = false;
  bool stop_ = false;
  std::exception_ptr failure_;
  std::thread thread_;
};

}  // namespace tilscape::snapshot
