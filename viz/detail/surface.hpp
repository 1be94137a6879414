// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "viz/detail/space.hpp"

namespace tilscape::viz::detail {

/// Draws where a field, linear between the middles of its sites, has a level. The part nearest to the viewer
/// is kept, whatever is cut.
void draw_surface(Canvas& canvas, const Camera& camera, const Space& space,
                  const snapshot::LatticeInfo& lattice, const snapshot::FieldTable& field, double level);

}  // namespace tilscape::viz::detail
