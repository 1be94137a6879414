// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A library linked with -ffast-math: loading it switches flush-to-zero on for the whole process.
extern "C" float tilscape_fast_math(float x) {
  return x / 3;
}
