// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What the program answers to the questions that several parts of the page put (viz/server/questions); a part
// that asks alone declares its answer itself.

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

interface Column {
  number: "u8" | "u16" | "u32" | "f32";
  offset: number;
  count: number;
}

/** Views of the columns of a packed answer (viz/server/packed.hpp): nothing is copied. */
export function unpack<T>(bytes: ArrayBuffer): T {
  const length = new DataView(bytes).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length))) as Record<string, unknown>;
  const arrays = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f32: Float32Array };
  for (const [name, column] of Object.entries(head.columns as Record<string, Column>))
    head[name] = new arrays[column.number](bytes, 4 + length + column.offset, column.count);
  return head as T;
}
