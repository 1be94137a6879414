// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace tilscape::bench {

/// Memory bandwidth of this machine [bytes/s]: a = b + s c over arrays far larger than the caches, 24 B per
/// element as STREAM counts them, the best of several passes. Measured once per number of threads.
double triad_bandwidth(int threads);

}  // namespace tilscape::bench
