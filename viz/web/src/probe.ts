// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What tests read of the page: numbers that it shows, and where. Nothing can be changed through it.

import { isFlat } from "./cut";
import { panels } from "./panels";
import type { Viewer } from "./viewer";

export function probe(viewer: Viewer): void {
  const pane = (run: number) => viewer.panes.find((each) => each.run === run)!;
  const read = {
    settled: () => viewer.screen.settled(),
    view: () => structuredClone(viewer.view),
    frame: (run: number) => pane(run).frame,
    flat: (run: number) => isFlat(viewer.view, viewer.runs[run]!),
    playing: () => viewer.clock.playing,
    frameMillis: () => viewer.clock.frameMillis,
  };
  Object.assign(read, ...panels.map((panel) => panel.probe?.(viewer, pane)));
  Object.defineProperty(window, "tilscape", { value: Object.freeze(read) });
}

declare global {
  interface Window {
    readonly tilscape: unknown;
  }
}
