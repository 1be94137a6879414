// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// How a view cuts a lattice: into one layer, seen flat, or open, so that its inside shows.

import type { Run } from "./answers";
import type { View } from "./store";

export type Cut = "octant" | "plane" | "layer" | "none";

export const cuts: { name: Cut; text: string }[] = [
  { name: "octant", text: "an octant taken out" },
  { name: "plane", text: "half, at a plane" },
  { name: "layer", text: "one layer, flat" },
  { name: "none", text: "none" },
];

/** Sites: from, and to before which, along x, y and z. */
export type Box = number[];

export function isFlat(view: View, run: Run): boolean {
  return run.lattice.size[2] === 1 || view.cut === "layer" || view.share !== "";
}

/** Across which the layer lies: a section (2D) has one only. */
export function axisOf(view: View, run: Run): number {
  return run.lattice.size[2] === 1 ? 2 : view.axis;
}

export function layerOf(view: View, run: Run): number {
  const n = run.lattice.size[view.axis]!;
  return run.lattice.size[2] === 1 ? 0 : Math.min(n - 1, Math.floor(view.at * n));
}

/** What the cut takes out of a solid. */
export function cutOut(view: View, run: Run): Box | undefined {
  const size = run.lattice.size;
  if (isFlat(view, run)) return undefined;
  if (view.cut === "octant") return size.flatMap((n) => [Math.floor(n / 2), n]);
  if (view.cut !== "plane") return undefined;
  return size.flatMap((n, axis) => [axis === view.axis ? layerOf(view, run) : 0, n]);
}
