// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What can be said of runs.

import type { Run } from "./answers";
import type { Viewer } from "./viewer";

/** A run that is open, and its number. */
export interface Numbered {
  run: Run;
  i: number;
}

export function openRuns(viewer: Viewer): Numbered[] {
  return viewer.runs.map((run, i) => ({ run, i })).filter(({ run }) => run.stage === "open");
}

/** Those of which a pane shows something itself. */
export function onScreen(viewer: Viewer): Numbered[] {
  return openRuns(viewer).filter(({ i }) => viewer.panes.some((pane) => pane.run === i));
}

export function isSolid(run: Run): boolean {
  return run.stage === "open" && run.lattice.size[2] > 1;
}

/** Whether any run is more than a section. */
export function anySolid(viewer: Viewer): boolean {
  return viewer.runs.some(isSolid);
}

export function typesOf(viewer: Viewer): string[] {
  return [...new Set(openRuns(viewer).flatMap(({ run }) => run.agents.map((agent) => agent.name)))];
}

export function substancesOf(viewer: Viewer): string[] {
  return [...new Set(openRuns(viewer).flatMap(({ run }) => run.substances.map((substance) => substance.name)))];
}

/** Columns and substances of a run. */
export function numbersIn(run: Run): string[] {
  return [...run.agents.flatMap((agent) => agent.columns.map((column) => column.name)), ...run.substances.map((each) => each.name)];
}

/** Of all open runs; of a shared file those that it holds. */
export function numbersOf(viewer: Viewer): string[] {
  const { fixed } = viewer;
  return [...new Set(openRuns(viewer).flatMap(({ run }) => numbersIn(run)))].filter((name) => !fixed || fixed.colours.includes(name));
}

/** Unit of a column or substance; null when it is neither. */
export function numberOf(name: string, run: Run): { unit: string; substance: boolean } | null {
  for (const agent of run.agents)
    for (const column of agent.columns) if (column.name === name) return { unit: column.unit, substance: false };
  const substance = run.substances.find((each) => each.name === name);
  return substance ? { unit: substance.unit, substance: true } : null;
}

/** The last frame at or before a time; the first when there is none. */
export function frameAt(run: Run, time: number): number {
  const times = run.frames.times_min;
  let low = 0;
  for (let high = times.length - 1; low < high; ) {
    const middle = Math.ceil((low + high) / 2);
    if (times[middle]! <= time + 1e-6) low = middle;
    else high = middle - 1;
  }
  return low;
}
