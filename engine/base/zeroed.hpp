// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace tilscape {

/// A number per site that starts at zero and costs memory only where it has been written: the operating
/// system gives a page of a large array when it is first touched. So an empty region of a lattice costs
/// nothing.
template <class T>
class ZeroedArray {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  explicit ZeroedArray(std::size_t size)
      : values_(static_cast<T*>(std::calloc(size > 0 ? size : 1, sizeof(T)))), size_(size) {
    if (!values_) throw std::bad_alloc();
  }
  ZeroedArray(const ZeroedArray& other) : ZeroedArray(other.size_) {
    std::memcpy(values_.get(), other.values_.get(), size_ * sizeof(T));
  }
  ZeroedArray& operator=(const ZeroedArray& other) { return *this = ZeroedArray(other); }
  ZeroedArray(ZeroedArray&&) noexcept = default;
  ZeroedArray& operator=(ZeroedArray&&) noexcept = default;
  ~ZeroedArray() = default;

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] T& operator[](std::size_t i) { return values_.get()[i]; }
  [[nodiscard]] const T& operator[](std::size_t i) const { return values_.get()[i]; }

 private:
  struct Free {
    void operator()(T* p) const { std::free(p); }
  };
  std::unique_ptr<T, Free> values_;
  std::size_t size_;
};

}  // namespace tilscape
