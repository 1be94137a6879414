// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Layers of values as planes in a scene.

import type { Run, Slice } from "./answers";
import { axisOf, layerOf, type View } from "./view";

export interface Plane {
  slice: Slice;
  corner: [number, number, number]; // of its first site, in sites from the lattice's first corner
  across: [number, number, number]; // its first side, in sites
  down: [number, number, number];
  crop: [number, number, number, number]; // of the slice's values: from and to, in shares
}

/** A whole layer across an axis, at a place along it in sites. */
export function planeAcross(run: Run, axis: number, at: number, slice: Slice): Plane {
  const size = run.lattice.size;
  const unit = (k: number) => [0, 1, 2].map((i) => (i === k ? size[k]! : 0)) as [number, number, number];
  const corner = [0, 1, 2].map((i) => (i === axis ? at : 0)) as [number, number, number];
  return { slice, corner, across: unit(axis === 0 ? 1 : 0), down: unit(axis === 2 ? 1 : 2), crop: [0, 1, 0, 1] };
}

/** The layer of a flat view, behind its cells. */
export function layerPlane(run: Run, view: View, slice: Slice): Plane {
  const axis = axisOf(view, run);
  return planeAcross(run, axis, layerOf(view, run) + (axis === 1 ? 0.1 : 0.9), slice);
}
