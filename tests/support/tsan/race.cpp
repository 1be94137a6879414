// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// `race planted`: chunks write a common counter; `race none`: each chunk writes its own element, and the
// caller reads them afterwards.

#include "engine/base/parallel.hpp"

#include <cstdio>
#include <string_view>
#include <vector>

int main(int argc, char** argv) {
  const bool planted = argc > 1 && std::string_view(argv[1]) == "planted";
  const tilscape::Threads threads(4);
  std::vector<long> sums(4096);
  long shared = 0;
  for (int round = 0; round < 50; ++round)
    threads.for_chunks(sums.size(), 16, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        sums[i] += static_cast<long>(i);
        if (planted) shared += 1;
      }
    });
  long total = 0;
  for (const long s : sums) total += s;
  std::printf("%ld %ld\n", total, shared);
}
