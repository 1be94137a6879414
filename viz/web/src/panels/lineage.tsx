// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The family of the picked cell: a line for each life, from birth to death, over the time of the run.

import { useEffect, useState } from "preact/hooks";
import type { Run } from "../answers";
import type { Panel } from "../panel";
import { chooseAt, type Picked } from "../picked";
import { sleep } from "../waiting";
import { clock, textOf } from "../words";
import type { Viewer } from "../viewer";

interface Relative {
  id: string;
  parent: string | null;
  relation: "ancestor" | "self" | "descendant";
  type: string | null; // null: no event of it
  born_min: number | null; // null: its coming was not written
  seen_min: number | null; // then: when it was first seen; null: it has no event
  ended_min: number | null;
  killed: boolean;
  daughters: number;
}

/** Ancestors from the founder on, the cell, descendants by generation; none until all frames have been read. */
interface Lineage {
  recorded: boolean;
  births: string[]; // the kinds of events that tell who descends from whom
  read: number;
  frames: number;
  cells: Relative[];
  ancestors_left_out?: number;
  descendants_left_out?: number;
}

declare module "../store" {
  interface State {
    lineage: boolean; // of the picked cell is shown
  }
}

const toggle = (viewer: Viewer) => viewer.set({ lineage: !viewer.state.lineage });

function Switch({ viewer }: { viewer: Viewer }) {
  const { lineage, picked } = viewer.state;
  return (
    <>
      <button class="tree-switch" aria-pressed={lineage} title="Ancestors and descendants (l)" onClick={() => toggle(viewer)}>Lineage</button>
      {lineage && <LineageTree viewer={viewer} picked={picked!} />}
    </>
  );
}

function LineageTree({ viewer, picked }: { viewer: Viewer; picked: Picked }) {
  const [lineage, setLineage] = useState<Lineage | null>(null);
  const [problem, setProblem] = useState("");
  const run = viewer.runs[picked.run]!;
  const { id } = picked.cell;
  useEffect(() => {
    let wanted = true;
    const ask = async () => {
      for (;;) {
        const answer = await viewer.ask.json<Lineage>(`runs/${picked.run}/lineage`, { id });
        if (!wanted) return;
        setLineage(answer);
        if (!answer.recorded || answer.read === answer.frames) return;
        await sleep(0);
      }
    };
    setProblem("");
    ask().catch((error: unknown) => wanted && setProblem(textOf(error)));
    return () => void (wanted = false);
  }, [picked.run, id, run.frames.times_min.length]);
  if (problem) return <p class="problem" role="alert">{problem}</p>;
  if (!lineage) return <p class="quiet">Looking for relatives ...</p>;
  if (!lineage.recorded)
    return <p class="notice">This run did not write its divisions one by one, so nobody knows who descends from whom. With <code>{lineage.births.join(", ")}</code> in <code>outputs.events</code> of the scenario it would have.</p>;
  if (!lineage.cells.length) return <p class="quiet">Reading events: {lineage.read} of {lineage.frames} frames</p>;
  return (
    <>
      <Tree viewer={viewer} run={run} picked={picked} lineage={lineage} />
      <p class="quiet">{wordsOf(lineage, run, picked)}</p>
    </>
  );
}

/** When the line of a cell begins: with its birth or coming, else with the first that is known of it. */
function beginOf(cell: Relative, picked: Picked): number {
  return cell.born_min ?? cell.seen_min ?? (cell.relation === "self" ? picked.moments[0]?.time_min : undefined) ?? 0;
}

function wordsOf({ cells, ancestors_left_out: older = 0, descendants_left_out: younger = 0 }: Lineage, run: Run, picked: Picked): string {
  const root = cells[0]!;
  const words = [cells.length === 1 ? "No division of it is recorded." : "A line is a life; a cross is a death, a bold one by a killer."];
  if (older) words.push(`${older.toLocaleString("en-US")} older ancestors are left out.`);
  else if (root.born_min !== null) words.push("The first came in later.");
  else if (beginOf(root, picked) <= (run.frames.times_min[0] ?? 0) + 1e-6) words.push("The first was there from the start.");
  else words.push(`How the first came is not written; it is first seen on ${clock(beginOf(root, picked))}.`);
  if (younger) words.push(`${younger.toLocaleString("en-US")} more descendants are left out.`);
  return words.join(" ");
}

