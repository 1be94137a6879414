// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <vector>

using tilscape::Threads;

namespace {

/// Where the chunks of [0, size) begin and end: ends[begin] is the end, 0 where no chunk begins.
std::vector<std::size_t> chunks(int threads, std::size_t size, std::size_t grain) {
  std::vector<std::size_t> ends(size + 1);
  Threads(threads).for_chunks(size, grain, [&](std::size_t begin, std::size_t end) { ends[begin] += end; });
  return ends;
}

/// A sum whose last bits depend on its order: per chunk, chunks in the order of their index.
double sum(int threads, std::size_t size, std::size_t grain) {
  std::vector<double> partial((size + grain - 1) / grain);
  Threads(threads).for_chunks(size, grain, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) partial[begin / grain] += std::sqrt(static_cast<double>(i));
  });
  double total = 0;
  for (const double p : partial) total += p;
  return total;
}

}  // namespace

TEST_CASE("chunks: their bounds depend on the work alone") {
  for (const std::size_t size : {std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{1000}}) {
    const auto one = chunks(1, size, 64);
    CHECK(one[0] == std::min<std::size_t>(size, 64));
    for (const int threads : {2, 3, 8}) CHECK(chunks(threads, size, 64) == one);
  }
}

TEST_CASE("chunks: a sum in their order is the same for any number of threads") {
  const double one = sum(1, 100'000, 1000);
  for (int round = 0; round < 20; ++round)
    for (const int threads : {2, 3, 8}) CHECK(sum(threads, 100'000, 1000) == one);
}

TEST_CASE("chunks: there are none of nothing") {
  int calls = 0;
  Threads(2).for_chunks(0, 64, [&](std::size_t, std::size_t) { ++calls; });
  CHECK(calls == 0);
}
