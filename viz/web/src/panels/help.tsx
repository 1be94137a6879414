// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The keys of all parts.

import type { Panel } from "../panel";
import { panels } from "../panels";
import type { Viewer } from "../viewer";

declare module "../store" {
  interface State {
    help: boolean; // is shown
  }
}

const toggle = (viewer: Viewer) => viewer.set({ help: !viewer.state.help });

function Help({ viewer }: { viewer: Viewer }) {
  return (
    <div class="help" role="dialog" aria-label="Keys">
      <h2>Keys</h2>
      <dl>
        {panels.flatMap((panel) => panel.keys ?? []).map((key) => <><dt>{key.shown}</dt><dd>{key.what}</dd></>)}
        <dt>drag</dt><dd>turn; with shift or the right button, or when flat: move</dd>
        <dt>wheel</dt><dd>zoom</dd>
        <dt>click</dt><dd>pick a cell</dd>
      </dl>
      <button onClick={() => viewer.set({ help: false })}>Close</button>
    </div>
  );
}

/** What came last is closed first. */
function closeOne(viewer: Viewer): void {
  [...panels].reverse().some((panel) => panel.close?.(viewer));
  viewer.changed();
}

const panel: Panel = {
  order: 90,
  place: "menu",
  withoutRuns: true,
  Body: ({ viewer }) => (
    <>
      <button title="All keys (?)" onClick={() => toggle(viewer)}>Keys</button>
      {viewer.state.help && <Help viewer={viewer} />}
    </>
  ),
  keys: [
    { keys: ["?"], shown: "?", what: "these keys", act: toggle },
    { keys: ["Escape"], shown: "Esc", what: "close; let go of the picked cell", act: closeOne },
  ],
  close: ({ state }) => {
    const open = state.help;
    state.help = false;
    return open;
  },
  state: () => ({ help: false }),
};

export default panel;
