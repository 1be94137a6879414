// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Models of the body that a scenario tells itself: amounts that flow between species, at rates that are
// expressions.
#include "agents/body/systems/diagram.hpp"
#include "agents/body/systems/params.hpp"
#include "agents/body/systems/text.hpp"
#include "engine/base/text.hpp"
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

std::string told(const body::SystemText& system, bool particles) {
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
  for (const auto& [name, event] : system.events) {
    out += "    " + name + ": when " + event.when.text;
    if (event.amount)
      out += ", " + event.amount->text + " goes " + all_of(event.from) + " -> " + all_of(event.to);
    for (const auto& [variable, becomes] : event.set) out += ", " + variable + " becomes " + becomes.text;
    out += remark(event.about) + "\n";
  }
  for (const auto& [route, to] : system.routes)
    for (const auto& [what, species] : {std::pair("a dose ", to.to), std::pair("antigen ", to.antigen),
                                        std::pair("adjuvant ", to.adjuvant)})
      if (species) out += "    " + std::string(what) + route + " goes into " + species->text + "\n";
  for (const auto& [species, to] : system.releases)
    if (particles) out += "    what leaves particles in " + species + " goes into " + listed(to.to) + "\n";
  return out;
}

std::vector<body::SystemText> texts(const Values& root) {
  const Said said(root);
  std::vector<body::SystemText> out;
  for (const auto& [name, system] : said.systems.all())
    out.push_back(body::system_text(said.models, name, system));
  return out;
}

std::string tell(const Values& root) {
  std::string out;
  for (const body::SystemText& system : texts(root))
    out += told(system, root.has("particles") && root.map("particles").has(system.of));
  return out;
}

std::string draw(const Values& root) {
  std::vector<body::SystemText> systems = texts(root);
  for (body::SystemText& system : systems)
    if (!root.has("particles") || !root.map("particles").has(system.of)) system.releases.clear();
  return body::diagram(systems);
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
          .title = "Systems of the body",
          .describe = tell,
          .diagram = draw};
}

}  // namespace tilscape::parts
