// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Runs that differ in their draws alone, and what they come to over time; the program computes it.

import { mostPanes } from "./panes";
import type { ColumnInfo } from "./series";
import type { Viewer } from "./viewer";

export interface Group {
  label: string;
  planned: number;
  used: number;
  runs: number[]; // empty: those of a study
  repeats: number[]; // of a seed that is among the runs: not counted
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

/** What charts draw: each run, or what the runs of a group come to. */
export type Lines = "runs" | "median" | "mean";

interface Answer {
  study: string | null;
  groups: Group[];
  columns: ColumnInfo[];
}

interface Bands {
  name: string;
  groups: Course[];
}

/** More bands lie over one another and are told apart by nobody. */
export const mostBands = 8;

export class Replicates {
  study: string | null = null;
  groups: Group[] = [];
  columns: ColumnInfo[] = [];
  readonly hidden = new Set<number>();
  version = 0; // counts what changes the curves
  private courses = new Map<string, Promise<Course[]> | Course[]>();

  constructor(private readonly viewer: Viewer) {}

  private changed(): void {
    ++this.version;
    this.viewer.changed();
  }

  /** Whether there is anything but single runs. */
  get many(): boolean {
    return this.study !== null || this.groups.some((group) => group.runs.length > 1);
  }

  async load(): Promise<void> {
    if (this.viewer.fixed) return;
    const answer = await this.viewer.ask.json<Answer>("replicates").catch(() => null);
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
    const answer = this.viewer.ask.json<Bands[]>("bands", { columns: missing.join(",") }).catch((): Bands[] => []);
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

/** What the charts of a view draw. */
export function linesOf({ view, runs, state }: Viewer): Lines {
  const { many, study } = state.replicates;
  if (!many) return "runs";
  if (!runs.length) return view.lines === "mean" ? "mean" : "median";
  return view.lines ?? (study || runs.length > mostPanes ? "median" : "runs");
}

export function groupColour(viewer: Viewer, number: number): string {
  const order = viewer.state.replicates.drawn().findIndex((each) => each.number === number);
  return order < 0 ? "transparent" : viewer.categories[order % viewer.categories.length] ?? "#0072b2";
}
