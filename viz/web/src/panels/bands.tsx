// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What the charts draw of runs that differ in their draws alone.

import type { Panel } from "../panel";
import { groupColour, linesOf, mostBands, Replicates, type Lines } from "../replicates";
import type { Viewer } from "../viewer";

declare module "../store" {
  interface View {
    lines: Lines | null; // of the charts; null: as it fits
  }
  interface State {
    replicates: Replicates;
  }
}

const choices: { lines: Lines; text: string }[] = [
  { lines: "runs", text: "each run" },
  { lines: "median", text: "median and bands" },
  { lines: "mean", text: "mean and bands" },
];

function BandControls({ viewer }: { viewer: Viewer }) {
  const { replicates } = viewer.state;
  const hidden = replicates.groups.length - replicates.drawn().length;
  const lines = linesOf(viewer);
  return (
    <>
      <select aria-label="Lines of the charts" value={lines} onChange={(event) => viewer.change({ lines: event.currentTarget.value as Lines })}>
        {choices.filter((choice) => choice.lines !== "runs" || viewer.runs.length > 0)
          .map((choice) => <option key={choice.lines} value={choice.lines}>{choice.text}</option>)}
      </select>
      {lines !== "runs" && <Groups viewer={viewer} />}
      {lines !== "runs" && <p class="quiet">Bands: 5 to 95 and 25 to 75 % of the runs.</p>}
      {lines !== "runs" && hidden > 0 && replicates.groups.length > mostBands && (
        <p class="quiet">{hidden} of {replicates.groups.length} groups are not drawn; {mostBands} at most are.</p>
      )}
    </>
  );
}

function Groups({ viewer }: { viewer: Viewer }) {
  const { replicates } = viewer.state;
  return (
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
  );
}

const bands: Panel = {
  order: 23,
  place: "left",
  withoutRuns: true,
  title: (viewer) => viewer.state.replicates.study ?? "Replicates",
  there: (viewer) => viewer.state.replicates.many,
  Body: BandControls,
  view: {
    start: () => ({ lines: null }),
    write: ({ lines }, words) => {
      if (lines) words.set("lines", lines);
    },
    read: (words) => {
      const lines = choices.find((choice) => choice.lines === words.get("lines"))?.lines;
      return lines ? { lines } : {};
    },
  },
  state: (viewer) => ({ replicates: new Replicates(viewer) }),
  load: (viewer) => viewer.state.replicates.load(),
  times: (viewer) => viewer.state.replicates.days().map((day) => Math.round(day * 1440e6) / 1e6),
  probe: (viewer) => ({
    lines: () => linesOf(viewer),
    groups: () => structuredClone(viewer.state.replicates.groups),
    course: (column: string, group: number) => structuredClone(viewer.state.replicates.course(column)?.[group]),
  }),
};

export default bands;
