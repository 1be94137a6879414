// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace tilscape {

/// What a field meets at one side of the lattice.
struct FieldSide {
  enum class Kind : std::uint8_t {
    no_flux,    ///< nothing passes
    dirichlet,  ///< held at `value` on the outer face of the last site
    periodic,   ///< the opposite side; both sides of an axis or none
  };
  Kind kind = Kind::no_flux;
  double value = 0;  ///< [unit of the field], dirichlet only
};

/// A diffusing substance: dc/dt = D laplace(c) + source - (decay + uptake) c.
struct FieldSpec {
  std::string name;
  std::string unit;                ///< of a concentration, such as nM or mmHg
  double diffusion = 0;            ///< D [um^2/min] >= 0
  double decay = 0;                ///< [1/min] >= 0
  std::array<FieldSide, 6> sides;  ///< -x +x -y +y -z +z; in 2D nothing passes the z sides
  bool steady = false;             ///< always at its steady state: relaxes much faster than a step
  double initial = 0;              ///< [unit]
  /// Largest error left by the iteration, as a share of the field's largest value. The default lies two
  /// orders below the error of the lattice itself (about 1 % where a field decays over a few sites).
  double tolerance = 1e-4;
};

/// A substance and its concentration in every site of the lattice.
struct Field {
  FieldSpec spec;
  std::vector<double> values;        ///< [unit], in order of the sites
  std::vector<double> carried = {};  ///< [unit] what earlier solves left unsolved and later ones make good
};

/// Where a substance went during a solve, as concentration times volume [unit um^3]:
/// after = before + sourced + reacted - taken_up - decayed + through_sides - drained + carried_before -
/// carried.
/// A steady field stores nothing: there before = after, and the flows alone close.
struct MassAccount {
  double before = 0;
  double after = 0;
  double sourced = 0;
  double taken_up = 0;
  double decayed = 0;
  double reacted = 0;         ///< net gain by reactions with other substances
  double through_sides = 0;   ///< net gain through the dirichlet sides
  double drained = 0;         ///< that lymph has taken up with fluid
  double carried = 0;         ///< what the iteration still owes the field: enters the next step
  double carried_before = 0;  ///< what the step before owed

  /// What the lines above leave unexplained: rounding only.
  [[nodiscard]] double gap() const {
    return after - (before + sourced + reacted - taken_up - decayed + through_sides - drained +
                    carried_before - carried);
  }
};

struct SolveReport {
  int cycles = 0;          ///< multigrid cycles, over all stages
  double residual = 0;     ///< bound of the error that is left, as a share of the field's largest value
  double awake = 0;        ///< share of the rows that the cycles have worked on, 0-1 each, summed over them
  bool fell_back = false;  ///< backward Euler took the step: the second-order one would have gone negative
  MassAccount mass;
};

}  // namespace tilscape
