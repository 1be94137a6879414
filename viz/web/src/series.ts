// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The table series.csv of a run: docs/formats/run_folder.md.

export interface Column {
  name: string;
  unit: string;
  values: number[];
}

export interface Table {
  days: number[];
  columns: Map<string, Column>;
}

export function readTable(text: string): Table {
  const rows = text.split("\n").filter(Boolean).map((line) => line.split(","));
  const heads = (rows.shift() ?? []).map((head) => /^(.*?)(?: \[(.*)\])?$/.exec(head)!);
  // A row that is still being written is shorter than the others.
  const whole = rows.filter((row) => row.length === heads.length);
  const columns = new Map<string, Column>();
  heads.forEach(([, name, unit], i) => {
    if (i > 0) columns.set(name!, { name: name!, unit: unit ?? "", values: whole.map((row) => Number(row[i])) });
  });
  return { days: whole.map((row) => Number(row[0])), columns };
}

/** Times [d] at which something was given: where the sum of what was given rises. */
export function doses(table: Table): number[] {
  const days: number[] = [];
  for (const [name, column] of table.columns) {
    if (!name.startsWith("body_") || !name.endsWith(".given")) continue;
    for (let i = 1; i < column.values.length; ++i)
      if (column.values[i]! > column.values[i - 1]!) days.push(table.days[i - 1]!);
  }
  return [...new Set(days)].sort((a, b) => a - b);
}

export interface Chart {
  name: string;
  unit: string;
  columns: string[];
}

/** What can be drawn together: one unit each. */
export function chartsOf(table: Table, types: string[]): Chart[] {
  const charts: Chart[] = [];
  const add = (name: string, columns: string[]) => {
    const there = columns.filter((column) => table.columns.has(column));
    if (there.length) charts.push({ name, unit: table.columns.get(there[0]!)!.unit, columns: there });
  };
  const names = [...table.columns.keys()];
  add("cells", types.map((type) => type + ".count"));
  const sums = /\.(count|divisions|deaths|kills|recruited|left)$/;
  for (const type of types) add(type + " by state", names.filter((name) => name.startsWith(type + ".") && !sums.test(name)));
  for (const what of ["divisions", "deaths", "kills", "recruited"])
    add(what + " so far", types.map((type) => `${type}.${what}`).filter((name) => table.columns.get(name)?.values.some(Boolean)));
  for (const name of names.filter((each) => each.endsWith(".mean")))
    add(name.slice(0, -5), [name, name.replace(/mean$/, "min"), name.replace(/mean$/, "max")]);
  const drawn = new Set(charts.flatMap((chart) => chart.columns));
  const rest = names.filter((name) => !drawn.has(name) && !sums.test(name));
  const groups = new Map<string, string[]>();
  for (const name of rest) {
    const group = `${name.split(".")[0]} [${table.columns.get(name)!.unit}]`;
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  for (const [group, columns] of groups) add(group.replace(/ \[.*/, ""), columns);
  return charts;
}
