// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "scenarios/read/document.hpp"
#include "scenarios/read/sections.hpp"
#include "tests/support/reading.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

// The keys of the language as patterns, `*` for a name that the scenario gives: `agents.*.start.count`. And
// those of them that a text gives.

namespace tilscape::test {

/// The whole language as one descriptor: the sections, under `agents` the keys of a type and the behaviours.
inline const ParameterInfo& whole_language() {
  static const ParameterInfo root = [] {
    ParameterInfo all{.kind = ParameterKind::record, .children = language().sections()};
    const auto agents = std::find_if(all.children.begin(), all.children.end(),
                                     [](const ParameterInfo& p) { return p.name == "agents"; });
    agents->children = scenarios::type_sections();
    for (const auto& [b, make] : language().behaviours()) {
      const bool own_map = b.parameters.size() == 1 && b.parameters[0].name == "*";
      ParameterInfo one =
          own_map ? b.parameters[0] : ParameterInfo{.kind = ParameterKind::record, .children = b.parameters};
      one.name = b.name;
      agents->children.push_back(std::move(one));
    }
    return all;
  }();
  return root;
}

inline std::string below(const std::string& pattern, const std::string& name) {
  return pattern.empty() || name.empty() ? pattern + name : pattern + "." + name;
}

/// Of what stands under a key: names that the scenario gives come in between.
inline std::string inside(const ParameterInfo& info, const std::string& pattern) {
  return info.kind == ParameterKind::map ? below(pattern, "*") : pattern;
}

inline void add_patterns(const ParameterInfo& info, const std::string& pattern,
                         std::vector<std::string>& patterns) {
  if (info.children.empty() || info.listed) patterns.push_back(pattern);
  for (const ParameterInfo& child : info.children)
    add_patterns(child, below(inside(info, pattern), child.name), patterns);
}

/// Every key that holds a value.
inline std::vector<std::string> all_keys() {
  std::vector<std::string> patterns;
  add_patterns(whole_language(), "", patterns);
  return patterns;
}

/// A key that a text gives, and where: places in lists are numbers.
struct GivenKey {
  std::vector<std::string> steps;
  std::string pattern;

  [[nodiscard]] std::string path() const {
    std::string text;
    for (const std::string& step : steps) text = below(text, step);
    return text;
  }
};

class KeyWalk {
 public:
  static std::vector<GivenKey> keys_of(const scenarios::Node& root) {
    KeyWalk through;
    through.walk(whole_language(), root, "");
    return std::move(through.list_);
  }

 private:
  void walk(const ParameterInfo& info, const scenarios::Node& node, const std::string& pattern) {
    if (info.children.empty() || (info.listed && !node.map())) return add(pattern);
    if (node.map()) {
      for (const scenarios::Node::Entry& entry : node.entries) {
        steps_.push_back(entry.key);
        if (info.kind == ParameterKind::map)
          entry_of(info, entry.value, below(pattern, "*"));
        else
          child_of(info, entry.key, entry.value, pattern);
        steps_.pop_back();
      }
    } else if (node.sequence() && info.kind == ParameterKind::records) {
      for (std::size_t i = 0; i < node.items.size(); ++i) {
        steps_.push_back(std::to_string(i));
        if (node.items[i].map()) walk(info, node.items[i], pattern);  // not a sentence
        steps_.pop_back();
      }
    } else if (!info.main.empty()) {
      add(below(pattern, info.main));
    }
  }

  /// Of a map of names: values, or records for which a value may stand.
  void entry_of(const ParameterInfo& info, const scenarios::Node& node, const std::string& pattern) {
    if (info.children.size() == 1 && info.children[0].name.empty())
      return walk(info.children[0], node, pattern);
    if (!node.map()) return info.main.empty() ? void() : add(below(pattern, info.main));
    for (const scenarios::Node::Entry& entry : node.entries) {
      steps_.push_back(entry.key);
      child_of(info, entry.key, entry.value, pattern);
      steps_.pop_back();
    }
  }

  void child_of(const ParameterInfo& info, const std::string& key, const scenarios::Node& node,
                const std::string& pattern) {
    const auto child = std::find_if(info.children.begin(), info.children.end(),
                                    [&](const ParameterInfo& p) { return p.name == key; });
    if (child == info.children.end()) return;  // a note, or an error that the reader tells
    // The choice of an alternative that has no keys of its own goes with the choosing.
    const bool choice = info.kind == ParameterKind::alternative && child->children.empty();
    const std::string last = steps_.back();
    if (choice) steps_.pop_back();
    walk(*child, node, below(pattern, key));
    if (choice) steps_.push_back(last);
  }

  void add(const std::string& pattern) { list_.push_back({steps_, pattern}); }

  std::vector<std::string> steps_;
  std::vector<GivenKey> list_;
};

inline std::vector<GivenKey> given_keys(const scenarios::Node& root) {
  return KeyWalk::keys_of(root);
}

/// The text with another value at a key, or without the key.
inline scenarios::Node changed(const scenarios::Node& root, const GivenKey& key,
                               const scenarios::Node* instead) {
  scenarios::Node copy = root;
  scenarios::Node* at = &copy;
  for (std::size_t i = 0; i < key.steps.size(); ++i) {
    const std::string& step = key.steps[i];
    if (i + 1 == key.steps.size() && instead == nullptr)
      at->remove(step);
    else
      at = at->sequence() ? &at->items.at(std::stoul(step)) : at->find(step);
  }
  if (instead != nullptr) *at = *instead;
  return copy;
}

}  // namespace tilscape::test
