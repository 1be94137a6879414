// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What the page knows and does; the parts that show it are in the .tsx files.

import type { Cell, CellEvent, Cells, Divergence, Moment, Presence, Run, Slice, Volume } from "./answers";
import { Kept } from "./kept";
import { layerPlane, planeAcross, type Plane } from "./planes";
import { noCells, Replicates, sharePlane } from "./replicates";
import { Scene } from "./scene";
import { readTable, type Table } from "./series";
import { Questions, Refusal, type Source } from "./source";
import { Surface } from "./surface";
import { Tubes } from "./tubes";
import { axisOf, cellWords, frameAt, fromFragment, isFlat, layerOf, numberOf, startView, toFragment, type Lines, type View } from "./view";

/** One run on the screen. */
export interface Pane {
  run: number;
  frame: number;
  wanted: number;
  scene: Scene | null;
  tubes: Tubes | null;
  surface: Surface | null;
  volume: { key: string; answer: Promise<Volume> } | null; // the last: the level may change alone
  cells: Cells | null;
  slices: Slice[];
  group: number; // whose share of runs is shown; -1: the run itself
  presence: Presence | null;
  problem: string;
  loads: number; // questions that are on their way
}

export interface Picked {
  run: number;
  cell: Cell;
  moments: Moment[];
  events: CellEvent[];
  searched: number; // frames that have been looked through
}

/** A region that is drawn, on the pane where it was begun [pixels]. */
export interface Drawing {
  pane: Pane | null;
  from: [number, number];
  to: [number, number];
}

const keptFrames = 40;
export const mostPanes = 4;
const keptSlices = 24; // of up to some megabytes each
const ahead = 2; // frames that are asked for before they are shown in play
const roughAbove = 80; // milliseconds a frame in play, from which on it is drawn with fewer pixels

export class Viewer {
  readonly questions: Questions;
  readonly replicates: Replicates;
  runs: Run[] = [];
  colourMap: number[] = [];
  categories: string[] = [];
  surfaceColour = "";
  tables: (Table | null)[] = [];
  opened = false;
  panes: Pane[] = []; // of the runs that are shown
  view: View = startView(undefined);
  playing = false;
  loop = true;
  speed = 4; // frames a second
  following = false;
  dark = matchMedia("(prefers-color-scheme: dark)").matches;
  help = false;
  problem = "";
  picked: Picked | null = null;
  lineage = false; // of the picked cell is shown
  divergences: (Divergence | null)[] = [];
  ranges = new Map<string, [number, number]>();
  moving = false; // the camera is being turned
  rough = false; // frames take longer than they are to be shown
  drawing: Drawing | null = null; // of a region
  frameMillis = 0; // how long the last frame took to come and be drawn

