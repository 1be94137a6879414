// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The picked cell: its numbers at this time.

import type { Cell, Named } from "../answers";
import type { Panel } from "../panel";
import type { Pane } from "../panes";
import { follow, type Picked } from "../picked";
import { frameAt } from "../runs";
import { clicks } from "../turning";
import { shortNumber } from "../words";
import type { Viewer } from "../viewer";

declare module "../store" {
  interface State {
    picked: Picked | null;
  }
}

function Story({ viewer }: { viewer: Viewer }) {
  const picked = viewer.state.picked!;
  const run = viewer.runs[picked.run]!;
  const frame = frameAt(run, viewer.view.time);
  const here = picked.moments.find((moment) => moment.frame === frame);
  const cell = here ?? picked.cell;
  const agent = run.agents[cell.type]!;
  return (
    <>
      <header>
        <b style={{ background: agent.states[cell.state]!.colour }} />
        <h2>{agent.name}</h2>
        <span class="fill" />
        <button title="Let go of it (Esc)" onClick={() => viewer.set({ picked: null })}>Close</button>
      </header>
      <p class="quiet">id {cell.id}</p>
      {!here && picked.searched > frame && <p class="notice">It is not there at this time; below is what was picked.</p>}
      <table>
        <tbody>
          <Row name="state" value={agent.states[cell.state]!.name} unit="" />
          <Row name="place" value={cell.place_um.map((um) => Math.round(um)).slice(0, run.lattice.size[2] > 1 ? 3 : 2).join(", ")} unit="µm" />
          {cell.columns.map((named) => <Row key={named.name} name={named.name} value={numberText(named)} unit={named.unit} />)}
          {cell.substances.length > 0 && <tr><th scope="rowgroup" colSpan={3} class="head">Around it</th></tr>}
          {cell.substances.map((named) => <Row key={named.name} name={named.name} value={numberText(named)} unit={named.unit} />)}
        </tbody>
      </table>
    </>
  );
}

function Row({ name, value, unit }: { name: string; value: string; unit: string }) {
  return <tr><th scope="row">{name}</th><td>{value}</td><td class="quiet">{unit}</td></tr>;
}

function numberText(named: Named): string {
  return named.value === null ? "–" : shortNumber(named.value);
}

/** Around the picked cell, where it is among those that this frame shows. */
function Ring({ viewer, pane }: { viewer: Viewer; pane: Pane }) {
  const { picked } = viewer.state, { cells } = pane.shown;
  const moment = picked?.run === pane.run ? picked.moments.find((each) => each.frame === pane.frame) : undefined;
  const index = moment && cells ? cells.row.findIndex((row, i) => row === moment.row && cells.kind[4 * i] === moment.type) : -1;
  const place = index >= 0 ? pane.scene?.project(viewer.view.camera, index) : undefined;
  return place ? <div class="ring" style={{ left: `${place.x}px`, top: `${place.y}px` }} /> : null;
}

async function pick(viewer: Viewer, pane: Pane, x: number, y: number): Promise<void> {
  const index = pane.scene?.pick(viewer.view.camera, x, y) ?? -1;
  if (index < 0) return viewer.set({ picked: null });
  const { kind, row } = pane.shown.cells!;
  const words = { type: kind[4 * index]!, row: row[index]! };
  await follow(viewer, pane.run, await viewer.ask.json<Cell>(`runs/${pane.run}/frames/${pane.frame}/cell`, words));
}

const panel: Panel = {
  order: 15,
  place: "right",
  there: (viewer) => viewer.state.picked !== null,
  Body: Story,
  close: ({ state }) => {
    const open = state.picked !== null;
    state.picked = null;
    return open;
  },
  state: () => ({ picked: null }),
  Over: Ring,
  listen: (viewer, pane, canvas) => (viewer.fixed ? () => undefined : clicks(canvas, (x, y) => void pick(viewer, pane, x, y))),
  probe: (viewer) => ({ picked: () => structuredClone(viewer.state.picked) }),
};

export default panel;
