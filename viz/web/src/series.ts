// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The table series.csv of a run: docs/formats/run_folder.md.

export interface Column {
  name: string;
  unit: string;
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

export function readTable(text: string): Table {
  const rows = text.split("\n").filter(Boolean).map((line) => line.split(","));
  const heads = (rows.shift() ?? []).map((head) => /^(.*?)(?: \[(.*)\])?$/.exec(head)!);
  // A row that is still being written is shorter than the others.
  const whole = rows.filter((row) => row.length === heads.length);
  const columns = new Map<string, Column>();
  heads.forEach(([head, name, unit], i) => {
    if (i > 0) columns.set(head, { name: name!, unit: unit ?? "", values: whole.map((row) => (row[i] ? Number(row[i]) : NaN)) });
  });
  return { days: whole.map((row) => Number(row[0])), columns };
}

/** Times [d] at which something was given: where the sum of what was given rises. */
export function doses(table: Table): number[] {
  const days: number[] = [];
  for (const column of table.columns.values()) {
    if (!column.name.startsWith("body_") || !column.name.endsWith(".given")) continue;
    for (let i = 1; i < column.values.length; ++i)
      if (column.values[i]! > column.values[i - 1]!) days.push(table.days[i - 1]!);
  }
  return [...new Set(days)].sort((a, b) => a - b);
}

export interface Chart {
  name: string;
  unit: string;
  columns: string[]; // by headOf()
}

/** What can be drawn together: one unit each. */
export function chartsOf(table: Table, types: string[]): Chart[] {
  const charts: Chart[] = [];
  const all = [...table.columns.values()];
  const called = (names: string[]) => names.flatMap((name) => all.filter((column) => column.name === name));
  const add = (name: string, columns: Column[]) => {
    for (const unit of new Set(columns.map((column) => column.unit)))
      charts.push({ name, unit, columns: columns.filter((column) => column.unit === unit).map(headOf) });
  };
  add("cells", called(types.map((type) => type + ".count")));
  const sums = /\.(count|divisions|deaths|kills|recruited|left)$/;
  for (const type of types) add(type + " by state", all.filter(({ name }) => name.startsWith(type + ".") && !sums.test(name)));
  for (const what of ["divisions", "deaths", "kills", "recruited"])
    add(what + " so far", called(types.map((type) => `${type}.${what}`)).filter((column) => column.values.some(Boolean)));
  for (const name of new Set(all.map((column) => column.name).filter((each) => each.endsWith(".mean"))))
    add(name.slice(0, -5), called([name, name.replace(/mean$/, "min"), name.replace(/mean$/, "max")]));
  const drawn = new Set(charts.flatMap((chart) => chart.columns));
  const groups = new Map<string, Column[]>();
  for (const column of all.filter((each) => !drawn.has(headOf(each)) && !sums.test(each.name))) {
    const group = column.name.split(".")[0]!;
    groups.set(group, [...(groups.get(group) ?? []), column]);
  }
  for (const [group, columns] of groups) add(group, columns);
  return charts;
}
