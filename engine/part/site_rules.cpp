// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/part/site_rules.hpp"

#include "engine/base/text.hpp"
#include "engine/part/refusals.hpp"
#include "engine/step/formula.hpp"
#include "engine/step/setup.hpp"

#include <cmath>
#include <utility>
#include <vector>

namespace tilscape {

SiteRule site_rule(Assembly& out, const Parameter<std::string>& said, std::string name,
                   const std::string& unit) {
  const std::string text = *said;
  auto compiled = compile(text, symbols_of_sites(out.params), dimension_of(unit));
  if (const auto* error = std::get_if<ExpressionError>(&compiled)) {
    Location where = said.where();
    where.column += static_cast<int>(error->offset);
    throw BuildError({{where,
                       joined({error->problem, " (in the expression of ", quoted(name), ")",
                               error->suggestion.empty() ? "" : ": ", error->suggestion}),
                       Code::expression}});
  }
  auto program = std::get<Program>(std::move(compiled));
  if (program.inputs().size() > Formula::max_inputs ||
      program.scratch_size(Batch::max_rows) > Formula::max_scratch)
    throw BuildError(said.where(), joined({"the expression of ", quoted(name), " is too large"}));
  if (const auto value = program.constant(); value && !std::isfinite(*value))
    throw BuildError(
        {{said.where(), joined({quoted(name), " is ", std::isnan(*value) ? "not a number" : "infinite"}),
          Code::out_of_range}});
  for (const Symbol& input : program.inputs())
    if (input.kind == Symbol::Kind::scalar && input.index > 0)
      out.params.types[input.index - 1].counted = true;
  return {std::move(program), std::move(name), text, canonical_unit(dimension_of(unit))};
}

void require_known_open(const Assembly& out, const SiteRule& rule, const Location& where) {
  std::vector<Refusal> list;
  for (const Symbol& input : rule.program.inputs()) {
    if (input.kind != Symbol::Kind::open || !out.params.substances[input.index].open) continue;
    const std::string& other = out.params.substances[input.index].field.name;
    list.push_back(
        {where, joined({quoted(rule.name), " names `open(", other, ")`, which is known only in reactions of ",
                        quoted(other), ": name ", quoted(other), ", its level in the tissue"})});
  }
  if (!list.empty()) throw BuildError(std::move(list));
}

}  // namespace tilscape
