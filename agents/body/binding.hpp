// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

// Binding in equilibrium: docs/methods/binding.md.

namespace tilscape::binding {

/// Complexes C of receptors P and ligands L (totals) in equilibrium, (P - C)(L - C) = K C; P, L >= 0 and
/// K > 0 in one unit: molecules/um2 on membranes, nM in solution.
double complexes(double receptors, double ligands, double dissociation);

/// Share of receptors that a drug in excess holds: A / (A + KD).
double occupancy(double drug, double dissociation);

}  // namespace tilscape::binding
