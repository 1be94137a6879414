// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What the cells and the matrix of each site leave of a substance's way: docs/methods/fields.md.
#include "engine/base/parameters.hpp"
#include "engine/base/text.hpp"
#include "engine/part/part.hpp"
#include "engine/part/refusals.hpp"
#include "engine/part/site_rules.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>

namespace tilscape::parts {

namespace {

struct PassageParams : Parameters {
  using Parameters::Parameters;
  Parameter<std::string> open{
      this,
      {.name = "open",
       .kind = ParameterKind::formula,
       .about = "share of a site's volume that is open to it, above 0 and at most 1, by what is there: "
                "`if(here(cancer) > 0, 0.2, 0.9)`; sides and walls then meet the level in that volume",
       .optional = true}};
  Parameter<std::string> mobility{this,
                                  {.name = "mobility",
                                   .kind = ParameterKind::formula,
                                   .about = "factor on its diffusion in that volume, by what is there",
                                   .optional = true}};
};

struct Said : Parameters {
  using Parameters::Parameters;
  Map<PassageParams> passages{
      this,
      {.name = "passages",
       .about = "how substances pass the tissue, where that differs from site to site",
       .optional = true,
       .key = ParameterKind::substance}};
};

void assemble(Assembly& out) {
  for (const auto& [name, said] : Said(out.root).passages.all())
    out.refusals.attempt(said.where(), [&, &name = name, &said = said] {
      const PassageParams passage = *said;
      Substance* const found = out.substance(name);
      if (found == nullptr && name == "pressure") return;  // told by `fluid`
      if (found == nullptr)
        throw BuildError(said.where(), fmt::format("there is no level of `{}` in the tissue", name));
      if (!passage.open.given() && !passage.mobility.given())
        throw BuildError(said.where(), fmt::format("neither `open` nor `mobility` is said of `{}`", name));
      if (passage.mobility.given() && found->field.diffusion == 0)
        out.warnings.push_back(
            {passage.mobility.where(),
             fmt::format("`passages.{}.mobility` has no effect: it does not diffuse", name), Code::unused});
      const auto rule = [&](const Parameter<std::string>& text, const char* key, double least, double most) {
        SiteRule made = site_rule(out, text, fmt::format("passages.{}.{}", name, key), "");
        if (const auto value = made.program.constant(); value && !(*value >= least && *value <= most))
          throw BuildError(
              {{text.where(),
                fmt::format("`{}` is {:g}, and lies between {:g} and {:g}", made.name, *value, least, most),
                Code::out_of_range}});
        return made;
      };
      if (passage.open.given())
        out.refusals.attempt(passage.open.where(), [&] {
          if (found->available != 1)
            throw BuildError(
                {{passage.open.where(),
                  fmt::format("what is open to `{}` is said already: {:.3g} of the tissue, by its "
                              "size or its `available`",
                              name, found->available),
                  Code::one_of}});
          found->open = rule(passage.open, "open", 1e-6, 1);
        });
      if (passage.mobility.given())
        out.refusals.attempt(passage.mobility.where(),
                             [&] { found->mobility = rule(passage.mobility, "mobility", 0, 1e6); });
      for (const auto& [text, made] :
           {std::pair(&passage.open, &found->open), std::pair(&passage.mobility, &found->mobility)})
        if (*made && (*made)->program.constant() == std::optional(1.0))
          out.warnings.push_back({text->where(),
                                  fmt::format("`{}` has no effect: it is 1 everywhere", (*made)->name),
                                  Code::unused});
    });
  // Before a solve nobody knows the level in a volume that is itself found there.
  for (const auto& [name, said] : Said(out.root).passages.all()) {
    const PassageParams passage = *said;
    const Substance* const found = out.substance(name);
    if (found == nullptr) continue;
    for (const auto& [text, made] :
         {std::pair(&passage.open, &found->open), std::pair(&passage.mobility, &found->mobility)})
      if (*made)
        out.refusals.attempt(text->where(), [&, &text = text, &made = made] {
          require_known_open(out, **made, text->where());
        });
  }
}

std::string told(const Values& root) {
  std::string out;
  for (const auto& [name, said] : Said(root).passages.all()) {
    const PassageParams passage = *said;
    if (passage.open.given()) out += fmt::format("  {}: open to it is {}\n", name, *passage.open);
    if (passage.mobility.given())
      out += fmt::format("  {}: it diffuses by a factor of {}\n", name, *passage.mobility);
  }
  return out;
}

}  // namespace

Part passages() {
  return {.sections = describe<Said>(),
          .after = "systems",
          .assemble = assemble,
          .title = "Passages",
          .describe = told};
}

}  // namespace tilscape::parts
