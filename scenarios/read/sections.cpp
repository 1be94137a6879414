// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/sections.hpp"

#include "engine/base/text.hpp"
#include "scenarios/read/detail/sections.hpp"
#include "scenarios/subjects/agent_type.hpp"
#include "scenarios/subjects/scenario.hpp"

#include <algorithm>

namespace tilscape::scenarios {

namespace {

/// ", `a` or `b`" of what parts bring.
std::string others(const std::vector<std::string>& periods) {
  std::string out;
  for (std::size_t i = 0; i < periods.size(); ++i)
    out += (i + 1 == periods.size() ? " or " : ", ") + ticked(periods[i]);
  return out;
}

ParameterInfo& child(std::vector<ParameterInfo>& list, std::string_view name) {
  return *std::find_if(list.begin(), list.end(), [&](const ParameterInfo& i) { return i.name == name; });
}

}  // namespace

std::vector<ParameterInfo> own_sections(const std::vector<std::string>& periods,
                                        const std::vector<EventInfo>& events) {
  std::vector<ParameterInfo> all = describe<ScenarioParams>();
  std::string& about = child(child(all, "time").children, "periods").about;
  about.replace(about.find("{}"), 2, others(periods));
  for (const EventInfo& kind : events)
    child(child(all, "outputs").children, "events").choices.emplace_back(kind.word);
  all.push_back(ensemble_section());
  all.push_back(expect_section());
  return all;
}

const std::vector<ParameterInfo>& type_sections() {
  static const std::vector<ParameterInfo> all = describe<AgentTypeParams>();
  return all;
}

}  // namespace tilscape::scenarios