const width = 240, row = 11;

function Tree({ viewer, run, picked, lineage }: { viewer: Viewer; run: Run; picked: Picked; lineage: Lineage }) {
  const cells = inRows(lineage.cells);
  const place = new Map(cells.map((cell, i) => [cell.id, i]));
  const last = run.frames.times_min.at(-1) || 1;
  const x = (time: number) => 3 + ((width - 6) * time) / last;
  const y = (i: number) => row * i + row / 2;
  return (
    <svg class="lineage" viewBox={`0 0 ${width} ${row * cells.length}`} role="group" aria-label="Lineage">
      {cells.map((cell, i) => {
        const agent = run.agents.find((each) => each.name === cell.type) ?? run.agents[picked.cell.type]!;
        const from = x(beginOf(cell, picked)), to = x(cell.ended_min ?? last), middle = y(i);
        const above = cell.parent === null ? undefined : place.get(cell.parent);
        const frame = frameOf(run, cell, beginOf(cell, picked));
        const choose = () => void chooseAt(viewer, picked.run, cell.id, frame);
        const events = frame < 0 ? {} : {
          role: "button", tabIndex: 0, onClick: choose,
          onKeyDown: (event: KeyboardEvent) => event.key === "Enter" && choose(),
        } as const;
        return (
          <g key={cell.id} class={frame < 0 ? "unseen" : ""} {...events} aria-label={`${cell.relation} ${cell.id}`}>
            <title>{titleOf(cell, frame)}</title>
            <rect x={0} y={middle - row / 2} width={width} height={row} />
            {above !== undefined && <line class="birth" x1={from} x2={from} y1={y(above)} y2={middle} />}
            <line class={cell.relation} x1={from} x2={Math.max(to, from + 1)} y1={middle} y2={middle} stroke={agent.colour} />
            {cell.ended_min !== null && (
              <path class={cell.killed ? "killed" : ""} d={`M${to - 2.5} ${middle - 2.5}l5 5m0 -5l-5 5`} />
            )}
          </g>
        );
      })}
      <line class="now" x1={x(viewer.view.time)} x2={x(viewer.view.time)} y1={0} y2={row * cells.length} />
    </svg>
  );
}

/** Ancestors, then each cell above its descendants, the younger ones nearer: so no line crosses a birth. */
function inRows(cells: Relative[]): Relative[] {
  const rows = cells.filter((cell) => cell.relation === "ancestor");
  const add = (cell: Relative) => {
    rows.push(cell);
    for (const daughter of cells.filter((each) => each.relation === "descendant" && each.parent === cell.id).reverse()) add(daughter);
  };
  add(cells.find((cell) => cell.relation === "self")!);
  return rows;
}

/** The first frame in which the cell is there; -1: its life fell between two. */
function frameOf(run: Run, cell: Relative, begin: number): number {
  const frame = run.frames.times_min.findIndex((time) => time >= begin - 1e-6);
  return frame >= 0 && (cell.ended_min === null || run.frames.times_min[frame]! < cell.ended_min) ? frame : -1;
}

function titleOf(cell: Relative, frame: number): string {
  const words = [`${cell.type ?? "cell"} ${cell.id}`];
  if (cell.born_min !== null) words.push(`born ${clock(cell.born_min)}`);
  if (cell.ended_min !== null) words.push(`${cell.killed ? "killed" : "died or left"} ${clock(cell.ended_min)}`);
  words.push(`${cell.daughters} ${cell.daughters === 1 ? "daughter" : "daughters"}`);
  if (frame < 0) words.push("in no frame");
  return words.join(", ");
}

const panel: Panel = {
  order: 50,
  place: "right",
  there: (viewer) => viewer.state.picked !== null,
  Body: Switch,
  keys: [{ keys: ["l"], shown: "l", what: "lineage of the picked cell", act: toggle }],
  state: () => ({ lineage: false }),
};

export default panel;
