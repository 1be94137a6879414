// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <utility>
#include <vector>

namespace tilscape::test {

/// What the program has, and behind it the toys.
template <class T>
std::vector<T> beside(std::vector<T> own, std::vector<T> toys) {
  for (T& toy : toys) own.push_back(std::move(toy));
  return own;
}

}  // namespace tilscape::test
