// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/site_rule.hpp"

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/step/faults.hpp"
#include "engine/step/formula.hpp"
#include "engine/step/process.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace tilscape {

void SiteView::gather(const Symbol& symbol, std::size_t first, std::size_t n, double* out) const {
  const auto fill = [&](double value) { std::fill_n(out, n, value); };
  switch (symbol.kind) {
    case Symbol::Kind::field:
    case Symbol::Kind::open: {
      const auto& values = world.fields[symbol.index].values;
      const double volume = symbol.kind == Symbol::Kind::open ? params.substances[symbol.index].available : 1;
      for (std::size_t i = 0; i < n; ++i) out[i] = values[first + i] / volume;
      break;
    }
    case Symbol::Kind::here:
      for (std::size_t i = 0; i < n; ++i)
        out[i] = world.occupancy.count(TypeId{static_cast<std::uint8_t>(symbol.index)},
                                       static_cast<Site>(first + i));
      break;
    case Symbol::Kind::scalar:
      fill(symbol.index == 0 ? world.time() : static_cast<double>(living[symbol.index - 1]));
      break;
    case Symbol::Kind::process: {
      const ProcessNumber number = ProcessNumber::of(symbol.index);
      fill(world.processes[number.process].values[number.place]);
      break;
    }
    default:  // of cells: no site has any
      fill(0);
  }
}

void evaluate(const SiteRule& rule, const SiteView& view, std::size_t first, std::size_t n,
              const std::function<const double*(const Symbol&)>& own, double* out) {
  thread_local std::vector<double> buffer(Formula::max_inputs * Batch::max_rows + Formula::max_scratch);
  std::array<const double*, Formula::max_inputs> pointers;
  const auto& inputs = rule.program.inputs();
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    pointers[k] = own ? own(inputs[k]) : nullptr;
    if (pointers[k] != nullptr) continue;
    double* const to = &buffer[k * Batch::max_rows];
    view.gather(inputs[k], first, n, to);
    pointers[k] = to;
  }
  rule.program.evaluate(std::span(pointers).first(inputs.size()), n, out,
                        std::span(buffer).subspan(Formula::max_inputs * Batch::max_rows));
}

void require_within(const SiteRule& rule, const SiteView& view, std::size_t first,
                    std::span<const double> values, double least, double most) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] >= least && values[i] <= most) continue;
    const Coordinates at = view.params.lattice.coordinates(static_cast<Site>(first + i));
    throw SimulationError(joined({rule.name, " is ", fault_number(values[i]), rule.unit.empty() ? "" : " ",
                                  rule.unit, " at site (", std::to_string(at.x), ", ", std::to_string(at.y),
                                  ", ", std::to_string(at.z), "): ", quoted(rule.text)}));
  }
}

void count_living(const Params& params, const World& world, std::vector<std::size_t>& out) {
  for (std::size_t t = 0; t < out.size(); ++t) {
    if (!params.types[t].counted) continue;
    const auto& states = world.populations[t].state;
    out[t] = static_cast<std::size_t>(std::count_if(
        states.begin(), states.end(), [alive = params.types[t].alive()](auto s) { return in(alive, s); }));
  }
}

}  // namespace tilscape
