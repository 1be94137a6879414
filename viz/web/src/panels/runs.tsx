// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Of more runs than fit, those that are on the screen.

import type { Panel } from "../panel";
import { mostPanes } from "../panes";
import type { Viewer } from "../viewer";

declare module "../store" {
  interface View {
    first: number; // run that is shown, of more than fit
  }
}

function Shown({ viewer }: { viewer: Viewer }) {
  const count = viewer.runs.length, { first } = viewer.view;
  const go = (to: number) => viewer.change({ first: Math.max(0, Math.min(count - 1, to)) });
  return (
    <div class="range">
      <button aria-label="Runs before" disabled={first === 0} onClick={() => go(first - mostPanes)}>◂</button>
      <span>{first + 1} to {Math.min(count, first + mostPanes)} of {count}</span>
      <button aria-label="Runs behind" disabled={first + mostPanes >= count} onClick={() => go(first + mostPanes)}>▸</button>
    </div>
  );
}

const runs: Panel = {
  order: 22,
  place: "left",
  title: "Runs on the screen",
  there: (viewer) => viewer.runs.length > mostPanes && !viewer.view.share,
  Body: Shown,
  view: {
    start: () => ({ first: 0 }),
    write: ({ first }, words) => {
      if (first) words.set("first", String(first));
    },
    read: (words) => {
      const first = Number(words.get("first") ?? NaN);
      return Number.isInteger(first) && first >= 0 ? { first } : {};
    },
  },
  arrange: ({ view, runs }) => {
    if (view.share) return null;
    const first = Math.min(view.first, Math.max(0, runs.length - 1));
    return runs.slice(first, first + mostPanes).map(({ title }, i) => ({ run: first + i, runs: [first + i], title }));
  },
};

export default runs;
