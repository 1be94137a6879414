// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "scenarios/read/sections.hpp"

#include "engine/base/text.hpp"
#include "engine/step/event_kind.hpp"
#include "scenarios/read/detail/entry.hpp"
#include "scenarios/read/detail/sections.hpp"

namespace tilscape::scenarios {

using namespace entry;

namespace {

/// ", `a` or `b`" of what parts bring.
std::string others(const std::vector<std::string>& periods) {
  std::string out;
  for (std::size_t i = 0; i < periods.size(); ++i)
    out += (i + 1 == periods.size() ? " or " : ", ") + ticked(periods[i]);
  return out;
}

Info time_section(const std::vector<std::string>& periods) {
  return {.name = "time",
          .kind = Kind::record,
          .about = "how long the run lasts, and how often what acts",
          .children = {{.name = "end", .unit = "min", .about = "length of the run", .min = 0},
                       {.name = "step",
                        .unit = "min",
                        .default_value = "1 min",
                        .about = "the base step",
                        .source = by_definition,
                        .min = 1e-6},
                       map("periods",
                           "how often an agent type, a substance" + others(periods) +
                               " acts; every step when left out",
                           {{.unit = "min", .about = "a whole multiple of the step", .min = 1e-6}})}};
}

Info axes(std::string name, std::string about, const Info& side, std::string otherwise) {
  Info all = side;
  all.name = "all";
  all.about = "all sides that are not named";
  all.default_value = std::move(otherwise);
  all.source = by_definition;
  List children = {all};
  for (const char* axis : {"x", "y", "z"}) {
    Info one = side;
    one.name = axis;
    one.about = std::string("both sides of ") + axis;
    one.optional = true;
    children.push_back(std::move(one));
  }
  return {.name = std::move(name),
          .kind = Kind::record,
          .default_value = "{}",
          .about = std::move(about),
          .source = by_definition,
          .children = std::move(children),
          .main = "all"};
}

Info lattice_section() {
  return {.name = "lattice",
          .kind = Kind::record,
          .about = "the sites on which cells are",
          .children = {
              optional({.name = "size",
                        .kind = Kind::numbers,
                        .unit = "um",
                        .about = "lengths along x, y and, in 3D, z",
                        .min = 1e-3}),
              optional({.name = "sites",
                        .kind = Kind::integers,
                        .about = "sites along x, y and, in 3D, z, instead of `size`",
                        .min = 1,
                        .max = 1e6}),
              {.name = "spacing",
               .unit = "um",
               .default_value = "20 um",
               .about = "edge of a site",
               .source = assumed,
               .min = 0.1,
               .max = 1000},
              optional(
                  {.name = "thickness",
                   .unit = "um",
                   .about =
                       "of a section (2D), and so of its sites, whose volume takes what cells give and gives "
                       "what they take; the spacing when left out",
                   .min = 0.1,
                   .max = 1e6}),
              {.name = "neighbourhood",
               .kind = Kind::word,
               .default_value = "moore",
               .about = "4 or 8 neighbours in 2D, 6 or 26 in 3D",
               .source = by_definition,
               .choices = {"moore", "von_neumann"}},
              axes("sides", "what lies beyond the lattice, for cells",
                   {.kind = Kind::word, .choices = {"closed", "periodic", "open"}}, "closed"),
              {.name = "capacity",
               .kind = Kind::integer,
               .default_value = "8",
               .about = "units of a site; a cell takes some",
               .source = by_definition,
               .min = 1,
               .max = 255}}};
}

Info substances_section() {
  Info side = {.kind = Kind::number, .unit = "=unit", .min = 0, .choices = {"no_flux", "closed", "periodic"}};
  Info sides =
      axes("sides", "what lies beyond the lattice: a level that is held there, no_flux (closed) or periodic",
           side, "no_flux");
  for (const char* face : {"x_low", "x_high", "y_low", "y_high", "z_low", "z_high"}) {
    Info one = side;
    one.name = face;
    one.about = std::string("one side of ") + face[0];
    one.optional = true;
    sides.children.push_back(std::move(one));
  }
  return map(
      "substances", "what diffuses in the tissue",
      {{.name = "unit",
        .kind = Kind::unit,
        .default_value = "nM",
        .about = "unit of its level",
        .source = by_definition},
       {.name = "diffusion", .unit = "um2/min", .about = "diffusion coefficient", .min = 0, .max = 1e12},
       {.name = "decay",
        .unit = "1/min",
        .default_value = "0 1/min",
        .about = "rate of its loss",
        .source = assumed,
        .min = 0,
        .max = 1e9},
       sides,
       {.name = "initial",
        .unit = "=unit",
        .default_value = "0",
        .about = "level at the start; of a steady one, where its first solve begins",
        .source = by_definition,
        .min = 0},
       {.name = "solve",
        .kind = Kind::word,
        .default_value = "dynamic",
        .about = "steady: at its balance in every step, for what is fast",
        .source = by_definition,
        .choices = {"dynamic", "steady"}},
       optional({.name = "every",
                 .unit = "min",
                 .about = "how often it is solved; `time.periods` says the same",
                 .min = 1e-6})});
}

Info snapshot_substances() {
  Info info = map("substances", "substances that are written; all when left out",
                  {optional({.name = "every",
                             .unit = "min",
                             .about = "time between the snapshots that hold it; all of them when left out",
                             .min = 1e-6}),
                   optional({.name = "precision",
                             .kind = Kind::word,
                             .about = "of its values: 11, 24 or 53 significant bits; single when left out",
                             .choices = {"half", "single", "double"}})});
  info.listed = true;
  return info;
}

Info snapshot_region() {
  List axes;
  for (const char* axis : {"x", "y", "z"})
    axes.push_back(
        optional({.name = axis,
                  .kind = Kind::numbers,
                  .unit = "um",
                  .about = std::string("from and to, or the one place of a layer of sites; all of ") + axis +
                           " when left out",
                  .min = 0}));
  return record("region", "box of the lattice that is written; all of it when left out", std::move(axes));
}

std::vector<std::string> event_words() {
  std::vector<std::string> words;
  for (const EventInfo& kind : event_table) words.emplace_back(kind.word);
  return words;
}

Info outputs_section() {
  const Info columns = optional({.name = "columns",
                                 .kind = Kind::texts,
                                 .about = "columns of the agents that are written; all when left out"});
  return {
      .name = "outputs",
      .kind = Kind::record,
      .default_value = "{}",
      .about = "what is written, and how often",
      .source = by_definition,
      .children = {
          {.name = "series",
           .kind = Kind::record,
           .default_value = "{}",
           .about = "table over time",
           .source = by_definition,
           .children = {every("time between its lines", "1 h"),
                        optional({.name = "columns",
                                  .kind = Kind::texts,
                                  .about = "columns of the agents whose means over living cells it has; none "
                                           "when left out"})}},
          {.name = "snapshots",
           .kind = Kind::record,
           .default_value = "{}",
           .about = "the whole state",
           .source = by_definition,
           .children = {every("time between them", "12 h"), columns, snapshot_substances(),
                        optional({.name = "types",
                                  .kind = Kind::texts,
                                  .about = "agent types that are written; all when left out"}),
                        snapshot_region()}},
          {.name = "checkpoints",
           .kind = Kind::record,
           .default_value = "{}",
           .about = "states from which a run can go on or branch off; the newest two always stay",
           .source = by_definition,
           .children = {optional({.name = "every",
                                  .unit = "min",
                                  .about = "time of the run between two, besides those of the clock",
                                  .min = 1e-6}),
                        {.name = "keep",
                         .kind = Kind::word,
                         .default_value = "last",
                         .about = "all: those that come every so often stay",
                         .source = by_definition,
                         .choices = {"last", "all"}},
                        {.name = "clock",
                         .unit = "min",
                         .default_value = "5 min",
                         .about = "wall time between two, at most: what a crash can cost",
                         .source = by_definition,
                         .min = 1e-3}}},
          map("endpoints", "conditions whose first time is reported",
              {{.name = "when", .kind = Kind::expression, .about = "over counts, `baseline` and `time`"},
               {.name = "lasting",
                .unit = "min",
                .default_value = "0 min",
                .about = "how long it has to hold: `... for 3 d`",
                .source = by_definition,
                .min = 0}},
              "when"),
          optional({.name = "events",
                    .kind = Kind::texts,
                    .about = "what is written one by one as it happens to agents, with step and site",
                    .choices = event_words()})}};
}

List scenario_keys(const std::vector<std::string>& periods) {
  return {
      {.name = "tilscape", .kind = Kind::integer, .about = "version of the format: 1"},
      {.name = "name", .kind = Kind::text, .about = "names the run folder"},
      text("about", "one sentence"),
      raw("extends", "files that this one is laid over"),
      {.name = "seed",
       .kind = Kind::integer,
       .default_value = "1",
       .about = "of all draws",
       .source = by_definition,
       .min = 0,
       .max = 9007199254740991.0},  // beyond it not every whole number is kept
      map("references", "where numbers are from: named behind an @",
          {text("doi", "digital object identifier"), text("note", "what and where"), text("url", "address")}),
      raw("parameters", "values with a name, used as ${name}"),
      time_section(periods),
      lattice_section(),
      substances_section(),
      map("agents", "cell types: their states, columns, start, rules and behaviours", {}),
      outputs_section(),
      raw("variants", "named overrides of this scenario"),
      ensemble_section(),
      expect_section()};
}

List type_keys() {
  return {
      {.name = "takes",
       .kind = Kind::integer,
       .about = "units of a site that a cell fills",
       .min = 1,
       .max = 255},
      {.name = "states",
       .kind = Kind::map,
       .default_value = "{}",
       .about = "states of a cell; `alive` alone when left out",
       .source = by_definition,
       .children = {{.kind = Kind::word,
                     .about = "begins: the living state of a new cell, to be said where several are alive",
                     .choices = {"begins", "alive", "dead"}}}},
      {.name = "columns",
       .kind = Kind::map,
       .default_value = "{}",
       .about = "numbers that every cell carries",
       .source = by_definition,
       .children =
           {{.name = "initial", .kind = Kind::distribution, .unit = "=unit", .about = "value of a new cell"},
            optional({.name = "unit", .kind = Kind::unit, .about = "that of `initial` when left out"}),
            {.name = "stored",
             .kind = Kind::word,
             .default_value = "f32",
             .about = "number type",
             .source = by_definition,
             .choices = {"f32", "u8", "u32"}},
            text("about", "what it is")},
       .main = "initial"},
      start_parameter(),
      {.name = "rules",
       .kind = Kind::records,
       .about = "changes of state: maps, or sentences that change the parameters of behaviours",
       .optional = true,
       .children = {optional({.name = "in",
                              .kind = Kind::states,
                              .about = "states in which it applies; all living ones when left out"}),
                    {.name = "when", .kind = Kind::expression, .about = "the condition"},
                    {.name = rules_verb, .kind = Kind::state, .about = "the state that is entered"},
                    optional({.name = "rate",
                              .kind = Kind::expression,
                              .unit = "1/min",
                              .about = "of the change while the condition holds; at once when left out",
                              .min = 0})}},
      raw("extends", "an agent type that this one is laid over")};
}

}  // namespace

std::vector<ParameterInfo> own_sections(const std::vector<std::string>& periods) {
  return scenario_keys(periods);
}

const std::vector<ParameterInfo>& type_sections() {
  static const List all = type_keys();
  return all;
}

}  // namespace tilscape::scenarios
