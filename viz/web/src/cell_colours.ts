// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The colours of cells: of their types and states, or of their numbers.

import type { Cells, Run } from "./answers";
import { isFlat } from "./cut";
import { numberOf } from "./runs";
import type { Viewer } from "./viewer";

const noNumber = [205, 203, 198];

/** Red, green, blue and the radius of each. */
export function cellColours(viewer: Viewer, run: Run, cells: Cells): Uint8Array {
  const { view, colourMap } = viewer;
  const flat = isFlat(view, run);
  const numbers = numberOf(view.color, run) !== null;
  const [low, high] = viewer.ranges.of(view.color);
  const rgb = (hex: string) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  const ofState = run.agents.map((agent) =>
    agent.states.map((state) => rgb(view.color === "state" ? state.colour : state.alive ? agent.colour : agent.dead_colour)));
  const alive = run.agents.map((agent) => agent.states.map((state) => numbers && state.alive));
  const smallness = run.agents.map((agent) => (agent.fills ? null : flat ? [87, 61, 43] : [102, 102, 102]));
  const colours = new Uint8Array(4 * cells.row.length);
  for (let i = 0; i < cells.row.length; ++i) {
    const type = cells.kind[4 * i]!, state = cells.kind[4 * i + 1]!, together = cells.kind[4 * i + 2]!;
    let colour = ofState[type]![state]!, from = 0;
    if (alive[type]![state]) {
      const value = cells.value?.[i] ?? NaN;
      if (Number.isNaN(value)) colour = noNumber;
      else {
        colour = colourMap;
        from = 3 * Math.round(255 * Math.max(0, Math.min(1, (value - low) / (high - low || 1))));
      }
    }
    colours[4 * i] = colour[from]!;
    colours[4 * i + 1] = colour[from + 1]!;
    colours[4 * i + 2] = colour[from + 2]!;
    // The radius of a small cell in 255ths of a site, 0.34, 0.24 or 0.17 of it when flat: viz/section.cpp.
    colours[4 * i + 3] = smallness[type]?.[together === 1 ? 0 : together <= 4 ? 1 : 2] ?? 255;
  }
  return colours;
}
