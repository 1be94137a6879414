// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/problem.hpp"

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilscape::scenarios {

/// A value of a scenario's text, with the place where it was written.
struct Node {
  enum class Kind { scalar, sequence, map };
  struct Entry;

  Kind kind = Kind::scalar;
  Location where = {};
  std::string text = {};   ///< of a scalar
  bool quoted = false;     ///< "..." or '...'
  bool unset = false;      ///< !unset
  bool failed = false;     ///< a part of it is not there, a parameter or what it extends: told already
  bool shorthand = false;  ///< a scalar that stands for a map of this one entry
  int shift = -1;          ///< columns from `where` to the text; -1: not written as it reads
  /// Of a text that was put together: where its parts were written, in their order.
  struct Piece {
    std::size_t begin = 0;  ///< [bytes] in the text
    Location where = {};
    bool as_written = false;  ///< each character has a place of its own
  };
  std::vector<Piece> pieces = {};
  std::vector<Node> items = {};  ///< of a sequence
  /// The map that a single value or a list is laid over: what is meant, if that value cannot be.
  std::shared_ptr<const Node> beneath = {};
  std::vector<Entry> entries;  ///< of a map; no `= {}`: Entry is incomplete here (clang 14)

  [[nodiscard]] bool scalar() const { return kind == Kind::scalar; }
  [[nodiscard]] bool sequence() const { return kind == Kind::sequence; }
  [[nodiscard]] bool map() const { return kind == Kind::map; }
  /// `key:` with nothing behind it.
  [[nodiscard]] bool empty() const { return scalar() && !quoted && !unset && text.empty(); }

  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] Node* find(std::string_view key);
  [[nodiscard]] const Entry* entry(std::string_view key) const;
  void set(const std::string& key, const Location& where, Node value);
  void remove(std::string_view key);

  /// Place of the n-th byte of the text.
  [[nodiscard]] Location at(std::size_t offset) const;
  /// Does it know more than where it begins?
  [[nodiscard]] bool has_places() const { return shift >= 0 || !pieces.empty(); }
  /// Characters that the value takes in its line, for the carets.
  [[nodiscard]] int length() const;
};

struct Node::Entry {
  std::string key;
  Location where;  ///< of the key
  Node value;
  std::string written = {};  ///< of a key that is misspelt and read as what it nearly is (slips.hpp)
};

/// The value below these keys, or nullptr.
const Node* node_at(const Node& root, std::initializer_list<std::string_view> path);

/// Limits that keep a hostile file from costing time or memory.
struct Limits {
  std::size_t bytes = 1U << 20U;
  std::size_t line = 1U << 16U;  ///< bytes; the YAML scanner keeps a line of open brackets in memory
  std::size_t depth = 32;
  std::size_t nodes = 50'000;
};

/// Reads YAML, strictly: see docs/formats/scenario.md for what is refused. nullopt when there is nothing to
/// go on with; what is wrong is added to the problems. The source text must have been added to them.
std::optional<Node> parse_document(std::string_view text, const std::string& file, Problems& problems,
                                   const Limits& limits = {});

/// A value that names a file: without control characters, which end a name for the system or hide it from the
/// eye. Else false, and a problem.
bool is_file_name(const Node& node, Problems& problems);

/// The text of a file, or nullopt and a problem at `where`.
std::optional<std::string> read_text(const std::string& file, const Location& where, Problems& problems,
                                     const Limits& limits = {});

}  // namespace tilscape::scenarios
