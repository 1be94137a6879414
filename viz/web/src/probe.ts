// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What tests read of the page: numbers that it shows, and where. Nothing can be changed through it.

import type { Viewer } from "./viewer";
import { isFlat } from "./view";

export function probe(viewer: Viewer): void {
  const pane = (run: number) => viewer.panes.find((each) => each.run === run)!;
  const read = {
    settled: () => viewer.settled(),
    view: () => structuredClone(viewer.view),
    frame: (run: number) => pane(run).frame,
    counts: (run: number) => structuredClone(pane(run).cells?.counts),
    matching: (run: number) => structuredClone(pane(run).cells?.matching),
    shown: (run: number) => pane(run).cells?.row.length ?? 0,
    flat: (run: number) => isFlat(viewer.view, viewer.runs[run]!),
    /** Where a cell is on the screen [pixels of the page]. */
    place: (run: number, index: number) => {
      const { x, y } = pane(run).scene!.project(viewer.view.camera, index);
      const box = pane(run).scene!.canvas.getBoundingClientRect();
      return { x: box.left + x, y: box.top + y };
    },
    kind: (run: number, index: number) => [...pane(run).cells!.kind.slice(4 * index, 4 * index + 2)],
    slice: (run: number, index = 0) => {
      const slice = pane(run).slices[index];
      return slice && { width: slice.width, height: slice.height, value: [...slice.value] };
    },
    /** Pieces of vessels that are drawn, in sites: all, or what of them lies in the layer. */
    vessels: (run: number) => pane(run).tubes?.drawn(viewer.view),
    /** Corners of the surface that is drawn, x, y, z in sites, and three of them for each triangle. */
    surface: (run: number) => {
      const triangles = pane(run).surface?.triangles;
      return triangles && { place: [...triangles.place], corners: [...triangles.corners] };
    },
    picked: () => structuredClone(viewer.picked),
    presence: (run: number) => {
      const { presence } = pane(run);
      return presence && { ...presence, count: [...presence.count] };
    },
    planeValues: (run: number) => [...(pane(run).slices[0]?.value ?? [])],
    lines: () => viewer.lines,
    groups: () => structuredClone(viewer.replicates.groups),
    course: (column: string, group: number) => structuredClone(viewer.replicates.course(column)?.[group]),
    playing: () => viewer.playing,
    frameMillis: () => viewer.frameMillis,
    divergence: (run: number) => structuredClone(viewer.divergences[run]),
  };
  Object.defineProperty(window, "tilscape", { value: Object.freeze(read) });
}

declare global {
  interface Window {
    readonly tilscape: unknown;
  }
}
