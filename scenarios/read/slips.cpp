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

namespace tilscape::scenarios {

namespace {

using Kind = ParameterKind;
using List = std::vector<ParameterInfo>;

void names_in(const List& list, std::vector<std::string>& names) {
  for (const ParameterInfo& p : list) names.push_back(p.name);
}

/// What stands under a misspelt name is meant beneath what stands under the right one: parts of one map,
/// of a file and of one that it extends.
void lay_beneath(Node& right, const Node& misspelt) {
  if (!right.map() || !misspelt.map()) return;
  Problems unheard;
  Node all = misspelt;
  merge_into(all, right, unheard);
  right.entries = std::move(all.entries);
}

/// Not as `extends`: what it brings had to be there before.
void rename(Node& map, const std::vector<std::string>& names) {
  for (Node::Entry& entry : map.entries) {
    if (entry.key.starts_with("x-") || std::find(names.begin(), names.end(), entry.key) != names.end())
      continue;
    const std::string near = nearest(entry.key, names);
    if (near.empty() || near == "extends") continue;
    if (Node* right = map.find(near)) {
      lay_beneath(*right, entry.value);
      continue;
    }
    entry.written = entry.key;
    entry.key = near;
  }
}

void in_value(Node& node, const ParameterInfo& info);

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
  if (info.kind == Kind::alternative && node.map())  // whose keys say what stands below: `three_compartment`
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

void in_type(Node& type, const std::vector<BehaviourInfo>& catalogue) {
  if (!type.map()) return;
  std::vector<std::string> names;
  for (const BehaviourInfo& b : catalogue) names.push_back(b.name);
  names_in(type_sections(), names);
  rename(type, names);
  for (Node::Entry& entry : type.entries) {
    if (const ParameterInfo* section = find(type_sections(), entry.key)) in_value(entry.value, *section);
    const BehaviourInfo* behaviour = find(catalogue, entry.key);
    if (behaviour == nullptr) continue;
    const List& own = behaviour->parameters;
    if (own.size() == 1 && own.front().name == "*")
      in_value(entry.value, own.front());
    else
      in_record(entry.value, own);
  }
}

}  // namespace

void read_slips(Node& root, const std::vector<BehaviourInfo>& catalogue) {
  in_record(root, sections());
  Node* agents = root.find("agents");
  if (agents == nullptr || !agents->map()) return;
  for (Node::Entry& type : agents->entries)
    if (!type.key.starts_with("x-")) in_type(type.value, catalogue);
}

}  // namespace tilscape::scenarios
