// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#if defined(__SANITIZE_THREAD__)
#define TILSCAPE_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TILSCAPE_TSAN 1
#endif
#endif

#ifdef TILSCAPE_TSAN
extern "C" {
void __tsan_acquire(void*);
void __tsan_release(void*);
}
#endif

namespace tilscape {

/// The threads of a run. The only place of the project that speaks to TBB: everything parallel goes
/// through for_chunks(), whose chunks depend on the work alone and never on the number of threads
/// (clause 4 of the determinism contract).
///
/// The acquire and release calls tell ThreadSanitizer of the order that TBB keeps by means it cannot see
/// (oneTBB issue 1290); without them a correct program is reported as racy.
class Threads {
 public:
  explicit Threads(int count) : arena_(std::max(1, count)), count_(std::max(1, count)) {
    // TBB starts no more workers than there are cores; whoever asks for more gets them.
    if (count_ > tbb::this_task_arena::max_concurrency())
      more_.emplace(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(count_));
  }

  [[nodiscard]] int count() const { return count_; }

  /// Calls body(begin, end) for the chunks [0, grain), [grain, 2 grain), ... of [0, size), in any order and
  /// at the same time; returns when all are done.
  template <class Body>
  void for_chunks(std::size_t size, std::size_t grain, const Body& body) const {
    if (size == 0) return;
    const std::size_t chunks = (size + grain - 1) / grain;
    const auto one = [&](std::size_t c) { body(c * grain, std::min(size, (c + 1) * grain)); };
    if (count_ == 1 || chunks == 1) {
      for (std::size_t c = 0; c < chunks; ++c) one(c);
      return;
    }
    [[maybe_unused]] char finish = 0;
    release(&start);
    arena_.execute([&] {
      tbb::parallel_for(std::size_t{0}, chunks, [&](std::size_t c) {
        acquire(&start);
        one(c);
        release(&finish);
      });
    });
    acquire(&finish);
  }

 private:
  static void acquire([[maybe_unused]] const void* tag) {
#ifdef TILSCAPE_TSAN
    __tsan_acquire(const_cast<void*>(tag));
#endif
  }
  static void release([[maybe_unused]] const void* tag) {
#ifdef TILSCAPE_TSAN
    __tsan_release(const_cast<void*>(tag));
#endif
  }
  // At a fixed address: a worker has to acquire before it reads its closure, which lies on the caller's
  // stack.
  static constexpr char start = 0;

  std::optional<tbb::global_control> more_;
  mutable tbb::task_arena arena_;
  int count_;
};

}  // namespace tilscape
