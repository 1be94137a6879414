// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/systems/cargo.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace tilscape::body {

namespace {

/// The name within a flow's end, without how many: `2 NAME`.
std::string bare(const std::string& end) {
  const std::size_t space = end.rfind(' ');
  return space == std::string::npos ? end : end.substr(space + 1);
}

/// The species in which there are particles: where a dose goes, and wherever flows take them from or to.
std::set<std::string> where_particles_are(const SystemText& system) {
  std::set<std::string> there;
  const auto add = [&](const std::string& name) {
    return system.species.count(name) != 0 && there.insert(name).second;
  };
  for (const auto& [route, to] : system.routes)
    if (to.to) add(to.to->text);
  if (system.blood) add(system.blood->text);
  for (bool more = true; more;) {
    more = false;
    for (const auto& [name, flow] : system.flows)
      if (flow.from.size() == 1) {  // a reaction of several has ends that are no particles
        bool meets = there.count(bare(flow.from.front())) != 0;
        for (const std::string& end : flow.to) meets = meets || there.count(bare(end)) != 0;
        for (const auto* ends : {&flow.from, &flow.to})
          for (const std::string& end : *ends) more = (meets && add(bare(end))) || more;
      } else if (std::any_of(flow.from.begin(), flow.from.end(),
                             [&](const std::string& end) { return there.count(bare(end)) != 0; })) {
        for (const std::string& end : flow.to) more = add(bare(end)) || more;
      }
  }
  return there;
}

}  // namespace

bool carries(const SystemText& system, const std::string& species) {
  const auto it = system.species.lower_bound(species + ".");
  return it != system.species.end() && it->first.starts_with(species + ".") && it->second.content;
}
std::vector<std::string> carriers(const SystemText& system) {
  std::vector<std::string> list;
  for (const auto& [name, species] : system.species)
    if (!species.content && carries(system, name)) list.push_back(name);
  return list;
}

void load(const Designs& designs, SystemText& system) {
  const Cargo* const cargo = designs.cargo(system.of);
  if (cargo == nullptr) return;
  for (const std::string& species : where_particles_are(system)) {
    const SystemText::Species particles = system.species.at(species);
    for (std::size_t c = 0; c < cargo->contents.size(); ++c) {
      const Content& content = cargo->contents[c];
      SystemText::Species& loaded = system.species[species + "." + content.name];
      loaded = particles;
      loaded.content = c;
      loaded.start.text = fmt::format("({}) * {:.17g}", particles.start.text,
                                      cargo->molecules.at(content.drug) * content.share);
    }
  }
}

}  // namespace tilscape::body
