// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What is looked at and how: all that makes a picture. It is kept in the address, and in a view file that
// `tilscape-view render --view` accepts.

import type { Run } from "./answers";

export type Cut = "octant" | "plane" | "layer" | "none";

export interface Condition {
  name: string;
  low: number;
  high: number;
}

export interface Level {
  name: string; // a substance
  value: number;
}

export interface Camera {
  azimuth: number; // [degrees]
  elevation: number; // [degrees]
  zoom: number; // 1: the lattice fills the pane
  x: number; // of the pane's middle, in shares of the pane
  y: number;
}

export interface View {
  time: number; // [min]
  color: string; // "type", "state", a column or a substance
  hide: string[]; // agent types
  hideStates: string[]; // "type.state"
  where: Condition | null;
  region: Region | null; // only cells in it
  cut: Cut;
  axis: number; // of the plane or layer
  at: number; // of the plane or layer, in shares of the lattice
  substance: string; // on the cut, or below the cells of a layer; "": none
  ranges: Record<string, [number, number]>; // chosen by hand
  level: Level | null; // of the surface that is drawn in a solid
  vessels: boolean; // shown, when a run has any
  camera: Camera;
  share: string; // "type" or "type.state": in how many runs a site holds such a cell; "": cells are shown
  first: number; // run that is shown, of more than fit
  lines: Lines | null; // of the charts; null: as it fits
}

/** From and to along x, y and z [um]; null: no bound on this side. */
export type Region = (number | null)[];

/** Each run, or what the runs of a group come to. */
export type Lines = "runs" | "median" | "mean";

// The direction from which `render` draws.
export const startCamera: Camera = { azimuth: 37, elevation: 32, zoom: 1, x: 0, y: 0 };

export function startView(run: Run | undefined): View {
  const flat = !run || run.stage !== "open" || run.lattice.size[2] === 1;
  return {
    time: 0,
    color: "type",
    hide: [],
    hideStates: [],
    where: null,
    region: null,
    cut: flat ? "layer" : "octant",
    axis: 2,
    at: 0.5,
    substance: "",
    ranges: {},
    level: null,
    vessels: true,
    camera: startCamera,
    share: "",
    first: 0,
    lines: null,
  };
}

const round = (value: number) => Number(value.toPrecision(5));

export function toFragment(view: View): string {
  const words = new URLSearchParams();
  words.set("time", String(Number(view.time.toPrecision(12))));
  words.set("color", view.color);
  if (view.hide.length) words.set("hide", view.hide.join(","));
  if (view.hideStates.length) words.set("hide_states", view.hideStates.join(","));
  if (view.where) words.set("where", `${view.where.name}:${view.where.low}:${view.where.high}`);
  if (view.region) words.set("region", view.region.map((side) => (side === null ? "" : round(side))).join(","));
  words.set("cut", [view.cut, view.axis, round(view.at)].join(","));
  if (view.substance) words.set("substance", view.substance);
  for (const [name, [low, high]] of Object.entries(view.ranges)) words.append("range", `${name}:${low}:${high}`);
  if (view.level) words.set("level", `${view.level.name}:${view.level.value}`);
  if (!view.vessels) words.set("vessels", "off");
  const { azimuth, elevation, zoom, x, y } = view.camera;
  words.set("camera", [azimuth, elevation, zoom, x, y].map(round).join(","));
  if (view.share) words.set("share", view.share);
  if (view.first) words.set("first", String(view.first));
  if (view.lines) words.set("lines", view.lines);
  return words.toString();
}

function conditionOf(text: string): Condition | null {
  const [name, low, high] = text.split(":");
  return name && low && high && Number.isFinite(Number(low)) && Number.isFinite(Number(high)) && Number(low) <= Number(high)
    ? { name, low: Number(low), high: Number(high) }
    : null;
}

