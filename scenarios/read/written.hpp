// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/base/parameters.hpp"
#include "scenarios/read/document.hpp"

#include <string_view>
#include <utility>

namespace tilscape::scenarios {

/// What stands below the keys of a name: "enough.value"; nullptr: nothing.
const Node* node_below(const Node& node, std::string_view name);

/// A subject of a scenario: its checked values as a struct of Parameters, and the text that each of them
/// comes from, which says where it stands and what a value does not keep.
template <class Subject>
class Written {
 public:
  /// The text must live as long as this.
  Written(const Node& text, Values values) : text_(text), values_(std::move(values)), said_(values_) {}
  Written(const Written&) = delete;  // what is said points into the values
  Written& operator=(const Written&) = delete;
  ~Written() = default;

  const Subject* operator->() const { return &said_; }
  /// That of a parameter, of the subject or of a struct within it; nullptr: nobody has written it.
  template <class T>
  [[nodiscard]] const Node* text(const Parameter<T>& parameter) const {
    return node_below(text_, parameter.name());
  }
  /// Of an item of a list; the value itself when it stands alone.
  template <class T>
  [[nodiscard]] const Node& item(const Parameter<T>& list, std::size_t i) const {
    const Node& all = *text(list);
    return all.sequence() && i < all.items.size() ? all.items[i] : all;
  }

 private:
  const Node& text_;
  Values values_;
  Subject said_;
};

}  // namespace tilscape::scenarios
