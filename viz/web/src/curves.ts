// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What a chart draws: a line for each run, or a line and bands for each group of runs.

import type uPlot from "uplot";
import { groupColour, type Course } from "./replicates";
import { openRuns } from "./runs";
import { headOf, partOf, type Chart, type ColumnInfo, type Table } from "./series";
import { shortNumber } from "./words";
import type { Viewer } from "./viewer";

export interface Drawn {
  table: Table;
  run: number;
}

export interface Line {
  label: string;
  stroke: string;
  dash: number[];
  width: number;
  value?: (at: number) => string; // beside the chart, at a place of the data
}

export interface Curves {
  data: uPlot.AlignedData;
  lines: Line[]; // in the order of the data
  bands: uPlot.Band[];
}

type Numbers = (number | undefined)[];

const dashes = [[], [7, 4], [2, 3], [9, 3, 2, 3]];

function valueText(value: number | undefined): string {
  return value === undefined ? "–" : shortNumber(value);
}

function shortLabel({ role, name, subject }: ColumnInfo): string {
  return role === "count" ? subject : name;
}

function colourOf(viewer: Viewer, column: ColumnInfo, i: number): string {
  const agent = openRuns(viewer).flatMap(({ run }) => run.agents).find((each) => each.name === column.subject);
  const state = column.role === "state" ? agent?.states.find((each) => each.name === partOf(column)) : undefined;
  if (agent) return (state ?? agent).colour;
  return viewer.categories[i % viewer.categories.length] ?? "#0072b2";
}

function union(days: number[][]): { days: number[]; spread: (own: number[], values: number[]) => Numbers } {
  const all = [...new Set(days.flat())].sort((a, b) => a - b);
  const place = new Map(all.map((day, i) => [day, i]));
  const spread = (own: number[], values: number[]) => {
    const line: Numbers = new Array<number | undefined>(all.length).fill(undefined);
    values.forEach((value, i) => (line[place.get(own[i]!)!] = Number.isNaN(value) ? undefined : value));
    return line;
  };
  return { days: all, spread };
}

/** All runs on the union of their times; where a run has none, nothing. */
export function curvesOfRuns(viewer: Viewer, chart: Chart, tables: Drawn[]): Curves {
  const { days, spread } = union(tables.map(({ table }) => table.days));
  const data: Numbers[] = [], lines: Line[] = [];
  chart.columns.forEach((column, i) => tables.forEach(({ table, run }, k) => {
    const values = spread(table.days, table.columns.get(headOf(column))?.values ?? []);
    data.push(values);
    lines.push({
      label: tables.length > 1 ? `${shortLabel(column)} (${run + 1})` : shortLabel(column),
      stroke: colourOf(viewer, column, i), dash: dashes[k % dashes.length]!, width: 1.6, value: (at) => valueText(values[at]),
    });
  }));
  return { data: [days, ...data] as uPlot.AlignedData, lines, bands: [] };
}

/** Of each group the middle, and the bands from 5 to 95 % and from 25 to 75 % of its runs. */
export function curvesOfGroups(viewer: Viewer, chart: Chart, middle: "median" | "mean"): Curves {
  const { replicates } = viewer.state;
  replicates.ask(chart.columns.map(headOf));
  const groups = replicates.drawn();
  const drawn = chart.columns.flatMap((column, i) => {
    const courses = replicates.course(headOf(column));
    return groups.flatMap(({ group, number }) => {
      const course = courses?.[number];
      const one = replicates.groups.length === 1;
      const stroke = one ? colourOf(viewer, column, i) : groupColour(viewer, number);
      return course?.days.length ? [{ course, group, stroke, label: one ? shortLabel(column) : group.label }] : [];
    });
  });
  const { days, spread } = union(drawn.map(({ course }) => course.days));
  const data: Numbers[] = [], lines: Line[] = [], bands: uPlot.Band[] = [];
  for (const { course, group, stroke, label } of drawn) {
    const first = data.length + 1; // the days come before all
    const of = (name: Exclude<keyof Course, "days">) => spread(course.days, course[name]);
    const [centre, q05, q95, n] = [of(middle), of("q05"), of("q95"), of("n")];
    data.push(centre, q95, q05, of("q75"), of("q25"));
    const edge: Line = { label, stroke: stroke + "66", dash: [], width: 0.5 };
    const value = (at: number) => n[at] === undefined ? "–"
      : `${valueText(centre[at])} (${valueText(q05[at])} – ${valueText(q95[at])}), n ${n[at]} of ${group.planned}`;
    lines.push({ label, stroke, dash: [], width: 2, value }, edge, edge, edge, edge);
    bands.push({ series: [first + 1, first + 2], fill: stroke + "26" }, { series: [first + 3, first + 4], fill: stroke + "40" });
  }
  return { data: [days, ...data] as uPlot.AlignedData, lines, bands };
}
