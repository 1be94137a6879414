// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Columns of series.csv over time, for each run or as bands of many.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { curvesOfGroups, curvesOfRuns, type Curves, type Drawn } from "../curves";
import type { Panel } from "../panel";
import { mostPanes } from "../panes";
import { linesOf } from "../replicates";
import { chartsOf, doses, headOf, readTable, secondOf, type Chart, type ColumnInfo, type Table } from "../series";
import { shortNumber } from "../words";
import type { Viewer } from "../viewer";

declare module "../store" {
  interface State {
    tables: (Table | null)[]; // by run
  }
}

async function loadTables(viewer: Viewer): Promise<void> {
  viewer.state.tables = await Promise.all(
    viewer.runs.map(async (run, i) => {
      if (run.stage !== "open") return null;
      const [text, columns] = await Promise.all([
        viewer.ask.text(`runs/${i}/series`).catch(() => ""),
        viewer.ask.json<ColumnInfo[]>(`runs/${i}/columns`).catch((): ColumnInfo[] => []),
      ]);
      const table = readTable(text, columns);
      return table.days.length ? table : null;
    }),
  );
  viewer.changed();
}

function Charts({ viewer }: { viewer: Viewer }) {
  const shown = new Set(viewer.panes.flatMap((pane) => pane.runs));
  const tables = viewer.state.tables.map((table, run) => ({ table, run }))
    .filter((each): each is Drawn => each.table !== null && shown.has(each.run)).slice(0, mostPanes);
  const bands = linesOf(viewer) !== "runs";
  const table = bands ? columnsOf(viewer) : tables[0]?.table;
  if (!table?.columns.size) return <p class="quiet charts-none">No series.csv beside the snapshots: no charts.</p>;
  const all = chartsOf(table);
  // Several groups in one chart are told apart by colour, so a chart has one column.
  const single = bands && viewer.state.replicates.groups.length > 1;
  const charts = single
    ? all.flatMap((chart) => chart.columns.map((column) => ({ name: column.name, unit: chart.unit, columns: [column] }))) : all;
  const second = (single ? undefined : secondOf(charts)) ?? charts[1] ?? charts[0]!;
  return (
    <div class="charts">
      <OneChart viewer={viewer} tables={tables} charts={charts} start={headOf(charts[0]!)} />
      <OneChart viewer={viewer} tables={tables} charts={charts} start={headOf(second)} />
    </div>
  );
}

/** A table without numbers, of all columns that have bands. */
function columnsOf(viewer: Viewer): Table | undefined {
  const { columns } = viewer.state.replicates;
  return columns.length ? { days: [], columns: new Map(columns.map((column) => [headOf(column), { ...column, values: [1] }])) } : undefined;
}

function OneChart({ viewer, tables, charts, start }: { viewer: Viewer; tables: Drawn[]; charts: Chart[]; start: string }) {
  const [chosen, setChosen] = useState("");
  const chart = charts.find((each) => headOf(each) === chosen) ?? charts.find((each) => headOf(each) === start) ?? charts[0]!;
  const number = charts.indexOf(chart);
  const [hovered, setHovered] = useState<number | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const lines = linesOf(viewer);
  const key = [headOf(chart), viewer.state.dark, lines, viewer.state.replicates.version, ...tables.map(({ table, run }) => `${run}:${table.days.length}`)].join();
  const curves = useMemo(() => (lines === "runs" ? curvesOfRuns(viewer, chart, tables) : curvesOfGroups(viewer, chart, lines)), [key]);
  useEffect(() => {
    const box = place.current!;
    if (!curves.data[0].length) return; // its numbers are on their way
    const made = new uPlot(options(viewer, curves, tables, box, setHovered), curves.data, box);
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize(sizeOf(box)));
    watch.observe(box);
    return () => {
      watch.disconnect();
      made.destroy();
    };
  }, [key]);
  useEffect(() => plot.current?.redraw(false), [viewer.view.time]);
  const at = hovered ?? nearest(curves.data[0] as number[], viewer.view.time / 1440);
  return (
    <div class="chart">
      <select aria-label="Chart of" value={number} onChange={(event) => setChosen(headOf(charts[Number(event.currentTarget.value)]!))}>
        {charts.map((each, i) => <option key={i} value={i}>{headOf(each)}</option>)}
      </select>
      <div class="plot" ref={place} />
      <ul class="values" tabIndex={0} aria-label={`Values of ${chart.name}`}>
        {curves.lines.map((line, i) => line.value && (
          <li key={i}><b class={line.dash.length ? "dashed" : ""} style={{ color: line.stroke }} /><span>{line.label}</span> <i>{line.value(at)}</i></li>
        ))}
      </ul>
    </div>
  );
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

function options(viewer: Viewer, curves: Curves, tables: Drawn[], box: HTMLElement, hover: (index: number | null) => void): uPlot.Options {
  const ink = viewer.state.dark ? "#c8cbd2" : "#44474f";
  const grid = { stroke: viewer.state.dark ? "#2c3038" : "#e6e5e1", width: 1 };
  const series: uPlot.Series[] = [{}, ...curves.lines.map(({ stroke, dash, width, value }) => ({ stroke, dash, width, spanGaps: true, ...(value ? {} : { points: { show: false } }) }))];
  const marks = tables.flatMap(({ table }) => doses(table));
  const axis = { stroke: ink, grid, ticks: grid, font: "12px system-ui, sans-serif" };
  return {
    ...sizeOf(box),
    series, bands: curves.bands,
    scales: { x: { time: false } },
    axes: [
      { ...axis, label: "day", labelSize: 14, labelFont: "12px system-ui, sans-serif", size: 34, labelGap: -2 },
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
        for (const day of marks) line(day, viewer.state.dark ? "#8a8f9a" : "#9a9ca3", 1, [2, 4]);
        line(viewer.view.time / 1440, viewer.state.dark ? "#ffffff" : "#111318", 1.4, []);
      }],
      ready: [(u) => {
        u.over.addEventListener("click", () => {
          const day = u.posToVal(u.cursor.left ?? 0, "x");
          if (Number.isFinite(day)) viewer.clock.seek(day * 1440);
        });
      }],
    },
  };
}

const panel: Panel = {
  order: 6,
  place: "foot",
  withoutRuns: true,
  Body: Charts,
  state: () => ({ tables: [] }),
  load: (viewer) => void loadTables(viewer), // pictures do not wait for them
};

export default panel;
