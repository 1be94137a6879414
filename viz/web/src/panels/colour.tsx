// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What colours the cells.

import { RangeOf } from "../range_of";
import type { Panel } from "../panel";
import { numberOf, numbersIn, numbersOf, openRuns } from "../runs";
import { boundsOf, yaml } from "../words";
import type { Viewer } from "../viewer";

declare module "../store" {
  interface View {
    color: string; // "type", "state", a column or a substance
    ranges: Record<string, [number, number]>; // of colours, chosen by hand
  }
}

function Colour({ viewer }: { viewer: Viewer }) {
  const { color } = viewer.view;
  return (
    <>
      <select aria-label="Colour by" value={color} onChange={(event) => viewer.change({ color: event.currentTarget.value })}>
        <option value="type">type</option>
        <option value="state">state</option>
        {numbersOf(viewer).map((name) => <option key={name} value={name}>{name}</option>)}
      </select>
      {numberOf(color, openRuns(viewer)[0]!.run) && <RangeOf viewer={viewer} name={color} />}
    </>
  );
}

function next(viewer: Viewer): void {
  const first = openRuns(viewer)[0];
  if (!first) return;
  const names = ["type", "state", ...new Set(numbersIn(first.run))];
  viewer.change({ color: names[(names.indexOf(viewer.view.color) + 1) % names.length]! });
}

/** Those that the picture shows, chosen by hand or found, so that its colours mean the same again. */
function rangesOf(viewer: Viewer): Record<string, [number, number]> {
  const shown = viewer.ranges.coloured().filter((name) => openRuns(viewer).some(({ run }) => numberOf(name, run)));
  // Numbers that are all the same have no range.
  return Object.fromEntries(shown.map((name) => [name, viewer.ranges.of(name)] as const).filter(([, [low, high]]) => low < high));
}

const colour: Panel = {
  order: 25,
  place: "left",
  title: "Colour",
  there: ({ view }) => !view.share,
  Body: Colour,
  keys: [{ keys: ["c"], shown: "c", what: "next colouring", act: next }],
  view: {
    start: () => ({ color: "type", ranges: {} }),
    write: ({ color, ranges }, words) => {
      words.set("color", color);
      for (const [name, [low, high]] of Object.entries(ranges)) words.append("range", `${name}:${low}:${high}`);
    },
    read: (words, start) => {
      const ranges = { ...start.ranges };
      for (const text of words.getAll("range")) {
        const range = boundsOf(text);
        if (range && range.low < range.high) ranges[range.name] = [range.low, range.high];
      }
      return { color: words.get("color") ?? start.color, ranges };
    },
    file: ({ color }, viewer) => {
      const ranges = rangesOf(viewer);
      return [`color: ${yaml(color)}`, ...(Object.keys(ranges).length ? [`ranges: ${yaml(ranges)}`] : [])];
    },
    shared: true,
    possible: (view, before, { fixed }) => (!fixed || fixed.colours.includes(view.color) ? {} : { color: before.color }),
  },
  cells: ({ color }, run) => ({ words: { value: numberOf(color, run) ? color : undefined } }),
  coloured: ({ color }) => color,
};

export default colour;
