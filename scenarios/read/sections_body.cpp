// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What is not on the lattice: plasma and lymph node.
#include "scenarios/read/detail/entry.hpp"
#include "scenarios/read/detail/sections.hpp"

namespace tilscape::scenarios {

using namespace entry;

namespace {

/// What the draining lymph node is made of. The values are those of agents/body/lymph_node.hpp: a test
/// compares them.
Info lymph_node_section() {
  const std::string anbari = "doi:10.3389/fphar.2023.1163432 (Table S4)";
  const std::string qspio = "public model qspio (popellab)";
  const auto rate = [](std::string name, std::string value, std::string about, std::string source) {
    return Info{.name = std::move(name),
                .unit = "1/min",
                .default_value = std::move(value),
                .about = std::move(about),
                .source = std::move(source),
                .min = 0,
                .max = 1000};
  };
  /// Without which nobody is primed, or comes to the tumour.
  const auto needed = [](Info info) {
    info.idle = 0;
    return info;
  };
  const auto number = [](std::string name, std::string unit, std::string value, std::string about,
                         std::string source, double least) {
    return Info{.name = std::move(name),
                .unit = std::move(unit),
                .default_value = std::move(value),
                .about = std::move(about),
                .source = std::move(source),
                .min = least};
  };
  return {
      .name = "lymph_node",
      .kind = Kind::record,
      .default_value = "{}",
      .about = "the lymph node in which a vaccine primes T cells",
      .source = by_definition,
      .children = {
          needed(rate("drainage", "1 1/d",
                      "into the node, of a sphere of 20 nm; others follow from their size", assumed)),
          rate("loss", "2 1/d", "of antigen and adjuvant outside of cells", anbari),
          rate("passage", "24 1/d", "out of the node with the lymph, soluble only", assumed),
          number("volume", "um3", "2e9 um3", "of the node", assumed, 1),
          needed(number("apc_density", "cells/um3", "1.2e-6 cells/um3",
                        "antigen-presenting cells (1.2e6 per mL)", anbari, 0)),
          needed(rate("uptake", "14.4 1/d", "of antigen by these cells", anbari)),
          needed(rate("processing", "17.28 1/d", "of antigen inside them", anbari)),
          rate("epitope_loss", "144 1/d", "of presented epitopes", anbari),
          needed(rate("maturation", "1.5 1/d", "of antigen-presenting cells, at most", anbari)),
          number("maturation_half", "nM^2", "1e6 nM^2", "antigen times adjuvant at half of it", assumed,
                 1e-12),
          rate("apc_turnover", "0.01 1/d", "of resting antigen-presenting cells",
               "Marino and Kirschner 2004"),
          rate("mature_death", "0.02 1/d", "of mature ones", "Marino and Kirschner 2004"),
          needed(number(
              "precursors", "cells", "91 cells",
              "naive cells that know the antigen: 100 of 1.11e6 clones, 5.05e5 cells per mL, 2 mL of blood",
              qspio, 0)),
          needed(rate("entry", "0.1 1/d",
                      "of naive cells into the node; 0.07 (qspio) to 0.1 per day (CD4 cells of Anbari 2023)",
                      assumed)),
          rate("exit", "1.13 1/d", "of naive cells out of it", qspio),
          needed(rate("activation", "20 1/d", "of naive cells at full signal", qspio)),
          number("presentation_half", "nmol", "1e-5 nmol", "epitopes at half of the signal", assumed, 1e-15),
          number("sites_per_apc", "", "10", "T cells that one presenting cell holds", anbari, 1e-6),
          {.name = "generations",
           .kind = Kind::integer,
           .default_value = "6",
           .about = "divisions of an activated cell; models have 2-5 by the receptor and 3 by costimulation",
           .source = assumed,
           .min = 1,
           .max = 20},
          needed(rate("division", "1 1/d", "of activated cells", "Marchingo 2014")),
          needed(rate("egress", "2 1/d",
                      "of effectors into the blood; 1 (SPQSP_IO) to 24 per day (Anbari 2023)", assumed)),
          rate("effector_death", "0.2 1/d",
               "in the blood; 0.01 (Anbari 2023) to 0.2 per day (Kosinsky 2018, before they differentiate)",
               assumed),
          needed(rate("homing", "0.05 1/d", "from the blood into the tumour", assumed)),
          {.name = "memory",
           .default_value = "0.05",
           .about = "share of effectors that stay as memory",
           .source = assumed,
           .min = 0,
           .max = 1}}};
}

Info plasma_models() {
  const Info volume = {.name = "volume", .unit = "mL", .about = "of distribution", .min = 1e-9};
  return {.kind = Kind::alternative,
          .about = "model of its course in plasma",
          .children = {
              record("one_compartment", "one well-stirred volume; `half_life` or `clearance`",
                     {optional({.name = "half_life", .unit = "min", .about = "of elimination", .min = 1e-6}),
                      optional({.name = "clearance", .unit = "mL/min", .about = "out of plasma", .min = 0}),
                      volume}),
              record("two_compartment", "plasma and a peripheral volume",
                     {{.name = "clearance", .unit = "mL/min", .about = "out of plasma", .min = 0},
                      {.name = "central", .unit = "mL", .about = "volume of plasma", .min = 1e-9},
                      {.name = "exchange", .unit = "mL/min", .about = "flow between the volumes", .min = 0},
                      {.name = "peripheral", .unit = "mL", .about = "the other volume", .min = 1e-9}})}};
}

}  // namespace

Info body_section() {
  return record(
      "body", "what is not on the lattice",
      {optional(
           {.name = "species",
            .kind = Kind::word,
            .about =
                "whose body: its reference weight holds when `weight` is left out (0.02, 0.25 and 70 kg, "
                "doi:10.1177/074823379701300401)",
            .choices = {"mouse", "rat", "human"}}),
       optional({.name = "weight", .unit = "kg", .about = "of the body", .min = 1e-6, .max = 1000}),
       optional({.name = "represents",
                 .kind = Kind::share,
                 .unit = "mm3",
                 .about =
                     "volume of the tumour that the lattice is a part of: `100 mm3`; or `1 mm3 of 100 mm3`, "
                     "where the lattice has the volume that is said first"}),
       map("plasma", "course of drugs and particles in plasma", {plasma_models()}), lymph_node_section()});
}

}  // namespace tilscape::scenarios
