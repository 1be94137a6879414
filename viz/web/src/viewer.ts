// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The page as its parts see it: the runs, what is looked at, and whom to ask for more.

import type { Run, Runs } from "./answers";
import { Clock } from "./clock";
import { Panes, type Pane } from "./panes";
import { panels } from "./panels";
import { Ranges } from "./ranges";
import { Asker, type Source } from "./source";
import { Store, type State, type View } from "./store";
import { fromFragment, possible, startView, toFragment } from "./view";
import { later, sleep } from "./waiting";
import { textOf } from "./words";

export class Viewer {
  readonly ask: Asker;
  readonly store: Store;
  readonly clock = new Clock(this);
  readonly screen = new Panes(this);
  readonly ranges = new Ranges(this);
  runs: Run[] = [];
  colourMap: number[] = [];
  categories: string[] = [];
  surfaceColour = "";

  constructor(private readonly source: Source) {
    this.ask = new Asker(source);
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    this.store = new Store(startView(undefined), { problem: "", opened: false, dark } as State);
    for (const panel of panels) Object.assign(this.state, panel.state?.(this));
  }

  get view(): View {
    return this.store.view;
  }
  get state(): State {
    return this.store.state;
  }
  get panes(): Pane[] {
    return this.screen.shown;
  }
  /** What a shared file was made for. */
  get fixed(): Source["fixed"] {
    return this.source.fixed;
  }
  changed(): void {
    this.store.changed();
  }

  // what is shown

  change(part: Partial<View>): void {
    this.store.view = possible({ ...this.view, ...part }, this.view, this);
    this.screen.arrange();
    this.reload();
  }
  /** Of the state: nothing has to be asked for. */
  set(part: Partial<State>): void {
    Object.assign(this.state, part);
    this.changed();
  }
  reload(): void {
    this.remember();
    this.changed();
    this.screen.loadAll();
    this.ranges.loadAll();
  }
  readonly remember = later(250, () => history.replaceState(null, "", "#" + toFragment(this.view)));

  // opening

  async open(fragment: string): Promise<void> {
    try {
      for (;;) {
        const answer = await this.ask.json<Runs>("runs");
        this.runs = answer.runs;
        this.colourMap = answer.colour_map;
        this.categories = answer.categories;
        this.surfaceColour = answer.surface_colour;
        this.changed();
        if (!this.runs.some((run) => run.stage === "opening")) break;
        await sleep(300);
      }
    } catch (error) {
      return this.set({ problem: textOf(error) });
    }
    await this.load();
    const start = startView(this.runs.find((run) => run.stage === "open" && run.frames.times_min.length));
    this.store.view = possible(fromFragment(fragment, start), start, this);
    this.screen.open();
    const { clock } = this;
    clock.following = this.runs.some((run) => run.stage === "open" && !run.frames.finished);
    if (clock.following && !fragment.includes("time=")) this.store.view = { ...this.view, time: clock.last() };
    this.set({ opened: true });
    void this.follow();
    this.reload();
  }

  private async load(): Promise<void> {
    for (const panel of panels) await panel.load?.(this);
  }

  /** Asks growing runs for news; the clock goes with them while it stands at their end. */
  private async follow(): Promise<void> {
    if (this.fixed) return;
    while (this.runs.some((run) => run.stage !== "open" || !run.frames.finished)) {
      await sleep(1000);
      const { clock } = this;
      const atEnd = clock.atEnd();
      if (!(await this.grown())) continue;
      void this.load().then(() => this.screen.arrange());
      // A run that goes on from an earlier state has fewer frames at first.
      const gone = this.view.time > clock.last() + 1e-6;
      if (gone || (atEnd && clock.following && !clock.playing)) clock.seek(clock.last());
      else this.changed();
    }
    this.changed();
  }

  /** Whether any run has changed. */
  private async grown(): Promise<boolean> {
    let news = false;
    for (const [i, before] of this.runs.entries()) {
      if (before.stage === "open" && before.frames.finished) continue;
      const now = await this.ask.json<Run>(`runs/${i}/news`).catch(() => null);
      if (!now) continue;
      news ||= now.stage !== before.stage || now.frames?.times_min.length !== before.frames?.times_min.length ||
        now.frames?.growing !== before.frames?.growing || now.frames?.finished !== before.frames?.finished;
      this.runs[i] = now;
    }
    return news;
  }
}
