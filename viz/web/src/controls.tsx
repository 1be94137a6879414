// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

import { useState } from "preact/hooks";
import type { AgentType, Run } from "./answers";
import { BandControls, ShareControls } from "./bands";
import { RegionControls } from "./region";
import { SurfaceControls } from "./surface_controls";
import { clock, numberOf, shortNumber, type Cut } from "./view";
import { mostPanes, type Viewer } from "./viewer";

export function Controls({ viewer }: { viewer: Viewer }) {
  const open = viewer.runs.map((run, i) => ({ run, i })).filter(({ run }) => run.stage === "open");
  const first = open[0]!.run;
  const solid = open.some(({ run }) => run.lattice.size[2] > 1);
  const { fixed } = viewer.questions.source;
  const names = [...new Set(open.flatMap(({ run }) => numbersOf(run)))].filter((name) => !fixed || fixed.colours.includes(name));
  const substances = [...new Set(open.flatMap(({ run }) => run.substances.map((s) => s.name)))];
  const { view } = viewer;
  const compared = open.filter(({ i }) => i > 0 && viewer.panes.some((pane) => pane.run === i));
  return (
    <aside aria-label="What is shown">
      {!view.share && (
        <section>
          <h2>Cells</h2>
          <AgentTree viewer={viewer} runs={open.filter(({ i }) => viewer.panes.some((pane) => pane.run === i))} />
          <VesselBox viewer={viewer} vessels={open.find(({ run }) => run.vessels)?.run.vessels} />
        </section>
      )}
      {viewer.runs.length > mostPanes && !view.share && <Shown viewer={viewer} />}
      {viewer.replicates.many && <BandControls viewer={viewer} />}
      {viewer.replicates.ofRuns().length > 0 && <ShareControls viewer={viewer} />}
      {!view.share && (
        <section>
          <h2>Colour</h2>
          <select aria-label="Colour by" value={view.color} onChange={(event) => viewer.change({ color: event.currentTarget.value })}>
            <option value="type">type</option>
            <option value="state">state</option>
            {names.map((name) => <option key={name} value={name}>{name}</option>)}
          </select>
          {numberOf(view.color, first) && <RangeOf viewer={viewer} name={view.color} />}
        </section>
      )}
      {fixed && <p class="quiet">A shared file: it plays, turns and colours. Filters, cuts and single cells need the run itself.</p>}
      {!fixed && !view.share && (
        <section>
          <h2>Only cells with</h2>
          <Filter viewer={viewer} names={names} />
        </section>
      )}
      {!fixed && !view.share && <RegionControls viewer={viewer} run={first} />}
      {solid && !fixed && (
        <section>
          <h2>Cut</h2>
          <CutControls viewer={viewer} run={open.find(({ run }) => run.lattice.size[2] > 1)!.run} />
        </section>
      )}
      {substances.length > 0 && !fixed && !view.share && (
        <section>
          <h2>Substance {solid && view.cut !== "layer" ? "on the cut" : "below the cells"}</h2>
          <select aria-label="Substance" value={view.substance} onChange={(event) => viewer.change({ substance: event.currentTarget.value })}>
            <option value="">none</option>
            {substances.map((name) => <option key={name} value={name}>{name}</option>)}
          </select>
          {view.substance && view.substance !== view.color && <RangeOf viewer={viewer} name={view.substance} />}
        </section>
      )}
      {substances.length > 0 && solid && view.cut !== "layer" && !fixed && !view.share && <SurfaceControls viewer={viewer} substances={substances} />}
      {compared.length > 0 && (
        <section>
          <h2>Compared with {first.title}</h2>
          {compared.map(({ run, i }) => <Divergent key={i} viewer={viewer} title={run.title} run={i} />)}
        </section>
      )}
    </aside>
  );
}

