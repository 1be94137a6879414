// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What a part of the page may bring. Each file of panels/ exports one as its default and is found by panels.ts;
// what it adds to the view, to the state or to what panes hold it declares itself:
//
//   declare module "../store" { interface View { substance: string } }

import type { FunctionComponent } from "preact";
import type { Run } from "./answers";
import type { CellWords } from "./cell_words";
import type { ColourBar, LegendEntry } from "./legend";
import type { Pane } from "./panes";
import type { State, View } from "./store";
import type { Viewer } from "./viewer";

/** In the head, beside the time or at its end; beside the pictures, what is shown or the picked cell; below them. */
export type Place = "head" | "menu" | "left" | "right" | "foot";

export interface Panel {
  /** Of panels in one place the lower comes first; so it is with their keys. */
  order: number;

  // where it stands
  place?: Place;
  /** On the left: in whose section it stands, instead of one of its own. */
  below?: Panel;
  title?: string | ((viewer: Viewer) => string);
  /** Whether it has something to show when no run is open, as beside a study alone. */
  withoutRuns?: boolean;
  /** Whether the runs and the view have anything for it; without it: always. */
  there?: (viewer: Viewer) => boolean;
  Body?: FunctionComponent<{ viewer: Viewer }>;
  keys?: Key[];
  /** Closes what it has open and says whether there was anything: Escape. */
  close?: (viewer: Viewer) => boolean;

  // what it remembers
  view?: ViewPart;
  state?: (viewer: Viewer) => Partial<State>;

  // what it asks for
  /** Once the runs are open, before they are first drawn, and whenever one of them has grown. */
  load?: (viewer: Viewer) => void | Promise<void>;
  /** After other runs than before have come to the screen. */
  arranged?: (viewer: Viewer) => void;
  /** Times of what it has besides runs [min]. */
  times?: (viewer: Viewer) => number[];

  // what it does to the pictures
  /** Which runs have a pane; the first that knows decides. */
  arrange?: (viewer: Viewer) => Arranged[] | null;
  /** What it leaves of the cells: words of the question for them. */
  cells?: (view: View, run: Run) => CellWords;
  layer?: Layer;
  /** While so, its layer is shown in place of all others. */
  alone?: (view: View) => boolean;
  legend?: (viewer: Viewer, pane: Pane, run: Run) => LegendEntry[];
  bars?: (viewer: Viewer, pane: Pane, run: Run) => ColourBar[];
  /** The column or substance whose numbers it shows as colours, with a bar in the legend. */
  coloured?: (view: View) => string;
  /** The column or substance whose range it wants to know. */
  ranged?: (view: View) => string;
  /** What lies over the picture of a pane. */
  Over?: FunctionComponent<{ viewer: Viewer; pane: Pane }>;
  /** Pointers on a picture, before they turn it; what it gives back stops it. */
  listen?: (viewer: Viewer, pane: Pane, canvas: HTMLCanvasElement) => () => void;

  /** What tests read of it (probe.ts). */
  probe?: (viewer: Viewer, pane: (run: number) => Pane) => Record<string, (...values: never[]) => unknown>;
}

export interface Key {
  keys: string[];
  shown: string;
  what: string;
  act: (viewer: Viewer, key: string) => void;
}

export interface Arranged {
  run: number; // whose lattice and frames are shown
  runs: number[]; // all of which something is shown
  title: string;
}

/** Its part of the view, and how the address and a view file tell it. */
export interface ViewPart {
  start: (run: Run | undefined) => Partial<View>;
  write: (view: View, words: URLSearchParams) => void;
  /** What an address says of it; what cannot be read is left out. */
  read: (words: URLSearchParams, start: View) => Partial<View>;
  /** Its lines of a view file (viz/view_file.cpp). */
  file?: (view: View, viewer: Viewer) => string[];
  /** Whether a shared file can show another than the first. */
  shared?: boolean;
  /** What has to be otherwise in a view that is wished for. */
  possible?: (view: View, before: View, viewer: Viewer) => Partial<View>;
}

/** What it draws of a frame in the space of a pane. */
export interface Layer<Answer = unknown> {
  /** Once the pane has its scene. */
  begin?(viewer: Viewer, pane: Pane): void | Promise<void>;
  ask?(viewer: Viewer, pane: Pane, frame: number, view: View): Promise<Answer>;
  /** The answer; null when the layer is not shown. The scene is null while there is no canvas. */
  show(viewer: Viewer, pane: Pane, answer: Answer | null): void;
  /** Whether frames are asked for before they are shown in play. */
  ahead?: boolean;
}

/** A layer, whose answers only itself looks into. */
export function layer<Answer>(of: Layer<Answer>): Layer {
  return of;
}