  private allPanes: Pane[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly keptCells = new Kept<Cells>(keptFrames);
  private readonly keptSlices = new Kept<Slice>(keptSlices);
  private drawAsked = false;
  private question = 0;

  constructor(source: Source) {
    this.questions = new Questions(source);
    this.replicates = new Replicates(this.questions, () => this.changed());
  }

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  changed(): void {
    for (const listener of this.listeners) listener();
  }

  // opening

  async open(fragment: string): Promise<void> {
    try {
      for (;;) {
        const answer = await this.questions.runs();
        this.runs = answer.runs;
        this.colourMap = answer.colour_map;
        this.categories = answer.categories;
        this.surfaceColour = answer.surface_colour;
        this.changed();
        if (!this.runs.some((run) => run.stage === "opening")) break;
        await sleep(300);
      }
    } catch (error) {
      this.problem = textOf(error);
      return this.changed();
    }
    const first = this.runs.find((run) => run.stage === "open" && run.frames.times_min.length);
    this.view = this.possible(fromFragment(fragment, startView(first)), startView(first));
    this.allPanes = this.runs.map((_, run) => ({
      run, frame: -1, wanted: -1, scene: null, tubes: null, surface: null, volume: null, cells: null, slices: [], group: -1, presence: null, problem: "", loads: 0,
    }));
    await this.replicates.load();
    this.opened = true;
    this.arrange();
    this.following = this.runs.some((run) => run.stage === "open" && !run.frames.finished);
    if (this.following && !fragment.includes("time=")) this.view.time = this.lastTime();
    this.changed();
    void this.loadTables();
    void this.loadDivergences();
    void this.follow();
    this.reload();
  }

  /** Which runs have a pane. */
  private arrange(): void {
    const shares = this.view.share ? this.replicates.ofRuns() : [];
    if (!shares.length) this.view = { ...this.view, share: "" };
    const first = Math.min(this.view.first, Math.max(0, this.runs.length - 1));
    this.panes = shares.length ? shares.slice(0, mostPanes).map(({ group }) => this.allPanes[group.runs[0]!]!)
      : this.allPanes.slice(first, first + mostPanes);
    this.panes.forEach((pane, i) => (pane.group = shares[i]?.number ?? -1));
  }
  /** Those that a pane shows. */
  runsOf(pane: Pane): number[] {
    return this.replicates.groups[pane.group]?.runs ?? [pane.run];
  }

  get lines(): Lines {
    const { many, study } = this.replicates;
    if (!many) return "runs";
    if (!this.runs.length) return this.view.lines === "mean" ? "mean" : "median";
    return this.view.lines ?? (study || this.runs.length > mostPanes ? "median" : "runs");
  }

  private async loadTables(): Promise<void> {
    this.tables = await Promise.all(
      this.runs.map(async (run, i) => {
        if (run.stage !== "open") return null;
        const table = readTable(await this.questions.series(i).catch(() => ""));
        return table.days.length ? table : null;
      }),
    );
    this.changed();
  }

  private async loadDivergences(): Promise<void> {
    for (const { run: i } of this.panes) {
      if (i === 0 || this.divergences[i] || !this.isOpen(0) || !this.isOpen(i)) continue;
      this.divergences[i] = await this.questions.divergence(0, i).catch(() => null);
      this.changed();
    }
  }

  /** Whether any run is more than a section. */
  get solid(): boolean {
    return this.runs.some((run) => run.stage === "open" && run.lattice.size[2] > 1);
  }

  private isOpen(run: number): boolean {
    return this.runs[run]?.stage === "open";
  }

  /** Asks growing runs for news; the clock goes with them while it stands at their end. */
  private async follow(): Promise<void> {
    if (this.questions.source.fixed) return;
    while (this.runs.some((run) => run.stage !== "open" || !run.frames.finished)) {
      await sleep(1000);
      const atEnd = this.view.time >= this.lastTime() - 1e-6;
      let news = false;
      for (let i = 0; i < this.runs.length; ++i) {
        const before = this.runs[i]!;
        if (before.stage === "open" && before.frames.finished) continue;
        const now = await this.questions.news(i).catch(() => null);
        if (!now) continue;
        news ||= now.stage !== before.stage || now.frames?.times_min.length !== before.frames?.times_min.length ||
          now.frames?.growing !== before.frames?.growing || now.frames?.finished !== before.frames?.finished;
        this.runs[i] = now;
      }
      if (!news) continue;
      void this.loadTables();
      void this.replicates.load();
      // A run that goes on from an earlier state has fewer frames at first.
      const gone = this.view.time > this.lastTime() + 1e-6;
      if (gone || (atEnd && this.following && !this.playing)) this.seek(this.lastTime());
      else this.changed();
    }
    this.changed();
  }

  // time

  /** All times at which some run has a frame; of a study without runs beside it, those of its series. */
  times(): number[] {
    if (!this.runs.length) return this.replicates.days().map((day) => Math.round(day * 1440e6) / 1e6);
    const all = this.runs.flatMap((run) => (run.stage === "open" ? run.frames.times_min : []));
    return [...new Set(all)].sort((a, b) => a - b);
  }
  lastTime(): number {
    return this.times().at(-1) ?? 0;
  }
  seek(time: number): void {
    this.view = { ...this.view, time };
    this.reload();
  }
  step(by: number): void {
    const times = this.times();
    const now = times.findLastIndex((time) => time <= this.view.time + 1e-6);
    this.seek(times[Math.max(0, Math.min(times.length - 1, now + by))] ?? 0);
  }

  async play(): Promise<void> {
    if (this.playing) return;
    this.playing = true;
    if (this.view.time >= this.lastTime() - 1e-6) this.seek(this.times()[0] ?? 0);
    this.changed();
    while (this.playing) {
      const started = performance.now();
      if (this.view.time >= this.lastTime() - 1e-6) {
        if (!this.loop) break;
        this.seek(this.times()[0] ?? 0);
      } else {
        this.step(1);
      }
      await this.drawn();
      this.frameMillis = performance.now() - started;
      this.rough = this.frameMillis > Math.max(roughAbove, 1000 / this.speed);
      await sleep(Math.max(0, 1000 / this.speed - this.frameMillis));
    }
    this.pause();
  }
  pause(): void {
    this.playing = this.rough = false;
    this.draw();
    this.changed();
  }

  /** Resolves as soon as what was asked for has been handed to the browser to draw. */
  private drawn(): Promise<void> {
    return new Promise((done) => {
      const stop = this.listen(() => {
        if (this.drawAsked || this.panes.some((pane) => pane.loads > 0)) return;
        stop();
        done();
      });
    });
  }

  /** Resolves when all panes show what was asked for. */
  async settled(): Promise<void> {
    for (let calm = 0; calm < 2; ) {
      await new Promise(requestAnimationFrame);
      calm = this.panes.every((pane) => pane.loads === 0) && !this.drawAsked ? calm + 1 : 0;
    }
  }

  // what is shown

  /** What a shared file can show of a view. */
  private possible(view: View, start: View): View {
    const { fixed } = this.questions.source;
    if (!fixed) return view;
    const { time, camera, ranges, vessels } = view;
    return { ...start, time, camera, ranges, vessels, color: fixed.colours.includes(view.color) ? view.color : start.color };
  }

  change(part: Partial<View>): void {
    this.view = this.possible({ ...this.view, ...part }, this.view);
    this.arrange();
    if (part.first !== undefined) void this.loadDivergences();
    this.reload();
  }
  turn(camera: Partial<View["camera"]>): void {
    this.view = { ...this.view, camera: { ...this.view.camera, ...camera } };
    this.moving = true;
    this.draw();
    this.calm();
  }
  private readonly calm = later(180, () => {
    this.moving = false;
    this.draw();
    this.remember();
  });
  private readonly remember = later(250, () => history.replaceState(null, "", "#" + toFragment(this.view)));

  private reload(): void {
    this.remember();
    this.changed();
    ++this.question;
    for (const pane of this.panes) void this.load(pane, this.question);
    void this.loadRange(this.view.color);
    if (this.view.substance) void this.loadRange(this.view.substance);
    if (this.view.level) void this.loadRange(this.view.level.name);
  }

  private async load(pane: Pane, question: number): Promise<void> {
    const run = this.runs[pane.run]!;
    if (run.stage !== "open" || !run.frames.times_min.length) return;
    const frame = frameAt(run, this.view.time);
    pane.wanted = frame;
    ++pane.loads;
    try {
      const view = this.view;
      const presence = pane.group < 0 ? null : await this.replicates.presence(this.runsOf(pane), view, run);
      const [cells, planes, volume] = presence ? [noCells, [sharePlane(presence, view, run)], null] : await Promise.all(
        [this.cellsOf(pane.run, frame), this.planesOf(pane.run, frame, view), this.volumeOf(pane, frame, view)]);
      if (question === this.question || this.playing) {
        pane.presence = presence;
        pane.cells = cells;
        pane.slices = planes.map((plane) => plane.slice);
        pane.frame = frame;
        pane.problem = "";
        this.show(pane, planes, volume);
      }
      if (!presence) this.prefetch(pane.run, frame);
    } catch (error) {
      if (question === this.question) {
        pane.problem = textOf(error);
        pane.frame = frame;
      }
    }
    --pane.loads;
    this.draw();
    this.changed();
  }

  private prefetch(run: number, frame: number): void {
    if (!this.playing) return;
    const count = this.runs[run]!.frames.times_min.length;
    for (let next = frame + 1; next <= frame + ahead; ++next)
      Promise.all([this.cellsOf(run, next % count), this.planesOf(run, next % count, this.view)]).catch(() => undefined);
  }

  private cellsOf(run: number, frame: number): Promise<Cells> {
    const words = cellWords(this.view, this.runs[run]!);
    return this.keptCells.get(JSON.stringify([run, frame, words]), () => this.questions.cells(run, frame, words));
  }

  private async planesOf(runNumber: number, frame: number, view: View): Promise<Plane[]> {
    const run = this.runs[runNumber]!;
    if (!view.substance || !run.substances.some((s) => s.name === view.substance)) return [];
    const ask = (axis: number, at: number) => this.keptSlices.get(JSON.stringify([runNumber, frame, view.substance, axis, at]),
      () => this.questions.slice(runNumber, frame, view.substance, axis, at));
    const size = run.lattice.size;
    const whole = (axis: number, at: number, slice: Slice) => planeAcross(run, axis, at, slice);
    const layer = layerOf(view, run);
    try {
      if (isFlat(view, run)) return [layerPlane(run, view, await ask(axisOf(view, run), layer))];
      if (view.cut !== "octant") return [whole(view.axis, layer + 0.1, await ask(view.axis, layer))];
      // The three faces of the octant that is taken out.
      return await Promise.all([0, 1, 2].map(async (axis): Promise<Plane> => {
        const from = size.map((n) => Math.floor(n / 2)) as [number, number, number];
        const plane = whole(axis, from[axis]! + 0.2, await ask(axis, from[axis]! - 1));
        const a = axis === 0 ? 1 : 0, b = axis === 2 ? 1 : 2;
        plane.corner[a] = from[a]!;
        plane.corner[b] = from[b]!;
        plane.across[a] = size[a]! - from[a]!;
        plane.down[b] = size[b]! - from[b]!;
        plane.crop = [from[a]! / size[a]!, 1, from[b]! / size[b]!, 1];
        return plane;
      }));
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) return []; // not every frame has every field
      throw error;
    }
  }

