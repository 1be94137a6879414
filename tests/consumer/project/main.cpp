// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/base/parallel.hpp"
#include "engine/lattice/lattice.hpp"

#include <atomic>

int main() {
  const tilscape::Lattice lattice({.nx = 8, .ny = 8, .nz = 8});
  std::atomic<std::size_t> sites = 0;
  tilscape::Threads(2).for_chunks(lattice.sites(), 64,
                                  [&](std::size_t begin, std::size_t end) { sites += end - begin; });
  return sites == lattice.sites() ? 0 : 1;
}
