// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Misspelt keys. Each is told as unknown and read as the key that it nearly is, so that nothing else is said
// to be missing, and what stands below it is looked at as well.
#include "scenarios/read/slips.hpp"

#include "engine/base/nearest.hpp"
#include "scenarios/read/detail/find.hpp"
#include "scenarios/read/merge.hpp"
#include "scenarios/read/sections.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace tilscape::scenarios {

namespace {

using Kind = ParameterKind;
using List = std::vector<ParameterInfo>;

void names_in(const List& list, std::vector<std::string>& names) {
  for (const ParameterInfo& p : list) names.push_back(p.name);
}

/// Under a misspelt name and under the right one stand parts of one thing: of the file `own` and of those
/// that it extends, and what it says itself is the last word.
void join(Node& right, const Node::Entry& misspelt, const std::string& own) {
  const bool last_word = misspelt.where.file == own && right.where.file != own;
  if (!right.map() || !misspelt.value.map()) {
    if (last_word && !right.map() && !misspelt.value.map()) right = misspelt.value;
    return;
  }
  Problems unheard;
  Node all = last_word ? right : misspelt.value;
  merge_into(all, last_word ? misspelt.value : right, unheard);
  right.entries = std::move(all.entries);
}

class Slips {
 public:
  /// own: the file that was asked for, which is laid over those that it extends.
  Slips(const Language& language, std::string own) : language_(language), own_(std::move(own)) {}

  void read(Node& root) {
    in_record(root, language_.sections());
    Node* agents = root.find("agents");
    if (agents == nullptr || !agents->map()) return;
    for (Node::Entry& type : agents->entries)
      if (!type.key.starts_with("x-")) in_type(type.value);
  }

 private:
  /// Not as `extends`: what it brings had to be there before.
  void rename(Node& map, const std::vector<std::string>& names) {
    for (Node::Entry& entry : map.entries) {
      if (entry.key.starts_with("x-") || std::find(names.begin(), names.end(), entry.key) != names.end())
        continue;
      const std::string near = nearest(entry.key, names);
      if (near.empty() || near == "extends") continue;
      if (Node* right = map.find(near)) {
        join(*right, entry, own_);
        continue;
      }
      entry.written = entry.key;
      entry.key = near;
    }
  }

  void in_record(Node& node, const List& children) {
    if (!node.map()) return;
    std::vector<std::string> names;
    names_in(children, names);
    rename(node, names);
    for (Node::Entry& entry : node.entries)
      if (const ParameterInfo* child = find(children, entry.key)) in_value(entry.value, *child);
  }

  void in_value(Node& node, const ParameterInfo& info) {
    if (info.kind == Kind::record || info.kind == Kind::records) in_record(node, info.children);
    if (info.kind == Kind::alternative &&
        node.map())  // whose keys say what stands below: `three_compartment`
      for (Node::Entry& entry : node.entries)
        if (const ParameterInfo* child = find(info.children, entry.key)) in_value(entry.value, *child);
    if (info.kind == Kind::records)
      for (Node& item : node.items) in_record(item, info.children);
    if (info.kind != Kind::map || !node.map()) return;
    const bool plain = info.children.size() == 1 && info.children.front().name.empty();
    for (Node::Entry& entry : node.entries)
      if (plain)
        in_value(entry.value, info.children.front());
      else if (!entry.key.starts_with("x-"))
        in_record(entry.value, info.children);
  }

  void in_type(Node& type) {
    if (!type.map()) return;
    std::vector<std::string> names;
    for (const auto& [b, make] : language_.behaviours()) names.push_back(b.name);
    names_in(type_sections(), names);
    rename(type, names);
    for (Node::Entry& entry : type.entries) {
      if (const ParameterInfo* section = find(type_sections(), entry.key)) in_value(entry.value, *section);
      const BehaviourInfo* behaviour = language_.behaviour(entry.key);
      if (behaviour == nullptr) continue;
      const List& own = behaviour->parameters;
      if (own.size() == 1 && own.front().name == "*")
        in_value(entry.value, own.front());
      else
        in_record(entry.value, own);
    }
  }

  const Language& language_;
  std::string own_;
};

}  // namespace

void read_slips(Node& root, const Language& language) {
  Slips(language, root.where.file).read(root);
}

}  // namespace tilscape::scenarios
