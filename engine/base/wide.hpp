// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

/// In front of a function of loops over numbers: it is compiled twice, for the baseline of x86-64 and for
/// CPUs with AVX2, and the program picks at its start. The same operations on more lanes, without fused
/// multiply-add, so the bits are the same (docs/concepts/determinism.md). Sanitizers cannot watch what picks.
#if defined(__x86_64__) && defined(__linux__) && !defined(__AVX2__) && !defined(__SANITIZE_THREAD__) && \
    !defined(__SANITIZE_ADDRESS__)
#define TILSCAPE_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define TILSCAPE_WIDE
#endif
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#undef TILSCAPE_WIDE
#define TILSCAPE_WIDE
#endif
#endif
