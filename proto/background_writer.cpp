// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "proto/background_writer.hpp"

#include <utility>

namespace tilscape::snapshot {

BackgroundWriter::BackgroundWriter(Writer writer) : writer_(std::move(writer)), thread_([this] { work(); }) {}

BackgroundWriter::~BackgroundWriter() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void BackgroundWriter::write(Frame frame) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !waiting_ || failure_; });
  rethrow();
  waiting_ = std::move(frame);
  changed_.notify_all();
}

void BackgroundWriter::flush() {
  std::unique_lock lock(mutex_);
  wait_idle(lock);
  writer_.flush();
}

void BackgroundWriter::close() {
  std::unique_lock lock(mutex_);
  wait_idle(lock);
  writer_.close();
}

void BackgroundWriter::wait_idle(std::unique_lock<std::mutex>& lock) {
  changed_.wait(lock, [&] { return (!waiting_ && !busy_) || failure_; });
  rethrow();
}

void BackgroundWriter::rethrow() {
  if (failure_) std::rethrow_exception(failure_);
}

void BackgroundWriter::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return waiting_ || stop_; });
    if (!waiting_) return;
    const Frame frame = *std::exchange(waiting_, std::nullopt);
    busy_ = true;
    changed_.notify_all();
    lock.unlock();
    std::exception_ptr failure;
    try {
      writer_.write(frame);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    busy_ = false;
    if (failure) {
      failure_ = failure;
      waiting_.reset();
    }
    changed_.notify_all();
    if (failure_) return;
  }
}

}  // namespace tilscape::snapshot
