// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

import { mostBands } from "./replicates";
import type { Lines } from "./view";
import type { Viewer } from "./viewer";

const choices: { lines: Lines; text: string }[] = [
  { lines: "runs", text: "each run" },
  { lines: "median", text: "median and bands" },
  { lines: "mean", text: "mean and bands" },
];

/** In how many runs a site holds a cell, as a map in place of the cells. */
export function ShareControls({ viewer }: { viewer: Viewer }) {
  const groups = viewer.replicates.ofRuns();
  const agents = viewer.runs[groups[0]!.group.runs[0]!]!.agents;
  return (
    <section>
      <h2>Share of runs with</h2>
      <select aria-label="Share of runs with" value={viewer.view.share} onChange={(event) => viewer.change({ share: event.currentTarget.value })}>
        <option value="">none: show cells</option>
        {agents.flatMap((agent) => [
          <option key={agent.name} value={agent.name}>{agent.name}</option>,
          ...(agent.states.length > 1 ? agent.states.map((state) => (
            <option key={state.name} value={`${agent.name}.${state.name}`}>{agent.name} {state.name}</option>
          )) : []),
        ])}
      </select>
      {viewer.view.share && groups.length > viewer.panes.length && <p class="quiet">{viewer.panes.length} of {groups.length} groups are shown.</p>}
    </section>
  );
}

/** What the charts draw of runs that differ in their draws. */
export function BandControls({ viewer }: { viewer: Viewer }) {
  const { replicates } = viewer;
  const hidden = replicates.groups.length - replicates.drawn().length;
  return (
    <section>
      <h2>{replicates.study ?? "Replicates"}</h2>
      <select aria-label="Lines of the charts" value={viewer.lines} onChange={(event) => viewer.change({ lines: event.currentTarget.value as Lines })}>
        {choices.filter(({ lines }) => lines !== "runs" || viewer.runs.length > 0)
          .map(({ lines, text }) => <option key={lines} value={lines}>{text}</option>)}
      </select>
      {viewer.lines !== "runs" && (
        <ul class="tree groups">
          {replicates.groups.map((group, number) => (
            <li key={number}>
              <label title={group.repeats.length ? `Not counted, because their seed is there already: ${group.repeats.map((run) => viewer.runs[run]!.title).join(", ")}` : group.label}>
                <input type="checkbox" checked={!replicates.hidden.has(number)} onChange={() => replicates.toggle(number)} />
                <b style={{ background: groupColour(viewer, number) }} />
                <span class="word">{group.label}</span>
                <span class="count">{group.used} of {group.planned}</span>
              </label>
              {group.repeats.length > 0 && <p class="quiet">{group.repeats.length} not counted: same seed</p>}
            </li>
          ))}
        </ul>
      )}
      {viewer.lines !== "runs" && <p class="quiet">Bands: 5 to 95 and 25 to 75 % of the runs.</p>}
      {viewer.lines !== "runs" && hidden > 0 && replicates.groups.length > mostBands && (
        <p class="quiet">{hidden} of {replicates.groups.length} groups are not drawn; {mostBands} at most are.</p>
      )}
    </section>
  );
}

export function groupColour(viewer: Viewer, number: number): string {
  const order = viewer.replicates.drawn().findIndex((each) => each.number === number);
  return order < 0 ? "transparent" : viewer.categories[order % viewer.categories.length] ?? "#0072b2";
}
