// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { chartsOf, doses, type Chart, type Table } from "./series";
import { shortNumber } from "./view";
import type { Viewer } from "./viewer";

export function Charts({ viewer }: { viewer: Viewer }) {
  const [band, setBand] = useState(false);
  const tables = viewer.tables.map((table, run) => ({ table, run })).filter((each): each is Drawn => each.table !== null);
  if (!tables.length) return <p class="quiet charts-none">No series.csv beside the snapshots: no charts.</p>;
  const types = [...new Set(viewer.runs.flatMap((run) => (run.stage === "open" ? run.agents.map((agent) => agent.name) : [])))];
  const charts = chartsOf(tables[0]!.table, types);
  return (
    <div class="charts">
      <OneChart viewer={viewer} tables={tables} charts={charts} start="cells" band={band} />
      <OneChart viewer={viewer} tables={tables} charts={charts} start={charts.some((c) => /^body_/.test(c.name)) ? charts.find((c) => /^body_/.test(c.name))!.name : "oxygen"} band={band} />
      {tables.length > 1 && (
        <label class="band" title="Mean of the runs, and the band from the least to the greatest">
          <input type="checkbox" checked={band} onChange={(event) => setBand(event.currentTarget.checked)} />mean and band
        </label>
      )}
    </div>
  );
}

interface Drawn {
  table: Table;
  run: number;
}

function OneChart({ viewer, tables, charts, start, band }:
  { viewer: Viewer; tables: Drawn[]; charts: Chart[]; start: string; band: boolean }) {
  const [name, setName] = useState(start);
  const chart = charts.find((each) => each.name === name) ?? charts[0]!;
  const number = charts.indexOf(chart);
  const [hovered, setHovered] = useState<number | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const key = [number, band, viewer.dark, tables.map((each) => each.table.days.length)].join();
  useEffect(() => {
    const box = place.current!;
    const made = new uPlot(options(viewer, chart, tables, band, box, setHovered), dataOf(chart, tables, band), box);
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize(sizeOf(box)));
    watch.observe(box);
    return () => {
      watch.disconnect();
      made.destroy();
    };
  }, [key]);
  useEffect(() => plot.current?.redraw(false), [viewer.view.time]);
  const data = useMemo(() => dataOf(chart, tables, band), [key]);
  const at = hovered ?? nearest(data[0] as number[], viewer.view.time / 1440);
  return (
    <div class="chart">
      <select aria-label="Chart of" value={charts.indexOf(chart)} onChange={(event) => setName(charts[Number(event.currentTarget.value)]!.name)}>
        {charts.map((each, i) => <option key={i} value={i}>{each.name}{each.unit ? ` [${each.unit}]` : ""}</option>)}
      </select>
      <div class="plot" ref={place} />
      <p class="values">
        {linesOf(viewer, chart, tables, band).map((line, i) => line.shown && (
          <span key={i}><b class={line.dash.length ? "dashed" : ""} style={{ color: line.stroke }} />{line.label} {valueText(data[i + 1]?.[at])}</span>
        ))}
      </p>
    </div>
  );
}

function valueText(value: number | null | undefined): string {
  return value == null ? "–" : shortNumber(value);
}

function nearest(days: number[], day: number): number {
  let best = 0;
  days.forEach((each, i) => {
    if (Math.abs(each - day) < Math.abs(days[best]! - day)) best = i;
  });
  return best;
}

function sizeOf(box: HTMLElement): { width: number; height: number } {
  return { width: Math.max(50, box.clientWidth), height: Math.max(50, box.clientHeight) };
}

// All runs on the union of their times; where a run has none, nothing.
function dataOf(chart: Chart, tables: Drawn[], band: boolean): uPlot.AlignedData {
  const days = [...new Set(tables.flatMap(({ table }) => table.days))].sort((a, b) => a - b);
  const place = new Map(days.map((day, i) => [day, i]));
  const lines = chart.columns.map((column) =>
    tables.map(({ table }) => {
      const line = new Array<number | null | undefined>(days.length).fill(undefined);
      table.columns.get(column)?.values.forEach((value, i) => (line[place.get(table.days[i]!)!] = value));
      return line;
    }));
  if (!band) return [days, ...lines.flat()] as uPlot.AlignedData;
  const over = (of: typeof lines[number], what: (values: number[]) => number) =>
    days.map((_, i) => {
      const values = of.map((line) => line[i]).filter((value): value is number => typeof value === "number");
      return values.length ? what(values) : undefined;
    });
  return [days, ...lines.flatMap((of) => [
    over(of, (values) => values.reduce((a, b) => a + b, 0) / values.length),
    over(of, (values) => Math.max(...values)),
    over(of, (values) => Math.min(...values)),
  ])] as uPlot.AlignedData;
}

