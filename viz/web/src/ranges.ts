// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The ranges of numbers that colours stand for: the same for all runs and times.

import { panels } from "./panels";
import { numberOf, openRuns } from "./runs";
import type { Viewer } from "./viewer";

interface Range {
  low: number;
  high: number;
  frames: number; // that were looked at
}

export class Ranges {
  private readonly found = new Map<string, [number, number]>();

  constructor(private readonly viewer: Viewer) {}

  /** Of a column or substance: as chosen by hand, else as found. */
  of(name: string): [number, number] {
    return this.viewer.view.ranges[name] ?? this.found.get(name) ?? [0, 1];
  }

  /** Names of the numbers that are shown as colours. */
  coloured(): string[] {
    return [...new Set(panels.flatMap((panel) => panel.coloured?.(this.viewer.view) ?? []))].filter(Boolean);
  }

  /** Asks for those that the view needs. */
  loadAll(): void {
    const others = panels.flatMap((panel) => panel.ranged?.(this.viewer.view) ?? []);
    for (const name of [...this.coloured(), ...others]) if (name) void this.load(name);
  }

  async load(name: string): Promise<void> {
    const runs = openRuns(this.viewer).filter(({ run }) => numberOf(name, run));
    if (this.found.has(name) || !runs.length) return;
    this.found.set(name, [0, 1]);
    let low = Infinity, high = -Infinity;
    for (const { i } of runs) {
      const range = await this.viewer.ask.json<Range>(`runs/${i}/range`, { name }).catch(() => null);
      if (range && range.frames) [low, high] = [Math.min(low, range.low), Math.max(high, range.high)];
    }
    if (low <= high) this.found.set(name, [low, high]);
    this.viewer.screen.loadAll();
  }
}
