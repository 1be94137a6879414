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
