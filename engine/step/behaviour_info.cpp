// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/behaviour_info.hpp"

#include <algorithm>

namespace tilscape {

namespace {

template <class Chosen>
std::vector<std::string> chosen(const std::vector<Touch>& touches, const Chosen& is_chosen) {
  std::vector<std::string> out;
  for (const Touch& t : touches)
    if (is_chosen(t) && std::find(out.begin(), out.end(), t.what) == out.end()) out.push_back(t.what);
  return out;
}

}  // namespace

std::vector<std::string> BehaviourInfo::reads() const {
  return chosen(touches, [](const Touch& t) { return !changes(t.access) || t.kind == Touch::Kind::state; });
}

std::vector<std::string> BehaviourInfo::writes() const {
  return chosen(touches, [](const Touch& t) { return changes(t.access); });
}

std::vector<std::string> BehaviourInfo::columns() const {
  return chosen(touches,
                [](const Touch& t) { return t.kind == Touch::Kind::column && changes(t.access) && t.told; });
}

bool BehaviourInfo::causes(const EventInfo& event) const {
  if (event.kind != EventKind::kinds)
    return std::find(events.begin(), events.end(), event.kind) != events.end();
  return std::any_of(own_events.begin(), own_events.end(),
                     [&](const EventInfo& own) { return own.word == std::string_view(event.word); });
}

bool BehaviourInfo::comes_before(const BehaviourInfo& reader) const {
  return std::any_of(touches.begin(), touches.end(), [&](const Touch& w) {
    return w.kind == Touch::Kind::column && w.access == Access::writes &&
           std::any_of(reader.touches.begin(), reader.touches.end(), [&](const Touch& r) {
             return r.kind == Touch::Kind::column && r.access == Access::reads && r.what == w.what;
           });
  });
}

std::vector<Touch> touches_of(const std::vector<ParameterInfo>& parameters) {
  std::vector<Touch> out;
  for (const ParameterInfo& p : parameters) {
    if (p.kind == ParameterKind::expression) {  // of the cells that are in some of their states
      out.push_back({"state", Access::recalls, Touch::Kind::state});
      out.push_back({"what `" + p.name + "` names", Access::reads});
    }
    if (p.kind == ParameterKind::substance) out.push_back({"the substance `" + p.name + "`", Access::reads});
    for (Touch& t : touches_of(p.children)) out.push_back(std::move(t));
  }
  return out;
}

}  // namespace tilscape