/** Of more runs than fit, those that are on the screen. */
function Shown({ viewer }: { viewer: Viewer }) {
  const count = viewer.runs.length, { first } = viewer.view;
  const go = (to: number) => viewer.change({ first: Math.max(0, Math.min(count - 1, to)) });
  return (
    <section>
      <h2>Runs on the screen</h2>
      <div class="range">
        <button aria-label="Runs before" disabled={first === 0} onClick={() => go(first - mostPanes)}>◂</button>
        <span>{first + 1} to {Math.min(count, first + mostPanes)} of {count}</span>
        <button aria-label="Runs behind" disabled={first + mostPanes >= count} onClick={() => go(first + mostPanes)}>▸</button>
      </div>
    </section>
  );
}

function Divergent({ viewer, title, run }: { viewer: Viewer; title: string; run: number }) {
  const divergence = viewer.divergences[run];
  if (!divergence) return <p class="quiet">{title}: looking ...</p>;
  if (!divergence.compared) return <p>{title}: no frame of the same time.</p>;
  if (divergence.time_min === null) return <p>{title}: the same state at all {divergence.compared} common times.</p>;
  return (
    <p>
      {title} first differs on{" "}
      <button class="link" onClick={() => viewer.seek(divergence.time_min!)}>{clock(divergence.time_min)}</button>
      {divergence.what ? `: ${divergence.what}.` : "."}
    </p>
  );
}

function numbersOf(run: Run): string[] {
  return [...run.agents.flatMap((agent) => agent.columns.map((c) => c.name)), ...run.substances.map((s) => s.name)];
}

const toggled = (list: string[], name: string) => (list.includes(name) ? list.filter((each) => each !== name) : [...list, name]);

