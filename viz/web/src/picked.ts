// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// One cell that was picked, and its story: what the frames hold of it, and the events that name it.

import type { Cell } from "./answers";
import type { Viewer } from "./viewer";

export interface Moment extends Cell {
  frame: number;
  time_min: number;
}

export interface CellEvent {
  step: number;
  kind: string;
  type: string;
  agent: string;
  other?: string;
}

interface Story {
  moments: Moment[];
  events: CellEvent[];
  to: number;
}

export interface Picked {
  run: number;
  cell: Cell;
  moments: Moment[];
  events: CellEvent[];
  searched: number; // frames that have been looked through
}

const atOnce = 8; // frames in a question

function storyOf(viewer: Viewer, run: number, id: string, from: number, to: number): Promise<Story> {
  return viewer.ask.json<Story>(`runs/${run}/story`, { id, from, to });
}

/** Its story is looked for from the first frame on, a few at a time. */
export async function follow(viewer: Viewer, run: number, cell: Cell): Promise<void> {
  const picked: Picked = { run, cell, moments: [], events: [], searched: 0 };
  viewer.set({ picked });
  const count = viewer.runs[run]!.frames.times_min.length;
  for (let from = 0; from < count && viewer.state.picked === picked; ) {
    const story = await storyOf(viewer, run, cell.id, from, Math.min(count, from + atOnce));
    picked.moments.push(...story.moments);
    picked.events.push(...story.events);
    from = picked.searched = story.to;
    viewer.changed();
  }
}

/** A cell in the frame of a time, and the clock with it. */
export async function chooseAt(viewer: Viewer, run: number, id: string, frame: number): Promise<void> {
  const { moments } = await storyOf(viewer, run, id, frame, frame + 1);
  if (!moments[0]) return;
  viewer.clock.seek(moments[0].time_min);
  await follow(viewer, run, moments[0]);
}

/** Another cell by its id: a parent, a daughter. */
export async function chooseId(viewer: Viewer, run: number, id: string): Promise<void> {
  const frames = viewer.runs[run]!.frames.times_min.length;
  for (let from = 0; from < frames; from += atOnce) {
    const story = await storyOf(viewer, run, id, from, Math.min(frames, from + atOnce));
    const moment = story.moments[0];
    if (moment) return follow(viewer, run, moment);
  }
}
