// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The table series.csv of a run (docs/formats/run_folder.md), by what the program tells of its columns.

/** What a column is: it says of its subject what its role says (proto/series_column.hpp). */
export interface ColumnInfo {
  name: string; // the subject, a dot, what of it
  unit: string;
  role: string;
  subject: string;
}

export interface Column extends ColumnInfo {
  values: number[]; // NaN where there is none: the mean over no cells
}

export interface Table {
  days: number[];
  columns: Map<string, Column>; // by what headOf() gives: a name can have an amount and a concentration
}

/** As in the first line of the table, and as the program is asked for it. */
export function headOf({ name, unit }: { name: string; unit: string }): string {
  return unit ? `${name} [${unit}]` : name;
}

/** What a column says of its subject: a state, a kind of events. */
export function partOf({ name, subject }: ColumnInfo): string {
  return subject && name.startsWith(subject + ".") ? name.slice(subject.length + 1) : name;
}

/** Columns of which nothing is told are left out. */
export function readTable(text: string, told: ColumnInfo[]): Table {
  const rows = text.split("\n").filter(Boolean).map((line) => line.split(","));
  const heads = rows.shift() ?? [];
  // A row that is still being written is shorter than the others.
  const whole = rows.filter((row) => row.length === heads.length);
  const columns = new Map<string, Column>();
  for (const info of told) {
    const at = heads.indexOf(headOf(info));
    if (at > 0) columns.set(heads[at]!, { ...info, values: whole.map((row) => (row[at] ? Number(row[at]) : NaN)) });
  }
  return { days: whole.map((row) => Number(row[0])), columns };
}

/** Times [d] at which something was given: where the sum of what was given rises. */
export function doses(table: Table): number[] {
  const days: number[] = [];
  for (const column of table.columns.values()) {
    if (column.role !== "given") continue;
    for (let i = 1; i < column.values.length; ++i)
      if (column.values[i]! > column.values[i - 1]!) days.push(table.days[i - 1]!);
  }
  return [...new Set(days)].sort((a, b) => a - b);
}

export interface Chart {
  name: string;
  unit: string;
  columns: ColumnInfo[];
}

/** Columns of these roles can be drawn together: those with one key, of one unit. */
interface Group {
  roles: string[];
  key: (column: ColumnInfo) => string;
  title: (key: string) => string;
}

const bySubject = (column: ColumnInfo) => column.subject;

const groups: Group[] = [
  { roles: ["count"], key: () => "cells", title: (key) => key },
  { roles: ["state"], key: bySubject, title: (type) => `${type} by state` },
  { roles: ["column_mean"], key: bySubject, title: (type) => `${type}, means` },
  { roles: ["total"], key: partOf, title: (kind) => `${kind} so far` },
  { roles: ["level_mean", "level_least", "level_largest"], key: bySubject, title: (substance) => substance },
];

/** What can be drawn, in the order of the groups; what is of none comes last, by its subject. */
export function chartsOf(table: Table): Chart[] {
  const charts: Chart[] = [];
  // An event that never comes says nothing.
  const all = [...table.columns.values()].filter(({ role, values }) => role !== "total" || values.some(Boolean));
  const grouped = new Set(groups.flatMap((group) => group.roles));
  const others = [...new Set(all.map(({ role }) => role))].filter((role) => !grouped.has(role));
  for (const { roles, key, title } of [...groups, { roles: others, key: bySubject, title: (subject: string) => subject }]) {
    const places = new Map<string, Chart>();
    for (const column of all.filter(({ role }) => roles.includes(role))) {
      const chart = { name: title(key(column)), unit: column.unit, columns: [] };
      const place = headOf(chart);
      if (!places.has(place)) places.set(place, chart);
      places.get(place)!.columns.push(column);
    }
    charts.push(...places.values());
  }
  return charts;
}

/** The chart that says most beside that of the cells: what was given, else a substance. */
export function secondOf(charts: Chart[]): Chart | undefined {
  const first = (role: string) => charts.find((chart) => chart.columns.some((column) => column.role === role));
  return first("given") ?? first("level_mean");
}
