// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace tilscape {

/// Avogadro's number, exact since 2019: in a nanomole, and in 1 nM um^3, what fields count in.
inline constexpr double molecules_per_nmol = 6.02214076e14;
inline constexpr double molecules_per_nM_um3 = 0.602214076;

}  // namespace tilscape