function AgentTree({ viewer, runs }: { viewer: Viewer; runs: { run: Run; i: number }[] }) {
  const { view } = viewer;
  const agents = new Map<string, AgentType>();
  for (const { run } of runs) for (const agent of run.agents) if (!agents.has(agent.name)) agents.set(agent.name, agent);
  const count = (type: string, state?: string) =>
    runs.map(({ run, i }) => {
      const t = run.agents.findIndex((agent) => agent.name === type);
      const counts = viewer.panes.find((pane) => pane.run === i)?.cells?.counts[t];
      if (!counts) return "–";
      const { states } = run.agents[t]!;
      const s = states.findIndex((each) => each.name === state);
      if (state !== undefined) return (counts[s] ?? 0).toLocaleString("en-US");
      const sum = (alive: boolean) => counts.reduce((all, n, i) => (states[i]!.alive === alive ? all + n : all), 0);
      return sum(true).toLocaleString("en-US") + (sum(false) ? ` + ${sum(false).toLocaleString("en-US")} dead` : "");
    }).join(" | ");
  return (
    <ul class="tree">
      {[...agents.values()].map((agent) => (
        <li key={agent.name}>
          <label>
            <input type="checkbox" checked={!view.hide.includes(agent.name)} disabled={Boolean(viewer.questions.source.fixed)}
              onChange={() => viewer.change({ hide: toggled(view.hide, agent.name) })} />
            <b style={{ background: agent.colour }} />
            <span class="word">{agent.name}</span>
            <span class="count">{count(agent.name)}</span>
          </label>
          {agent.states.length > 1 && (
            <ul>
              {agent.states.map((state) => {
                const name = `${agent.name}.${state.name}`;
                return (
                  <li key={name}>
                    <label>
                      <input type="checkbox" checked={!view.hideStates.includes(name)} disabled={Boolean(viewer.questions.source.fixed) || view.hide.includes(agent.name)}
                        onChange={() => viewer.change({ hideStates: toggled(view.hideStates, name) })} />
                      <b style={{ background: state.colour }} />
                      <span class="word">{state.name}</span>
                      <span class="count">{count(agent.name, state.name)}</span>
                    </label>
                  </li>
                );
              })}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

function VesselBox({ viewer, vessels }: { viewer: Viewer; vessels: Run["vessels"] }) {
  if (!vessels) return null;
  return (
    <ul class="tree">
      <li>
        <label>
          <input type="checkbox" checked={viewer.view.vessels} onChange={(event) => viewer.change({ vessels: event.currentTarget.checked })} />
          <b style={{ background: vessels.colour }} />
          <span class="word">vessels</span>
        </label>
      </li>
    </ul>
  );
}

function RangeOf({ viewer, name }: { viewer: Viewer; name: string }) {
  const [low, high] = viewer.range(name);
  const [problem, setProblem] = useState("");
  const refuse = () => setProblem("A range goes from a number to a larger one.");
  const set = (range: [number, number]) => {
    if (!(range[0] < range[1])) return refuse();
    setProblem("");
    viewer.change({ ranges: { ...viewer.view.ranges, [name]: range } });
  };
  const number = (label: string, value: number, change: (value: number) => void) => (
    <input type="text" inputMode="decimal" aria-label={`${label} of the colours of ${name}`} value={shortNumber(value).replaceAll(",", "")}
      onChange={(event) => {
        const text = event.currentTarget.value.trim(), typed = Number(text);
        if (text && Number.isFinite(typed)) change(typed);
        else refuse();
      }} />
  );
  const chosen = name in viewer.view.ranges;
  return (
    <div class="range">
      {number("Low end", low, (value) => set([value, high]))} to {number("High end", high, (value) => set([low, value]))}
      {chosen && (
        <button title="Back to the range over the whole run" onClick={() => {
          setProblem("");
          const { [name]: _, ...rest } = viewer.view.ranges;
          viewer.change({ ranges: rest });
        }}>reset</button>
      )}
      {problem && <p class="problem" role="alert">{problem}</p>}
    </div>
  );
}

function Filter({ viewer, names }: { viewer: Viewer; names: string[] }) {
  const { where } = viewer.view;
  return (
    <>
      <select aria-label="Filter by" value={where?.name ?? ""}
        onChange={(event) => {
          const name = event.currentTarget.value;
          viewer.change({ where: name ? { name, low: -1e30, high: 1e30 } : null });
        }}>
        <option value="">any numbers</option>
        {names.map((name) => <option key={name} value={name}>{name}</option>)}
      </select>
      {where && (
        <div class="range">
          <input type="text" inputMode="decimal" aria-label="At least" placeholder="at least" value={where.low <= -1e30 ? "" : where.low}
            onChange={(event) => {
              const text = event.currentTarget.value.trim();
              const low = text ? Number(text) : -1e30;
              if (low <= where.high) viewer.change({ where: { ...where, low } });
            }} /> to
          <input type="text" inputMode="decimal" aria-label="At most" placeholder="at most" value={where.high >= 1e30 ? "" : where.high}
            onChange={(event) => {
              const text = event.currentTarget.value.trim();
              const high = text ? Number(text) : 1e30;
              if (where.low <= high) viewer.change({ where: { ...where, high } });
            }} />
        </div>
      )}
    </>
  );
}

const cuts: { name: Cut; text: string }[] = [
  { name: "octant", text: "an octant taken out" },
  { name: "plane", text: "half, at a plane" },
  { name: "layer", text: "one layer, flat" },
  { name: "none", text: "none" },
];

function CutControls({ viewer, run }: { viewer: Viewer; run: Run }) {
  const { view } = viewer;
  const moves = view.cut === "plane" || view.cut === "layer" || view.share !== "";
  const n = run.lattice.size[view.axis]!;
  return (
    <>
      <select aria-label="Cut" value={view.cut} onChange={(event) => viewer.change({ cut: event.currentTarget.value as Cut })}>
        {cuts.map((cut) => <option key={cut.name} value={cut.name}>{cut.text}</option>)}
      </select>
      {moves && (
        <div class="range">
          <span class="choice" role="group" aria-label="Across">
            {["x", "y", "z"].map((name, axis) => (
              <button key={name} aria-pressed={view.axis === axis} onClick={() => viewer.change({ axis })}>{name}</button>
            ))}
          </span>
          <input type="range" aria-label="Where" min={0} max={n - 1} value={Math.min(n - 1, Math.floor(view.at * n))}
            onInput={(event) => viewer.change({ at: (Number(event.currentTarget.value) + 0.5) / n })} />
        </div>
      )}
    </>
  );
}
