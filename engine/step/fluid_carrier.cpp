// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#include "engine/step/fluid_carrier.hpp"

#include "engine/step/batch.hpp"

#include <algorithm>
#include <array>

namespace tilscape {

FluidCarrier::FluidCarrier(const Params& params)
    : carried_(params.fluid->carried),
      flow_(params.lattice),
      way_(params.lattice.sites()),
      drain_(params.fluid->lymph ? params.lattice.sites() : 0) {
  for (const FieldId f : carried_)
    advection_.emplace_back(params.lattice, params.substances[f.value].field.sides);
}

std::size_t FluidCarrier::bytes(const Params& params, const Lattice& lattice) {
  const std::size_t arrays = 3 + 1 + (params.fluid->lymph ? 1U : 0U);
  return arrays * lattice.sites() * sizeof(double) +
         params.fluid->carried.size() * FieldAdvection::bytes(lattice);
}

std::size_t FluidCarrier::place(FieldId field) const {
  return static_cast<std::size_t>(std::find(carried_.begin(), carried_.end(), field) - carried_.begin());
}

void FluidCarrier::find_flow(const SiteView& view, const Threads& threads) {
  if (found_at_ == view.world.step) return;
  found_at_ = view.world.step;
  const Fluid& fluid = *view.params.fluid;
  const Substance& pressure = view.params.substances[fluid.pressure.value];
  const std::vector<double>& p = view.world.fields[fluid.pressure.value].values;
  const Lattice& lattice = view.params.lattice;
  threads.for_chunks(p.size(), Batch::max_rows, [&](std::size_t begin, std::size_t end) {
    if (pressure.mobility)
      evaluate(*pressure.mobility, view, begin, end - begin, nullptr, &way_[begin]);
    else
      std::fill(way_.begin() + static_cast<std::ptrdiff_t>(begin),
                way_.begin() + static_cast<std::ptrdiff_t>(end), 1.0);
    for (std::size_t i = begin; i < end; ++i) way_[i] *= pressure.field.diffusion;
    if (!fluid.lymph) return;
    evaluate(*fluid.lymph, view, begin, end - begin, nullptr, &drain_[begin]);
    for (std::size_t i = begin; i < end; ++i) drain_[i] *= std::max(p[i], 0.0);
  });
  // Through a face as the pressure was solved: harmonic means, and half a site to a held side.
  const std::array<std::int32_t, 3> n = {lattice.nx(), lattice.ny(), lattice.nz()};
  const double h = lattice.spacing();
  const auto& sides = pressure.field.sides;
  const auto planes = static_cast<std::size_t>(n[2]);
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(lattice.dimensions()); ++axis) {
    threads.for_chunks(planes + (axis == 2 ? 1 : 0), 1, [&](std::size_t plane, std::size_t) {
      std::array<std::int32_t, 3> at = {0, 0, static_cast<std::int32_t>(plane)};
      for (at[1] = 0; at[1] < n[1] + (axis == 1 ? 1 : 0); ++at[1])
        for (at[0] = 0; at[0] < n[0] + (axis == 0 ? 1 : 0); ++at[0]) {
          const auto site = [&](std::int32_t x) {
            std::array<std::int32_t, 3> s = at;
            s[axis] = x;
            return static_cast<std::size_t>(lattice.site({s[0], s[1], s[2]}));
          };
          double& v = flow_.v[axis][flow_.face(axis, at)];
          const bool below_first = at[axis] == 0;
          const bool above_last = at[axis] == n[axis];
          if (below_first || above_last) {
            const FieldSide& side = sides[2 * axis + (above_last ? 1 : 0)];
            v = 0;
            if (side.kind != FieldSide::Kind::dirichlet) continue;
            const std::size_t i = site(below_first ? 0 : n[axis] - 1);
            v = 2 * way_[i] * (below_first ? side.value - p[i] : p[i] - side.value) / h;
            continue;
          }
          const std::size_t i = site(at[axis] - 1);
          const std::size_t j = site(at[axis]);
          const double both = way_[i] + way_[j];
          v = both > 0 ? 2 * way_[i] * way_[j] / both * (p[i] - p[j]) / h : 0;
        }
    });
  }
}

FieldAdvection::Carried FluidCarrier::carry(FieldId field, std::span<double> level,
                                            std::span<const double> open, double dt, const SiteView& view,
                                            const Threads& threads) {
  return advection_[place(field)].advance({.c = level,
                                           .open = open,
                                           .everywhere = view.params.substances[field.value].available,
                                           .drain = drain_},
                                          flow_, dt, threads);
}

}  // namespace tilscape
