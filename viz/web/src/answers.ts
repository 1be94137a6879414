// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What the program answers; viz/server/api.hpp lists the questions.

export interface State {
  name: string;
  alive: boolean;
  colour: string;
}

export interface AgentType {
  name: string;
  fills: boolean;
  colour: string;
  dead_colour: string;
  states: State[];
  columns: { name: string; unit: string }[];
}

export interface Frames {
  steps: number[];
  times_min: number[];
  finished: boolean;
  growing: boolean; // as far as this computer knows
  damage?: { record: number; offset: number; reason: string };
}

export interface Run {
  title: string;
  stage: "opening" | "unreadable" | "open";
  problem?: string;
  scenario: string;
  scenario_hash: string;
  program_version: string;
  seed: string;
  lattice: { size: [number, number, number]; spacing_um: number; thickness_um: number };
  agents: AgentType[];
  substances: { name: string; unit: string }[];
  vessels?: { pieces: number; colour: string };
  frames: Frames;
}

export interface Runs {
  runs: Run[];
  colour_map: number[]; // 256 times red, green, blue
  categories: string[];
  surface_colour: string;
}

export interface Cells {
  time_min: number;
  scale: number; // numbers of `place` per site
  counts: number[][]; // by type and state, of the whole frame
  matching: number[]; // by type: chosen, hidden ones included
  place: Uint16Array; // x, y, z, openness
  kind: Uint8Array; // type, state, cells at the same place, bits of the octants from which it can be seen
  row: Uint32Array;
  value?: Float32Array;
}

export interface Slice {
  width: number;
  height: number;
  value: Float32Array;
}

/** Straight pieces; places [um] from the lattice's first corner. */
export interface Vessels {
  start: Float32Array; // x, y, z of each
  end: Float32Array;
  radius: Float32Array; // [um]
}

/** A substance in space: means of blocks of sites, x fastest. */
export interface Volume {
  sites: [number, number, number];
  size: [number, number, number]; // in blocks
  block: number; // sites along its side; the last of a row may have less
  value: Float32Array;
}

export interface Named {
  name: string;
  unit: string;
  value: number | null;
}

export interface Cell {
  id: string;
  type: number;
  row: number;
  state: number;
  site: number;
  place_um: [number, number, number];
  columns: Named[];
  substances: Named[];
}

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

export interface Story {
  moments: Moment[];
  events: CellEvent[];
  to: number;
}

export interface Relative {
  id: string;
  parent: string | null;
  relation: "ancestor" | "self" | "descendant";
  type: string | null; // null: no event of it
  born_min: number | null; // null: its coming was not written
  seen_min: number | null; // then: when it was first seen; null: it has no event
  ended_min: number | null;
  killed: boolean;
  daughters: number;
}

/** Ancestors from the founder on, the cell, descendants by generation; none until all frames have been read. */
export interface Lineage {
  recorded: boolean;
  read: number;
  frames: number;
  cells: Relative[];
  ancestors_left_out?: number;
  descendants_left_out?: number;
}

export interface Divergence {
  time_min: number | null;
  what?: string;
  compared: number;
}

export interface Group {
  label: string;
  planned: number;
  used: number;
  runs: number[]; // empty: those of a study
  repeats: number[]; // of a seed that is among the runs: not counted
}

export interface Replicates {
  study: string | null;
  groups: Group[];
  columns: { name: string; unit: string }[];
}

/** In how many runs the sites of a layer hold a cell of a kind. */
export interface Presence {
  time_min: number;
  n: number; // runs with a frame of this time
  width: number;
  height: number;
  count: Uint8Array;
}

/** A column over time: what the runs of a group come to. */
export interface Course {
  days: number[];
  n: number[];
  mean: number[];
  q05: number[];
  q25: number[];
  median: number[];
  q75: number[];
  q95: number[];
}

export interface Bands {
  name: string;
  groups: Course[];
}

interface Column {
  number: "u8" | "u16" | "u32" | "f32";
  offset: number;
  count: number;
}

/** Views of the columns of a packed answer (viz/server/packed.hpp): nothing is copied. */
export function unpack<T>(bytes: ArrayBuffer): T {
  const length = new DataView(bytes).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
  const arrays = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f32: Float32Array };
  for (const [name, column] of Object.entries(head.columns as Record<string, Column>))
    head[name] = new arrays[column.number](bytes, 4 + length + column.offset, column.count);
  return head as T;
}
