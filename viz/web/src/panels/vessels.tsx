// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Vessels of a run.

import { layer, type Panel } from "../panel";
import { openRuns } from "../runs";
import { Tubes, type Vessels } from "../tubes";
import type { Viewer } from "../viewer";
import cells from "./cells";

declare module "../store" {
  interface View {
    vessels: boolean; // shown, when a run has any
  }
}
declare module "../panes" {
  interface Shown {
    tubes: Tubes | undefined;
  }
}

const vesselsOf = (viewer: Viewer) => openRuns(viewer).find(({ run }) => run.vessels)?.run.vessels;

function VesselBox({ viewer }: { viewer: Viewer }) {
  return (
    <ul class="tree">
      <li>
        <label>
          <input type="checkbox" checked={viewer.view.vessels} onChange={(event) => viewer.change({ vessels: event.currentTarget.checked })} />
          <b style={{ background: vesselsOf(viewer)!.colour }} />
          <span class="word">vessels</span>
        </label>
      </li>
    </ul>
  );
}

const vessels: Panel = {
  order: 33, // in the legend behind all others
  place: "left",
  below: cells,
  there: (viewer) => !viewer.view.share && vesselsOf(viewer) !== undefined,
  Body: VesselBox,
  view: {
    start: () => ({ vessels: true }),
    write: (view, words) => {
      if (!view.vessels) words.set("vessels", "off");
    },
    read: (words) => ({ vessels: words.get("vessels") !== "off" }),
    file: (view) => (view.vessels ? [] : ["vessels: false"]),
    shared: true,
  },
  legend: ({ view }, _, run) => (run.vessels && view.vessels ? [{ colour: run.vessels.colour, text: "vessels" }] : []),
  layer: layer({
    // Once for all frames.
    begin: async (viewer, pane) => {
      const run = viewer.runs[pane.run]!, { scene } = pane;
      pane.shown.tubes = undefined;
      if (!run.vessels) return;
      const answer = await viewer.ask.packed<Vessels>(`runs/${pane.run}/vessels`).catch(() => null);
      if (!answer || !scene || scene !== pane.scene) return;
      pane.shown.tubes = scene.add(new Tubes(run, answer));
      pane.shown.tubes.show(viewer.view);
    },
    show: (viewer, pane) => pane.shown.tubes?.show(viewer.view),
  }),
  probe: (viewer, pane) => ({
    /** Pieces that are drawn, in sites: all, or what of them lies in the layer. */
    vessels: (run: number) => pane(run).shown.tubes?.drawn(viewer.view),
  }),
};

export default vessels;
