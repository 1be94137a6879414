// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The clock of all runs: its times, and play.

import { panels } from "./panels";
import { sleep } from "./waiting";
import type { Viewer } from "./viewer";

const roughAbove = 80; // milliseconds a frame in play, from which on it is drawn with fewer pixels

export class Clock {
  playing = false;
  loop = true;
  speed = 4; // frames a second
  following = false; // the newest frame of a growing run
  rough = false; // frames take longer than they are to be shown
  frameMillis = 0; // how long the last frame took to come and be drawn

  constructor(private readonly viewer: Viewer) {}

  /** All times at which some run has a frame; without runs, those of what there is besides. */
  times(): number[] {
    const { runs } = this.viewer;
    const all = runs.length ? runs.flatMap((run) => (run.stage === "open" ? run.frames.times_min : []))
      : panels.flatMap((panel) => panel.times?.(this.viewer) ?? []);
    return [...new Set(all)].sort((a, b) => a - b);
  }
  last(): number {
    return this.times().at(-1) ?? 0;
  }
  atEnd(): boolean {
    return this.viewer.view.time >= this.last() - 1e-6;
  }

  seek(time: number): void {
    this.viewer.store.view = { ...this.viewer.view, time };
    this.viewer.reload();
  }
  step(by: number): void {
    const times = this.times();
    const now = times.findLastIndex((time) => time <= this.viewer.view.time + 1e-6);
    this.seek(times[Math.max(0, Math.min(times.length - 1, now + by))] ?? 0);
  }

  async play(): Promise<void> {
    if (this.playing) return;
    this.playing = true;
    if (this.atEnd()) this.seek(this.times()[0] ?? 0);
    this.viewer.changed();
    while (this.playing) {
      const started = performance.now();
      if (this.atEnd()) {
        if (!this.loop) break;
        this.seek(this.times()[0] ?? 0);
      } else {
        this.step(1);
      }
      await this.viewer.screen.drawn();
      this.frameMillis = performance.now() - started;
      this.rough = this.frameMillis > Math.max(roughAbove, 1000 / this.speed);
      await sleep(Math.max(0, 1000 / this.speed - this.frameMillis));
    }
    this.pause();
  }
  pause(): void {
    this.playing = this.rough = false;
    this.viewer.screen.draw();
    this.viewer.changed();
  }
}
