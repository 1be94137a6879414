// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

// Binding in equilibrium and saturable rates: docs/methods/binding.md.

namespace tilscape::binding {

/// Complexes C of receptors P and ligands L (totals) in equilibrium, (P - C)(L - C) = K C; P, L >= 0 and
/// K > 0 in one unit: molecules/um2 on membranes, nM in solution.
double complexes(double receptors, double ligands, double dissociation);

/// Share of receptors that a drug in excess holds: A / (A + KD).
double occupancy(double drug, double dissociation);

/// What is left of a cell's activity under C inhibitory complexes: 1 / (1 + (C/C50)^n).
double activity(double bound, double half, double hill);

/// Two-dimensional dissociation constant [molecules/um2] of a pair with the three-dimensional one [nM] across
/// a gap [nm] between two membranes: K x gap x N_A.
double membrane_dissociation(double dissociation, double gap);

/// Rate of a saturable elimination: v_max c / (km + c).
double saturable_rate(double v_max, double km, double c);

}  // namespace tilscape::binding
