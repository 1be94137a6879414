// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "engine/field/solver.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tilscape::testing {

inline constexpr FieldSide closed_side{FieldSide::Kind::no_flux, 0};
inline constexpr FieldSide wrapped_side{FieldSide::Kind::periodic, 0};
inline FieldSide held_side(double value) {
  return {FieldSide::Kind::dirichlet, value};
}

inline Lattice lattice_of(std::int32_t nx, std::int32_t ny, std::int32_t nz, double spacing) {
  Lattice::Shape shape;
  shape.nx = nx;
  shape.ny = ny;
  shape.nz = nz;
  shape.spacing = spacing;
  return Lattice(shape);
}

/// A substance that diffuses and decays behind closed sides, solved to rounding.
inline FieldSpec substance(double diffusion, double decay) {
  FieldSpec spec;
  spec.name = "drug";
  spec.unit = "nM";
  spec.diffusion = diffusion;
  spec.decay = decay;
  spec.tolerance = 1e-12;
  return spec;
}

/// A field on a lattice and what it needs to be solved.
struct FieldBench {
  Lattice lattice;
  FieldSolver solver;
  Threads threads;
  std::vector<double> c, carried, mean, uptake, source;

  FieldBench(const Lattice& l, const FieldSpec& spec, int thread_count = 1)
      : lattice(l),
        solver(l, spec),
        threads(thread_count),
        c(l.sites(), 0.0),
        carried(c),
        mean(c),
        uptake(c),
        source(c) {}

  SolveReport advance(double dt) { return solver.advance(sites(), dt, threads); }
  SolveReport solve_steady() { return solver.solve_steady(sites(), 1, threads); }
  FieldSolver::Sites sites() { return {c, carried, uptake, source, mean}; }

  /// Centre of a site [um], from the lattice's corner.
  [[nodiscard]] std::array<double, 3> centre(std::size_t site) const {
    const Coordinates at = lattice.coordinates(static_cast<Site>(site));
    const double h = lattice.spacing();
    return {(at.x + 0.5) * h, (at.y + 0.5) * h, (at.z + 0.5) * h};
  }
  template <class Function>  // of the centre
  void set(std::vector<double>& values, const Function& f) const {
    for (std::size_t s = 0; s < values.size(); ++s) values[s] = f(centre(s));
  }
};

/// Uptake of one in three sites is a hundredfold of the others', in a pattern without a period.
inline double patchy(std::size_t site, double low) {
  const std::size_t mixed = (site * 2654435761U) ^ (site >> 3U);
  return (mixed >> 7U) % 3 == 0 ? 100 * low : low;
}

/// Order of convergence from the errors at two resolutions a factor of two apart.
inline double order(double coarse_error, double fine_error) {
  return std::log2(coarse_error / fine_error);
}

}  // namespace tilscape::testing
