// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/extent.hpp"

#include "engine/base/text.hpp"
#include "scenarios/read/merge.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tilscape::scenarios {

Extent::Extent(const Node::Entry& entry) {
  add(entry.where);
  add(entry.value);
}

void Extent::add(const Location& where) {
  const Place place = {where.line, where.column};
  const auto [at, fresh] = of_files_.try_emplace(where.file, place, place);
  if (!fresh) at->second = {std::min(at->second.first, place), std::max(at->second.second, place)};
}

void Extent::add(const Node& node) {
  add(node.where);
  if (node.scalar()) add(node.at(node.text.size()));
  for (const Node& item : node.items) add(item);
  for (const Node::Entry& entry : node.entries) {
    add(entry.where);
    add(entry.value);
  }
}

bool Extent::holds(const Location& where) const {
  const auto at = of_files_.find(where.file);
  const Place place = {where.line, where.column};
  return at != of_files_.end() && at->second.first <= place && place <= at->second.second;
}

namespace {

/// Where what a variant makes impossible is written, for the end of a sentence.
std::string place_text(const Location& where, const Location& from) {
  if (where.line < 1 || (where.line == 1 && where.column == 1)) return {};  // of the run as a whole
  return fmt::format(", in {}line {}, column {}", where.file == from.file ? "" : where.file + ", ",
                     where.line, where.column);
}

/// Does it stand by itself, where its place tells all?
bool stands_by_itself(const Problem& p, const Extent& variant) {
  return p.severity != Severity::error || p.code == Code::table || p.where.file == override_source ||
         variant.holds(p.where);
}

}  // namespace

void join_variant(Problems& problems, const Problems& of_variant, const Node& text,
                  const std::string& variant) {
  const Node* variants = text.find("variants");
  const Node::Entry* entry = variants == nullptr ? nullptr : variants->entry(variant);
  if (entry == nullptr) return problems.join(of_variant);
  const Extent extent(*entry);
  for (const Problem& p : of_variant.sorted()) {
    if (problems.has(p)) continue;
    if (stands_by_itself(p, extent)) {
      problems.add(p);
      continue;
    }
    if (problems.error_at(p.where)) continue;
    Problem named{entry->where,
                  characters(variant),
                  p.code,
                  p.severity,
                  joined({"the variant ", ticked(variant), " cannot be: ", p.problem,
                          place_text(p.where, entry->where)}),
                  p.why,
                  p.suggestion};
    if (!problems.has(named)) problems.add(std::move(named));
  }
}

}  // namespace tilscape::scenarios
