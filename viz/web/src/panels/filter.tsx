// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Only cells with numbers between two.

import type { Panel } from "../panel";
import { numbersOf } from "../runs";
import { boundsOf, yaml, type Bounds } from "../words";
import type { Viewer } from "../viewer";

declare module "../store" {
  interface View {
    where: Bounds | null; // of a column or substance
  }
}

const least = -1e30, most = 1e30; // no bound

function Filter({ viewer }: { viewer: Viewer }) {
  const { where } = viewer.view;
  const set = (bounds: Bounds) => {
    if (bounds.low <= bounds.high) viewer.change({ where: bounds });
  };
  const typed = (text: string, none: number) => (text.trim() ? Number(text.trim()) : none);
  return (
    <>
      <select aria-label="Filter by" value={where?.name ?? ""}
        onChange={(event) => {
          const name = event.currentTarget.value;
          viewer.change({ where: name ? { name, low: least, high: most } : null });
        }}>
        <option value="">any numbers</option>
        {numbersOf(viewer).map((name) => <option key={name} value={name}>{name}</option>)}
      </select>
      {where && (
        <div class="range">
          <input type="text" inputMode="decimal" aria-label="At least" placeholder="at least" value={where.low <= least ? "" : where.low}
            onChange={(event) => set({ ...where, low: typed(event.currentTarget.value, least) })} /> to
          <input type="text" inputMode="decimal" aria-label="At most" placeholder="at most" value={where.high >= most ? "" : where.high}
            onChange={(event) => set({ ...where, high: typed(event.currentTarget.value, most) })} />
        </div>
      )}
    </>
  );
}

const filter: Panel = {
  order: 27,
  place: "left",
  title: "Only cells with",
  there: (viewer) => !viewer.fixed && !viewer.view.share,
  Body: Filter,
  view: {
    start: () => ({ where: null }),
    write: ({ where }, words) => {
      if (where) words.set("where", `${where.name}:${where.low}:${where.high}`);
    },
    read: (words, { where }) => ({ where: words.has("where") ? boundsOf(words.get("where")!) : where }),
    file: ({ where }) => {
      if (!where) return [];
      const { name, low, high } = where;
      return [`where: ${yaml({ name, at_least: low > least ? low : undefined, at_most: high < most ? high : undefined })}`];
    },
  },
  cells: ({ where }, run) => {
    const known = run.agents.some((agent) => agent.columns.some((column) => column.name === where?.name));
    const there = where && (known || run.substances.some((substance) => substance.name === where.name));
    return there ? { words: { where: `${where.name}:${where.low}:${where.high}` } } : {};
  },
};

export default filter;
