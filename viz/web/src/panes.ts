// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The panes of the screen: which runs they show, what their layers ask for, when they are drawn.

import type { Cells } from "./answers";
import type { Arranged } from "./panel";
import { panels, shownWith } from "./panels";
import { frameAt } from "./runs";
import { Scene } from "./scene";
import type { Camera } from "./store";
import { later } from "./waiting";
import { textOf } from "./words";
import type { Viewer } from "./viewer";

export const mostPanes = 4;
const ahead = 2; // frames that are asked for before they are shown in play

/** What the layers have put into a pane; each adds its own (panel.ts). */
export interface Shown {
  cells: Cells;
}

/** One run on the screen, or several as one picture. */
export interface Pane extends Arranged {
  frame: number;
  wanted: number;
  scene: Scene | null;
  shown: Partial<Shown>;
  problem: string;
  loads: number; // questions that are on their way
}

export class Panes {
  shown: Pane[] = [];
  private all: Pane[] = []; // of all runs
  private moving = false; // the camera is being turned
  private drawAsked = false;
  private question = 0;

  constructor(private readonly viewer: Viewer) {}

  open(): void {
    this.all = this.viewer.runs.map(({ title }, run) => ({
      run, runs: [run], title, frame: -1, wanted: -1, scene: null, shown: {}, problem: "", loads: 0,
    }));
    this.arrange();
  }

  arrange(): void {
    const before = this.shown;
    const wanted = panels.map((panel) => panel.arrange?.(this.viewer)).find(Boolean) ?? [];
    this.shown = wanted.map((each) => Object.assign(this.all[each.run]!, each));
    if (before.length === this.shown.length && before.every((pane, i) => pane === this.shown[i])) return;
    for (const panel of panels) panel.arranged?.(this.viewer);
  }

  // answers

  /** What is asked from now on is shown, and what is still on its way is not, but in play. */
  loadAll(): void {
    ++this.question;
    for (const pane of this.shown) void this.load(pane, this.question);
  }

  private async load(pane: Pane, question: number): Promise<void> {
    const { viewer } = this;
    const run = viewer.runs[pane.run]!;
    if (run.stage !== "open" || !run.frames.times_min.length) return;
    const { view } = viewer;
    const frame = frameAt(run, view.time);
    pane.wanted = frame;
    ++pane.loads;
    try {
      const asked = shownWith(view).filter((panel) => panel.layer);
      const answers = await Promise.all(asked.map(async (panel) => panel.layer!.ask?.(viewer, pane, frame, view)));
      if (question === this.question || viewer.clock.playing) {
        pane.frame = frame;
        pane.problem = "";
        for (const panel of panels) panel.layer?.show(viewer, pane, answers[asked.indexOf(panel)] ?? null);
      }
      this.loadAhead(pane, frame);
    } catch (error) {
      if (question === this.question) {
        pane.problem = textOf(error);
        pane.frame = frame;
      }
    }
    --pane.loads;
    this.draw();
    viewer.changed();
  }

  private loadAhead(pane: Pane, frame: number): void {
    const { viewer } = this;
    if (!viewer.clock.playing) return;
    const count = viewer.runs[pane.run]!.frames.times_min.length;
    const layers = shownWith(viewer.view).flatMap((panel) => (panel.layer?.ahead ? [panel.layer] : []));
    for (let next = frame + 1; next <= frame + ahead; ++next)
      for (const layer of layers) layer.ask?.(viewer, pane, next % count, viewer.view).catch(() => undefined);
  }

  // drawing

  attach(pane: Pane, canvas: HTMLCanvasElement): void {
    pane.scene = new Scene(canvas, this.viewer.runs[pane.run]!, this.viewer.colourMap);
    for (const panel of panels) void this.begin(pane, panel.layer?.begin?.(this.viewer, pane));
    void this.load(pane, this.question);
  }
  private async begin(pane: Pane, begun: void | Promise<void>): Promise<void> {
    if (!begun) return;
    ++pane.loads;
    await begun;
    --pane.loads;
    this.draw();
  }

  turn(camera: Partial<Camera>): void {
    const { store } = this.viewer;
    store.view = { ...store.view, camera: { ...store.view.camera, ...camera } };
    this.moving = true;
    this.draw();
    this.calm();
  }
  private readonly calm = later(180, () => {
    this.moving = false;
    this.draw();
    this.viewer.remember();
  });

  draw(): void {
    if (this.drawAsked) return;
    this.drawAsked = true;
    requestAnimationFrame(() => {
      this.drawAsked = false;
      this.drawNow();
    });
  }
  drawNow(): void {
    const { view, state, clock } = this.viewer;
    for (const pane of this.shown) pane.scene?.draw(view.camera, { dark: state.dark, hurry: this.moving, rough: clock.rough });
    this.viewer.changed();
  }

  private quiet(): boolean {
    return !this.drawAsked && this.shown.every((pane) => pane.loads === 0);
  }

  /** Resolves as soon as what was asked for has been handed to the browser to draw. */
  drawn(): Promise<void> {
    return new Promise((done) => {
      const stop = this.viewer.store.listen(() => {
        if (!this.quiet()) return;
        stop();
        done();
      });
    });
  }

  /** Resolves when all panes show what was asked for. */
  async settled(): Promise<void> {
    for (let calm = 0; calm < 2; ) {
      await new Promise(requestAnimationFrame);
      calm = this.quiet() ? calm + 1 : 0;
    }
  }
}
