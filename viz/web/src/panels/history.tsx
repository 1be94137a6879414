// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The states of the picked cell as a strip, one of its numbers as a line, over the time of the run.

import { useState } from "preact/hooks";
import type { Panel } from "../panel";
import type { Moment } from "../picked";
import { clock, shortNumber } from "../words";
import type { Viewer } from "../viewer";

const width = 240, high = 74;

function History({ viewer }: { viewer: Viewer }) {
  const { moments, searched, run: number } = viewer.state.picked!;
  const run = viewer.runs[number]!;
  const count = run.frames.times_min.length;
  return (
    <>
      {searched < count && <p class="quiet">Looking through frames: {searched} of {count}</p>}
      <Lines viewer={viewer} moments={moments} number={number} />
    </>
  );
}

function Lines({ viewer, moments, number }: { viewer: Viewer; moments: Moment[]; number: number }) {
  const run = viewer.runs[number]!;
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

const panel: Panel = {
  order: 51,
  place: "right",
  title: "History",
  there: (viewer) => viewer.state.picked !== null,
  Body: History,
};

export default panel;
