// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/language.hpp"

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "scenarios/read/sections.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tilscape::scenarios {

Language::Language(std::vector<BehaviourKind> behaviours, std::vector<Part> parts,
                   std::vector<ObservableKind> observables)
    : behaviours_(std::move(behaviours)), observables_(std::move(observables)) {
  std::vector<std::string> periods;
  for (const Part& part : parts) periods.insert(periods.end(), part.periods.begin(), part.periods.end());
  sections_ = own_sections(periods, events());
  // Each behind the section that it names, which may be one of another part.
  while (!parts.empty()) {
    const auto ready = std::find_if(parts.begin(), parts.end(), [&](const Part& part) {
      return std::any_of(sections_.begin(), sections_.end(),
                         [&](const ParameterInfo& s) { return s.name == part.after; });
    });
    if (ready == parts.end())
      throw UsageError(joined({"no section ", ticked(parts.front().after), " that a part could come after"}));
    const auto at = std::find_if(sections_.begin(), sections_.end(),
                                 [&](const ParameterInfo& s) { return s.name == ready->after; });
    sections_.insert(std::next(at), ready->sections.begin(), ready->sections.end());
    parts_.push_back(std::move(*ready));
    parts.erase(ready);
  }
  const auto place = [&](const Part& part) {
    return std::find_if(sections_.begin(), sections_.end(),
                        [&](const ParameterInfo& s) {
                          return !part.sections.empty() && s.name == part.sections.front().name;
                        }) -
           sections_.begin();
  };
  std::stable_sort(parts_.begin(), parts_.end(),
                   [&](const Part& a, const Part& b) { return place(a) < place(b); });
}

std::vector<EventInfo> Language::events() const {
  std::vector<EventInfo> own;
  for (const BehaviourKind& kind : behaviours_)
    own.insert(own.end(), kind.info.own_events.begin(), kind.info.own_events.end());
  const auto word = [](const EventInfo& e) { return std::string_view(e.word); };
  std::sort(own.begin(), own.end(), [&](const auto& a, const auto& b) { return word(a) < word(b); });
  own.erase(
      std::unique(own.begin(), own.end(), [&](const auto& a, const auto& b) { return word(a) == word(b); }),
      own.end());
  std::vector<EventInfo> all(event_table.begin(), event_table.end());
  all.insert(all.end(), own.begin(), own.end());
  return all;
}

const BehaviourKind* Language::kind(std::string_view verb) const {
  const auto it = std::find_if(behaviours_.begin(), behaviours_.end(),
                               [&](const BehaviourKind& k) { return k.info.name == verb; });
  return it == behaviours_.end() ? nullptr : &*it;
}

const BehaviourInfo* Language::behaviour(std::string_view verb) const {
  const BehaviourKind* found = kind(verb);
  return found == nullptr ? nullptr : &found->info;
}

const NameKind* Language::names(std::string_view word) const {
  for (const Part& part : parts_)
    for (const NameKind& kind : part.names)
      if (kind.word == word) return &kind;
  return nullptr;
}

bool Language::may_bring(std::string_view process) const {
  return std::any_of(parts_.begin(), parts_.end(), [&](const Part& part) {
    return std::any_of(part.processes.begin(), part.processes.end(),
                       [&](const std::string& name) { return is_process(process, name); });
  });
}

std::vector<CodeInfo> Language::codes() const {
  const auto own = code_table();
  std::vector<CodeInfo> out(own.begin(), own.end());
  for (const Part& part : parts_)
    for (const NameKind& kind : part.names)
      if (!kind.about.empty()) out.push_back({kind.code, kind.about});
  std::sort(out.begin(), out.end(), [](const CodeInfo& a, const CodeInfo& b) { return a.code < b.code; });
  return out;
}

std::vector<NameKind> Language::all_names() const {
  std::vector<NameKind> out;
  for (const Part& part : parts_) out.insert(out.end(), part.names.begin(), part.names.end());
  return out;
}

}  // namespace tilscape::scenarios
