// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

import type { Moment, Named, Run } from "./answers";
import { useState } from "preact/hooks";
import { LineageTree } from "./lineage";
import { clock, frameAt, shortNumber } from "./view";
import type { Picked, Viewer } from "./viewer";

export function StoryPanel({ viewer, picked }: { viewer: Viewer; picked: Picked }) {
  const run = viewer.runs[picked.run]!;
  const frame = frameAt(run, viewer.view.time);
  const here = picked.moments.find((moment) => moment.frame === frame);
  const cell = here ?? picked.cell;
  const agent = run.agents[cell.type]!;
  const count = run.frames.times_min.length;
  return (
    <aside class="story" aria-label="The picked cell">
      <header>
        <b style={{ background: agent.states[cell.state]!.colour }} />
        <h2>{agent.name}</h2>
        <span class="fill" />
        <button title="Let go of it (Esc)" onClick={() => viewer.unpick()}>Close</button>
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
      <button class="tree-switch" aria-pressed={viewer.lineage} title="Ancestors and descendants (l)"
        onClick={() => { viewer.lineage = !viewer.lineage; viewer.changed(); }}>Lineage</button>
      {viewer.lineage && <LineageTree viewer={viewer} picked={picked} />}
      <h2>History</h2>
      {picked.searched < count && <p class="quiet">Looking through frames: {picked.searched} of {count}</p>}
      <History viewer={viewer} run={run} picked={picked} />
      <Relatives viewer={viewer} picked={picked} />
    </aside>
  );
}

function Row({ name, value, unit }: { name: string; value: string; unit: string }) {
  return <tr><th scope="row">{name}</th><td>{value}</td><td class="quiet">{unit}</td></tr>;
}

function numberText(named: Named): string {
  return named.value === null ? "–" : shortNumber(named.value);
}

const width = 240, high = 74;

/** Its states as a strip, one of its numbers as a line, over the time of the run. */
function History({ viewer, run, picked }: { viewer: Viewer; run: Run; picked: Picked }) {
  const { moments } = picked;
  const names = [...(moments[0]?.columns ?? []), ...(moments[0]?.substances ?? [])];
  const [name, setName] = useState(names[0]?.name ?? "");
  if (!moments.length) return null;
  const last = run.frames.times_min.at(-1) || 1;
  const x = (time: number) => (width * time) / last;
  const chosen = names.find((each) => each.name === name) ?? names[0];
  const value = (moment: Moment) =>
    [...moment.columns, ...moment.substances].find((each) => each.name === chosen?.name)?.value ?? null;
  const values = moments.map(value).filter((each): each is number => each !== null);
  const low = Math.min(0, ...values), top = Math.max(...values, low + 1e-30);
  const y = (number: number) => high - 4 - ((high - 12) * (number - low)) / (top - low);
  const line = moments.flatMap((moment) => {
    const number = value(moment);
    return number === null ? [] : [`${x(moment.time_min).toFixed(1)},${y(number).toFixed(1)}`];
  }).join(" ");
  const next = (moment: Moment) => run.frames.times_min[moment.frame + 1] ?? last;
  const states = run.agents[moments[0]!.type]!.states;
  return (
    <div class="history">
      <p class="quiet">There from {clock(moments[0]!.time_min)} to {clock(moments.at(-1)!.time_min)}</p>
      <svg viewBox={`0 0 ${width} 14`} role="img" aria-label="States over time">
        {moments.map((moment) => (
          <rect key={moment.frame} x={x(moment.time_min)} y={1} width={Math.max(1.5, x(next(moment)) - x(moment.time_min))} height={12}
            fill={run.agents[moment.type]!.states[moment.state]!.colour}><title>{`${clock(moment.time_min)}: ${states[moment.state]?.name ?? ""}`}</title></rect>
        ))}
      </svg>
      {chosen && (
        <>
          <select aria-label="History of" value={chosen.name} onChange={(event) => setName(event.currentTarget.value)}>
            {names.map((each) => <option key={each.name} value={each.name}>{each.name}{each.unit ? ` [${each.unit}]` : ""}</option>)}
          </select>
          <svg class="line" viewBox={`0 0 ${width} ${high}`} role="img" aria-label={`${chosen.name} over time`}>
            <polyline points={line} />
            <line class="now" x1={x(viewer.view.time)} x2={x(viewer.view.time)} y1={0} y2={high} />
            <text x={2} y={10}>{shortNumber(top)}</text>
            <text x={2} y={high - 6}>{shortNumber(low)}</text>
          </svg>
        </>
      )}
    </div>
  );
}

/** Parent, daughters, victims, killer: what the events of the run say. */
function Relatives({ viewer, picked }: { viewer: Viewer; picked: Picked }) {
  const { events, cell } = picked;
  if (!events.length) return <p class="quiet">{picked.searched ? "The snapshots hold no event of it." : ""}</p>;
  const link = (id: string) => <button class="link" onClick={() => void viewer.chooseId(picked.run, id)}>{id}</button>;
  return (
    <>
      <h2>Events</h2>
      <ul class="events">
        {events.map((event) => (
          <li key={`${event.step} ${event.kind} ${event.agent}`}>
            <span class="quiet">step {event.step}</span>{" "}
            {event.agent === cell.id
              ? <>{event.kind}{event.other && <> , by {link(event.other)}</>}</>
              : <>{event.kind} of {event.type} {link(event.agent)}</>}
          </li>
        ))}
      </ul>
    </>
  );
}