/** What a fragment says, on top of a start; what cannot be read is left as it was. */
export function fromFragment(fragment: string, start: View): View {
  const words = new URLSearchParams(fragment.replace(/^#/, ""));
  const view = { ...start };
  const list = (name: string) => words.get(name)?.split(",").filter(Boolean);
  const time = Number(words.get("time") ?? NaN);
  if (Number.isFinite(time)) view.time = time;
  view.color = words.get("color") ?? view.color;
  view.hide = list("hide") ?? view.hide;
  view.hideStates = list("hide_states") ?? view.hideStates;
  if (words.has("where")) view.where = conditionOf(words.get("where")!);
  const sides = words.get("region")?.split(",").map((side) => (side === "" ? null : Number(side)));
  if (sides?.length === 6 && sides.every((side) => side === null || Number.isFinite(side))) view.region = sides;
  const cut = list("cut");
  if (cut && ["octant", "plane", "layer", "none"].includes(cut[0]!)) {
    view.cut = cut[0] as Cut;
    if ([0, 1, 2].includes(Number(cut[1]))) view.axis = Number(cut[1]);
    if (Number(cut[2]) >= 0 && Number(cut[2]) <= 1) view.at = Number(cut[2]);
  }
  view.substance = words.get("substance") ?? view.substance;
  for (const text of words.getAll("range")) {
    const range = conditionOf(text);
    if (range && range.low < range.high) view.ranges = { ...view.ranges, [range.name]: [range.low, range.high] };
  }
  const [name, value] = words.get("level")?.split(":") ?? [];
  if (name && value && Number.isFinite(Number(value))) view.level = { name, value: Number(value) };
  view.vessels = words.get("vessels") !== "off";
  const camera = list("camera")?.map(Number);
  if (camera?.length === 5 && camera.every(Number.isFinite) && camera[2]! > 0)
    view.camera = { azimuth: camera[0]!, elevation: camera[1]!, zoom: camera[2]!, x: camera[3]!, y: camera[4]! };
  view.share = words.get("share") ?? view.share;
  const first = Number(words.get("first") ?? NaN);
  if (Number.isInteger(first) && first >= 0) view.first = first;
  const lines = words.get("lines");
  if (lines === "runs" || lines === "median" || lines === "mean") view.lines = lines;
  return view;
}

/** Words of the question for cells (viz/server/api.cpp); types and states go by number there. */
export function cellWords(view: View, run: Run): Record<string, string | number | undefined> {
  const types = new Map(run.agents.map((agent, i) => [agent.name, i]));
  const size = run.lattice.size;
  const hideStates = view.hideStates.flatMap((name) => {
    const [type, state] = name.split(".");
    const t = types.get(type!);
    const s = t === undefined ? -1 : run.agents[t]!.states.findIndex((each) => each.name === state);
    return s < 0 ? [] : [`${t}.${s}`];
  });
  const known = run.agents.some((agent) => agent.columns.some((c) => c.name === view.where?.name));
  const flat = isFlat(view, run);
  const layer = layerOf(view, run);
  let within: string | undefined;
  if (view.region || (flat && size[2] > 1)) {
    const inside = view.region ? sitesOf(view.region, run) : size.flatMap((n) => [0, n]);
    if (flat && size[2] > 1) {
      inside[2 * view.axis] = Math.max(layer, inside[2 * view.axis]!);
      inside[2 * view.axis + 1] = Math.min(layer + 1, inside[2 * view.axis + 1]!);
    }
    within = inside.join(",");
  }
  return {
    shape: flat ? "flat" : "solid",
    axis: flat ? axisOf(view, run) : undefined,
    hide: view.hide.map((name) => types.get(name)).filter((i) => i !== undefined).join(","),
    hide_states: hideStates.join(","),
    value: numberOf(view.color, run) ? view.color : undefined,
    where: view.where && (known || run.substances.some((s) => s.name === view.where!.name))
      ? `${view.where.name}:${view.where.low}:${view.where.high}` : undefined,
    within,
    without: cutOut(view, run)?.join(","),
  };
}

/** The sites whose middles lie in a region: from, and to before which, along each axis. */
export function sitesOf(region: Region, run: Run): number[] {
  const { size, spacing_um } = run.lattice;
  return region.map((side, i) => {
    const n = size[i >> 1]!;
    if (side === null) return i % 2 ? n : 0;
    const place = side / spacing_um - 0.5; // of a middle
    return Math.max(0, Math.min(n, i % 2 ? Math.floor(place + 1e-9) + 1 : Math.ceil(place - 1e-9)));
  });
}

/** The box of sites that the cut takes out of a solid: from and to before, along x, y, z. */
export function cutOut(view: View, run: Run): number[] | undefined {
  const size = run.lattice.size;
  if (isFlat(view, run)) return undefined;
  if (view.cut === "octant") return size.flatMap((n) => [Math.floor(n / 2), n]);
  if (view.cut !== "plane") return undefined;
  return size.flatMap((n, axis) => [axis === view.axis ? layerOf(view, run) : 0, n]);
}

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

/** "day 7 06:00"; "day 0 00:00:42" when it is no whole minute (viz/sheet.cpp). */
export function clock(minutes: number): string {
  const total = Math.round(minutes * 60000), minute = Math.floor(total / 60000), rest = total % 60000;
  const two = (n: number) => String(n).padStart(2, "0");
  const text = `day ${Math.floor(minute / 1440)} ${two(Math.floor((minute % 1440) / 60))}:${two(minute % 60)}`;
  if (!rest) return text;
  const milliseconds = rest % 1000;
  return `${text}:${two(Math.floor(rest / 1000))}${milliseconds ? `.${String(milliseconds).padStart(3, "0")}` : ""}`;
}

export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-3)) return value.toExponential(1);
  return size >= 1000 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(3)));
}
