// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdint>

namespace tilscape::test {

/// How a run is made; none of it may leave a trace in what comes out.
struct Way {
  int threads = 1;
  std::size_t batch = 1024;
  std::uint32_t sort_every = 64;
  bool blindfold = false;  ///< nobody sees what he has not asked for
};

}  // namespace tilscape::test
