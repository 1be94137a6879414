// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "agents/body/systems/text.hpp"

#include "engine/part/refusals.hpp"

#include <algorithm>

namespace tilscape::body {

namespace {

/// Lays one model over what has been said so far. Everything is asked for: what a model offers and a system
/// replaces is not without effect for that, nor are words about something.
class Layer {
 public:
  Layer(SystemText& out, std::string owner, bool own) : out_(out), owner_(std::move(owner)), own_(own) {}

  void lay(const ModelParams& model) {
    if (std::string about = model.about.value_or(""); !about.empty()) out_.about = std::move(about);
    for (const auto& [name, said] : model.values.all()) lay(out_.values[name], said);
    for (const auto& [name, said] : model.species.all()) lay(out_.species[name], said);
    for (const auto& [name, said] : model.variables.all()) lay(out_.variables[name], said);
    for (const auto& [name, said] : model.flows.all()) lay(out_.flows[name], said);
    for (const auto& [name, said] : model.events.all()) lay(out_.events[name], said);
    for (const auto& [name, said] : model.routes.all()) lay(out_.routes[name], said);
    for (const auto& [name, said] : model.releases.all()) out_.releases[name] = {*said, said.where(), owner_};
    if (model.blood.given()) out_.blood = text(model.blood, model.blood.where());
    out_.tolerance = model.tolerance.value_or(out_.tolerance);
  }

 private:
  [[nodiscard]] Text text(const Parameter<std::string>& value, const Location& otherwise) const {
    return {*value, value.where().line > 0 ? value.where() : otherwise, owner_};
  }
  /// What is not said again stays; what nobody has said is empty.
  void say(Text& out, const Parameter<std::string>& value, const Location& otherwise) const {
    if (value.given())
      out = text(value, otherwise);
    else if (out.text.empty())
      out = {"", otherwise, owner_};
  }
  static void mention(std::string& about, const Parameter<std::string>& said) {
    if (std::string words = said.value_or(""); !words.empty()) about = std::move(words);
  }

  void lay(SystemText::Number& out, const Parameter<NumberParams>& said) const {
    const NumberParams number = *said;
    say(out.is, number.is, said.where());
    mention(out.about, number.about);
    out.own = own_;
    out.base = out.base || !own_;
  }
  void lay(SystemText::Species& out, const Parameter<SpeciesParams>& said) const {
    const SpeciesParams species = *said;
    if (species.start.given())
      out.start = text(species.start, said.where());
    else if (out.start.text.empty())
      out.start = {"0 nmol", said.where(), owner_};
    if (species.in.given()) out.in = text(species.in, said.where());
    mention(out.about, species.about);
  }
  void lay(SystemText::Variable& out, const Parameter<VariableParams>& said) const {
    const VariableParams variable = *said;
    say(out.start, variable.start, said.where());
    say(out.rate, variable.rate, said.where());
    mention(out.about, variable.about);
  }
  void lay(SystemText::Flow& out, const Parameter<FlowParams>& said) const {
    const FlowParams flow = *said;
    if (flow.from.given() || flow.to.given()) {  // else it keeps the way that it had
      out.from = flow.from.value_or({});
      out.to = flow.to.value_or({});
      out.from_at = flow.from.where().line > 0 ? flow.from.where() : said.where();
      out.to_at = flow.to.where().line > 0 ? flow.to.where() : said.where();
    }
    say(out.rate, flow.rate, said.where());
    mention(out.about, flow.about);
  }
  void lay(SystemText::Event& out, const Parameter<EventParams>& said) const {
    const EventParams event = *said;
    say(out.when, event.when, said.where());
    if (event.from.given() || event.to.given()) {
      out.from = event.from.value_or({});
      out.to = event.to.value_or({});
      out.from_at = event.from.where().line > 0 ? event.from.where() : said.where();
      out.to_at = event.to.where().line > 0 ? event.to.where() : said.where();
    }
    if (event.amount.given()) out.amount = text(event.amount, said.where());
    for (const auto& [name, value] : event.set.all()) out.set[name] = text(value, said.where());
    mention(out.about, event.about);
  }
  /// One that is said again is another one, whole.
  void lay(SystemText::Route& out, const Parameter<RouteParams>& said) const {
    const RouteParams route = *said;
    out = {{}, {}, {}, said.where(), owner_};
    if (route.to.given()) out.to = text(route.to, said.where());
    if (route.antigen.given()) out.antigen = text(route.antigen, said.where());
    if (route.adjuvant.given()) out.adjuvant = text(route.adjuvant, said.where());
  }

  SystemText& out_;
  std::string owner_;
  bool own_;
};

}  // namespace

SystemText system_text(const Map<ModelParams>& models, const std::string& name,
                       const Parameter<SystemParams>& said) {
  SystemText out;
  out.name = name;
  out.where = said.where();
  const SystemParams system = *said;
  const Parameter<std::string>* next = &system.model;
  std::vector<ModelParams> followed;  // the nearest first
  while (next->given() && models.has(**next)) {
    const std::string model = **next;
    if (std::find(out.models.begin(), out.models.end(), model) != out.models.end())
      throw BuildError(next->where(), "the model `" + model + "` follows itself");
    out.models.push_back(model);
    followed.push_back(*models[model]);
    next = &followed.back().model;
  }
  for (std::size_t i = followed.size(); i-- > 0;) Layer(out, out.models[i], false).lay(followed[i]);
  Layer(out, name, true).lay(system);
  if (system.of.given()) {
    out.of = *system.of;
    out.of_at = system.of.where();
  }
  return out;
}

}  // namespace tilscape::body