const dashes = [[], [7, 4], [2, 3], [9, 3, 2, 3]];

function colourOf(viewer: Viewer, column: string, i: number): string {
  const [type, rest] = column.split(".");
  const agent = viewer.runs.flatMap((run) => (run.stage === "open" ? run.agents : [])).find((each) => each.name === type);
  if (agent && rest !== undefined) {
    const state = agent.states.find((each) => each.name === rest);
    if (state) return state.colour;
    return agent.colour;
  }
  return viewer.categories[i % viewer.categories.length] ?? "#0072b2";
}

interface Line {
  label: string;
  stroke: string;
  dash: number[];
  width: number;
  shown: boolean; // below the chart, with its value
}

// In the order of dataOf.
function linesOf(viewer: Viewer, chart: Chart, tables: Drawn[], band: boolean): Line[] {
  return chart.columns.flatMap((column, i): Line[] => {
    const stroke = colourOf(viewer, column, i);
    const label = column.replace(/\.count$/, "");
    const end = { label, stroke: stroke + "80", dash: [], width: 0.6, shown: false };
    if (band) return [{ label, stroke, dash: [], width: 1.6, shown: true }, end, end];
    return tables.map(({ run }, k) => ({
      label: tables.length > 1 ? `${label} (${run + 1})` : label, stroke, dash: dashes[k % dashes.length]!, width: 1.6, shown: true,
    }));
  });
}

function options(viewer: Viewer, chart: Chart, tables: Drawn[], band: boolean, box: HTMLElement, hover: (index: number | null) => void): uPlot.Options {
  const ink = viewer.dark ? "#c8cbd2" : "#44474f";
  const grid = { stroke: viewer.dark ? "#2c3038" : "#e6e5e1", width: 1 };
  const lines = linesOf(viewer, chart, tables, band);
  const series: uPlot.Series[] = [{}, ...lines.map(({ stroke, dash, width }) => ({ stroke, dash, width, spanGaps: true }))];
  const bands: uPlot.Band[] = band
    ? chart.columns.map((column, i) => ({ series: [3 * i + 2, 3 * i + 3], fill: colourOf(viewer, column, i) + "33" }))
    : [];
  const marks = tables.flatMap(({ table }) => doses(table));
  const axis = { stroke: ink, grid, ticks: grid, font: "12px system-ui, sans-serif" };
  return {
    ...sizeOf(box),
    series, bands,
    scales: { x: { time: false } },
    axes: [
      { ...axis, label: "day", labelSize: 14, labelFont: "12px system-ui, sans-serif", size: 26, labelGap: -4 },
      { ...axis, size: 62, values: (_, ticks) => ticks.map(shortNumber) },
    ],
    legend: { show: false },
    cursor: { sync: { key: "charts" }, drag: { x: true, y: false }, points: { size: 6 } },
    hooks: {
      setCursor: [(u) => hover((u.cursor.left ?? -1) >= 0 ? (u.cursor.idx ?? null) : null)],
      draw: [(u) => {
        const line = (day: number, colour: string, width: number, dash: number[]) => {
          const x = u.valToPos(day, "x", true);
          if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) return;
          u.ctx.save();
          u.ctx.strokeStyle = colour;
          u.ctx.lineWidth = width * devicePixelRatio;
          u.ctx.setLineDash(dash);
          u.ctx.beginPath();
          u.ctx.moveTo(x, u.bbox.top);
          u.ctx.lineTo(x, u.bbox.top + u.bbox.height);
          u.ctx.stroke();
          u.ctx.restore();
        };
        for (const day of marks) line(day, viewer.dark ? "#8a8f9a" : "#9a9ca3", 1, [2, 4]);
        line(viewer.view.time / 1440, viewer.dark ? "#ffffff" : "#111318", 1.4, []);
      }],
      ready: [(u) => {
        u.over.addEventListener("click", () => {
          const day = u.posToVal(u.cursor.left ?? 0, "x");
          if (Number.isFinite(day)) viewer.seek(day * 1440);
        });
      }],
    },
  };
}
