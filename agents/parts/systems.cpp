// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Models of the body that a scenario tells itself: amounts that flow between species, at rates that are
// expressions.
#include "agents/body/systems.hpp"

#include "agents/body/system_text.hpp"
#include "engine/part/part.hpp"

#include <string>
#include <vector>

namespace tilscape::parts {

namespace {

struct Said : Parameters {
  using Parameters::Parameters;
  Map<body::ModelParams> models{this, {.name = "models"}};
  Map<body::SystemParams> systems{this, {.name = "systems"}};
};

std::string remark(const std::string& about) {
  return about.empty() ? "" : " (" + about + ")";
}

std::string all_of(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& name : list) text += (text.empty() ? "" : " + ") + name;
  return text.empty() ? "outside" : text;
}

std::string told(const body::SystemText& system) {
  std::string out = "  " + system.name;
  if (!system.models.empty()) out += ", a " + system.models.front();
  if (!system.of.empty()) out += ", takes the doses of " + system.of;
  out += remark(system.about) + "\n";
  for (const auto& [name, number] : system.values)
    out += "    " + name + " = " + number.is.text + remark(number.about) + "\n";
  for (const auto& [name, species] : system.species)
    out += "    " + name + " starts with " + species.start.text +
           (species.in ? " in " + species.in->text : "") + remark(species.about) + "\n";
  for (const auto& [name, variable] : system.variables)
    out += "    d " + name + "/dt = " + variable.rate.text + ", from " + variable.start.text +
           remark(variable.about) + "\n";
  for (const auto& [name, flow] : system.flows)
    out += "    " + name + ": " + all_of(flow.from) + " -> " + all_of(flow.to) + " at " + flow.rate.text +
           remark(flow.about) + "\n";
  for (const auto& [route, species] : system.routes)
    out += "    a dose " + route + " goes into " + species.text + "\n";
  return out;
}

std::string tell(const Values& root) {
  const Said said(root);
  std::string out;
  for (const auto& [name, system] : said.systems.all())
    out += told(body::system_text(said.models, name, system));
  return out;
}

}  // namespace

Part systems() {
  return {.sections = {{.name = "models",
                        .kind = ParameterKind::map,
                        .about = "models that systems of the body can follow",
                        .optional = true,
                        .children = describe<body::ModelParams>()},
                       {.name = "systems",
                        .kind = ParameterKind::map,
                        .about = "what there is in the body: drugs in their compartments, marrow, a node",
                        .optional = true,
                        .children = describe<body::SystemParams>()}},
          .after = "treatments",
          .names = {{"model", "models", Code::unknown_name, {}, {}}},
          .processes = {"body"},
          .title = "Systems of the body",
          .describe = tell};
}

}  // namespace tilscape::parts
