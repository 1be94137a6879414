// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// To be loaded before the program's own library (LD_PRELOAD): the TILSCAPE_FAULT_AT-th operator new throws.
// The number of all of them goes to the file TILSCAPE_FAULT_LOG when the program ends.

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>

namespace {

std::atomic<long> calls = 0;

long wanted() {
  static const long at = [] {
    const char* text = std::getenv("TILSCAPE_FAULT_AT");
    return text == nullptr ? 0 : std::atol(text);
  }();
  return at;
}

void* allocate(std::size_t size) {
  if (++calls == wanted()) {
    if (const std::new_handler handler = std::get_new_handler()) handler();  // as operator new does
    throw std::bad_alloc();
  }
  if (void* memory = std::malloc(size > 0 ? size : 1)) return memory;
  throw std::bad_alloc();
}

[[gnu::destructor]] void tell() {
  const char* log = std::getenv("TILSCAPE_FAULT_LOG");
  if (log == nullptr) return;
  if (std::FILE* file = std::fopen(log, "we")) {
    std::fprintf(file, "%ld\n", calls.load());
    std::fclose(file);
  }
}

}  // namespace

void* operator new(std::size_t size) {
  return allocate(size);
}
void* operator new[](std::size_t size) {
  return allocate(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}