  private async volumeOf(pane: Pane, frame: number, view: View): Promise<Volume | null> {
    const run = this.runs[pane.run]!, { level } = view;
    if (!level || isFlat(view, run) || !run.substances.some((s) => s.name === level.name)) return null;
    const key = JSON.stringify([frame, level.name]);
    if (pane.volume?.key !== key) pane.volume = { key, answer: this.questions.volume(pane.run, frame, level.name) };
    try {
      return await pane.volume.answer;
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) return null; // not every frame has every field
      throw error;
    }
  }

  /** A surface of this substance, at first in the middle of its range; "": none. */
  async chooseLevel(name: string): Promise<void> {
    if (!name) return this.change({ level: null });
    await this.loadRange(name);
    const [low, high] = this.range(name);
    this.change({ level: { name, value: Number(((low + high) / 2).toPrecision(3)) } });
  }

  /** The range of numbers of a column or substance, the same for all runs and times. */
  range(name: string): [number, number] {
    return this.view.ranges[name] ?? this.ranges.get(name) ?? [0, 1];
  }
  private async loadRange(name: string): Promise<void> {
    if (this.ranges.has(name) || !this.runs.some((run) => run.stage === "open" && numberOf(name, run))) return;
    this.ranges.set(name, [0, 1]);
    let low = Infinity, high = -Infinity;
    for (let i = 0; i < this.runs.length; ++i) {
      if (!this.isOpen(i) || !numberOf(name, this.runs[i]!)) continue;
      const range = await this.questions.range(i, name).catch(() => null);
      if (range && range.frames) [low, high] = [Math.min(low, range.low), Math.max(high, range.high)];
    }
    if (low <= high) this.ranges.set(name, [low, high]);
    this.recolour();
  }
  private recolour(): void {
    ++this.question;
    for (const pane of this.panes) void this.load(pane, this.question);
  }

  // drawing

  attach(pane: Pane, canvas: HTMLCanvasElement): void {
    const run = this.runs[pane.run]!;
    pane.scene = new Scene(canvas, run, this.colourMap);
    pane.surface = new Surface(run, this.surfaceColour);
    pane.scene.more.add(...pane.surface.meshes);
    void this.load(pane, this.question);
    void this.loadVessels(pane);
  }

  private async loadVessels(pane: Pane): Promise<void> {
    const run = this.runs[pane.run]!, { scene } = pane;
    pane.tubes = null;
    if (!run.vessels) return;
    ++pane.loads;
    const vessels = await this.questions.vessels(pane.run).catch(() => null);
    if (vessels && scene === pane.scene) {
      pane.tubes = new Tubes(run, vessels);
      pane.tubes.show(this.view);
      scene!.more.add(pane.tubes.mesh);
    }
    --pane.loads;
    this.draw();
  }

  private show(pane: Pane, planes: Plane[], volume: Volume | null): void {
    const run = this.runs[pane.run]!;
    const cells = pane.cells!;
    const numbers = numberOf(this.view.color, run) !== null;
    pane.scene?.setCells(cells, this.colours(run, cells), isFlat(this.view, run), axisOf(this.view, run), numbers ? 0.65 : 1);
    const [low, high] = pane.presence ? [0, 1] : this.range(this.view.substance);
    pane.scene?.setPlanes(planes, low, high);
    pane.tubes?.show(this.view);
    pane.surface?.show(volume, this.view.level?.value ?? 0);
  }

  private colours(run: Run, cells: Cells): Uint8Array {
    const flat = isFlat(this.view, run);
    const numbers = numberOf(this.view.color, run) !== null;
    const [low, high] = this.range(this.view.color);
    const rgb = (hex: string) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
    const ofState = run.agents.map((agent) =>
      agent.states.map((state) => rgb(this.view.color === "state" ? state.colour : state.alive ? agent.colour : agent.dead_colour)));
    const none = [205, 203, 198];
    const alive = run.agents.map((agent) => agent.states.map((state) => numbers && state.alive));
    const smallness = run.agents.map((agent) => (agent.fills ? null : flat ? [87, 61, 43] : [102, 102, 102]));
    const colours = new Uint8Array(4 * cells.row.length);
    for (let i = 0; i < cells.row.length; ++i) {
      const type = cells.kind[4 * i]!, state = cells.kind[4 * i + 1]!, together = cells.kind[4 * i + 2]!;
      let colour = ofState[type]![state]!, from = 0;
      if (alive[type]![state]) {
        const value = cells.value?.[i] ?? NaN;
        if (Number.isNaN(value)) colour = none;
        else {
          colour = this.colourMap;
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

  draw(): void {
    if (this.drawAsked) return;
    this.drawAsked = true;
    requestAnimationFrame(() => {
      this.drawAsked = false;
      this.drawNow();
    });
  }
  drawNow(): void {
    for (const pane of this.panes) pane.scene?.draw(this.view.camera, { dark: this.dark, hurry: this.moving, rough: this.rough });
    this.changed();
  }

  // one cell

  async pick(pane: Pane, x: number, y: number): Promise<void> {
    if (this.questions.source.fixed) return;
    const index = pane.scene?.pick(this.view.camera, x, y) ?? -1;
    if (index < 0) {
      this.picked = null;
      return this.changed();
    }
    await this.choose(pane, index);
  }

  private async choose(pane: Pane, index: number): Promise<void> {
    const cells = pane.cells!;
    const cell = await this.questions.cell(pane.run, pane.frame, cells.kind[4 * index]!, cells.row[index]!);
    await this.follow_cell(pane.run, cell);
  }

  /** Its story is looked for from the present outwards, a few frames at a time. */
  private async follow_cell(run: number, cell: Cell): Promise<void> {
    const picked: Picked = { run, cell, moments: [], events: [], searched: 0 };
    this.picked = picked;
    this.changed();
    const count = this.runs[run]!.frames.times_min.length;
    for (let from = 0; from < count && this.picked === picked; ) {
      const story = await this.questions.story(run, cell.id, from, Math.min(count, from + 8));
      picked.moments.push(...story.moments);
      picked.events.push(...story.events);
      from = picked.searched = story.to;
      this.changed();
    }
  }

  /** A cell in the frame of a time, and the clock with it. */
  async chooseAt(run: number, id: string, frame: number): Promise<void> {
    const { moments } = await this.questions.story(run, id, frame, frame + 1);
    if (!moments[0]) return;
    this.seek(moments[0].time_min);
    await this.follow_cell(run, moments[0]);
  }

  /** Another cell by its id: a parent, a daughter. */
  async chooseId(run: number, id: string): Promise<void> {
    const frames = this.runs[run]!.frames.times_min.length;
    for (let from = 0; from < frames; from += 8) {
      const story = await this.questions.story(run, id, from, Math.min(frames, from + 8));
      const moment = story.moments[0];
      if (moment) return this.follow_cell(run, moment);
    }
  }

  unpick(): void {
    this.picked = null;
    this.changed();
  }
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/** Runs once things have been quiet for so long. */
function later(milliseconds: number, what: () => void): () => void {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(what, milliseconds);
  };
}
