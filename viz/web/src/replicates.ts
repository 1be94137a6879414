// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Runs that differ in their draws alone, and what they come to over time; the program computes it.

import type { Cells, Course, Group, Presence, Run } from "./answers";
import { layerPlane, type Plane } from "./planes";
import type { Questions } from "./source";
import { axisOf, layerOf, type View } from "./view";

const keptShares = 40;

export const noCells: Cells = {
  time_min: 0, scale: 1, counts: [], matching: [], place: new Uint16Array(), kind: new Uint8Array(), row: new Uint32Array(),
};

/** The share of runs as a layer of values. */
export function sharePlane({ count, n, width, height }: Presence, view: View, run: Run): Plane {
  return layerPlane(run, view, { width, height, value: Float32Array.from(count, (runs) => runs / Math.max(1, n)) });
}

/** More bands lie over one another and are told apart by nobody. */
export const mostBands = 8;

export class Replicates {
  study: string | null = null;
  groups: Group[] = [];
  columns: { name: string; unit: string }[] = [];
  readonly hidden = new Set<number>();
  version = 0; // counts what changes the curves
  private readonly kept = new Map<string, Promise<Presence>>();
  private courses = new Map<string, Promise<Course[]> | Course[]>();

  constructor(private readonly questions: Questions, private readonly listener: () => void) {}

  private changed(): void {
    ++this.version;
    this.listener();
  }

  /** Whether there is anything but single runs. */
  get many(): boolean {
    return this.study !== null || this.groups.some((group) => group.runs.length > 1);
  }

  async load(): Promise<void> {
    if (this.questions.source.fixed) return;
    const answer = await this.questions.replicates().catch(() => null);
    if (!answer) return;
    const first = !this.groups.length;
    Object.assign(this, answer);
    if (first) answer.groups.forEach((_, i) => i >= mostBands && this.hidden.add(i));
    this.courses.clear();
    this.changed();
  }

  /** Groups whose bands are drawn. */
  drawn(): { group: Group; number: number }[] {
    return this.groups.map((group, number) => ({ group, number })).filter(({ number }) => !this.hidden.has(number));
  }

  toggle(number: number): void {
    if (!this.hidden.delete(number)) this.hidden.add(number);
    else if (this.drawn().length > mostBands) this.hidden.add(number);
    this.changed();
  }

  /** Groups of runs that are there to be looked at, of more than one. */
  ofRuns(): { group: Group; number: number }[] {
    return this.groups.map((group, number) => ({ group, number })).filter(({ group }) => group.runs.length > 1);
  }

  /** In how many of the runs the sites of the layer hold the cell that is asked for. */
  presence(runs: number[], view: View, run: Run): Promise<Presence> {
    const [type, state] = view.share.split(".");
    const words = { runs: runs.join(","), time: view.time, type, state, axis: axisOf(view, run), at: layerOf(view, run) };
    const key = JSON.stringify([words, this.version]);
    let presence = this.kept.get(key);
    if (!presence) {
      presence = this.questions.presence(words);
      presence.catch(() => this.kept.delete(key));
      this.kept.set(key, presence);
      if (this.kept.size > keptShares) this.kept.delete(this.kept.keys().next().value!);
    }
    return presence;
  }

  /** A column by group; null while the answer is on its way. */
  course(column: string): Course[] | null {
    const found = this.courses.get(column);
    if (Array.isArray(found)) return found;
    if (!found) this.ask([column]);
    return null;
  }

  /** Columns that will be wanted, in one question. */
  ask(columns: string[]): void {
    const missing = columns.filter((column) => !this.courses.has(column));
    if (!missing.length) return;
    const { courses } = this;
    const answer = this.questions.bands(missing).catch(() => []);
    for (const column of missing) {
      const course = answer.then((bands) => bands.find((each) => each.name === column)?.groups ?? []);
      courses.set(column, course);
      void course.then((groups) => courses.set(column, groups));
    }
    void answer.then(() => this.changed());
  }

  /** All days at which the drawn columns have a number: the clock of a study without runs beside it. */
  days(): number[] {
    const all = [...this.courses.values()].flatMap((course) => (Array.isArray(course) ? course.flatMap((each) => each.days) : []));
    return [...new Set(all)].sort((a, b) => a - b);
  }
}
