// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// In how many runs a site holds a cell, as a map in place of the cells.

import { axisOf, layerOf } from "../cut";
import { Kept } from "../kept";
import { layer, type Panel } from "../panel";
import { mostPanes, type Pane } from "../panes";
import { layerPlane, Planes } from "../planes";
import type { State } from "../store";
import { listening } from "../turning";
import type { Viewer } from "../viewer";

/** In how many runs the sites of a layer hold a cell of a kind. */
interface Presence {
  time_min: number;
  n: number; // runs with a frame of this time
  width: number;
  height: number;
  count: Uint8Array;
}

declare module "../store" {
  interface View {
    share: string; // "type" or "type.state": in how many runs a site holds such a cell; "": cells are shown
  }
  interface State {
    keptShares: Kept<Presence>;
    pointed: { pane: Pane; text: string } | null; // what the map tells of the site under the pointer
  }
}
declare module "../panes" {
  interface Shown {
    presence: Presence | null;
    sharePlanes: Planes;
  }
}

const keptShares = 40;

const groupsOf = ({ state }: { state: State }) => state.replicates.groups.filter((group) => group.runs.length > 1);

function ShareControls({ viewer }: { viewer: Viewer }) {
  const groups = groupsOf(viewer);
  const agents = viewer.runs[groups[0]!.runs[0]!]!.agents;
  return (
    <>
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
    </>
  );
}

/** In how many runs the site under the pointer holds such a cell. */
function shareAt(viewer: Viewer, pane: Pane, presence: Presence, x: number, y: number): string {
  const { width, height, count, n } = presence;
  const run = viewer.runs[pane.run]!, axis = axisOf(viewer.view, run);
  const sites = pane.scene!.at(viewer.view.camera, x, y).map(Math.floor);
  const across = sites[axis === 0 ? 1 : 0]!, down = sites[axis === 2 ? 1 : 2]!;
  if (across < 0 || across >= width || down < 0 || down >= height) return "";
  const um = (site: number) => Math.round((site + 0.5) * run.lattice.spacing_um);
  return `${um(across)}, ${um(down)} µm: ${count[across + width * down]} of ${n} runs`;
}

function Pointed({ viewer, pane }: { viewer: Viewer; pane: Pane }) {
  const { pointed } = viewer.state;
  return pane.shown.presence && pointed?.pane === pane && pointed.text ? <output class="pointed">{pointed.text}</output> : null;
}

const share: Panel = {
  order: 24,
  place: "left",
  title: "Share of runs with",
  there: (viewer) => groupsOf(viewer).length > 0,
  Body: ShareControls,
  view: {
    start: () => ({ share: "" }),
    write: (view, words) => {
      if (view.share) words.set("share", view.share);
    },
    read: (words, start) => ({ share: words.get("share") ?? start.share }),
    possible: (_, __, viewer) => (groupsOf(viewer).length ? {} : { share: "" }),
  },
  state: () => ({ keptShares: new Kept<Presence>(keptShares), pointed: null }),
  arrange: (viewer) => viewer.view.share
    ? groupsOf(viewer).slice(0, mostPanes).map(({ runs, label }) => ({ run: runs[0]!, runs, title: label })) : null,
  alone: (view) => view.share !== "",
  bars: (viewer, pane) => {
    const { presence } = pane.shown, runs = pane.runs.length;
    if (!presence) return [];
    const { n } = presence;
    return [{ name: `share of ${n < runs ? `${n} of ` : ""}${runs} runs with ${viewer.view.share.replace(".", " ")}`, low: "0", high: "1" }];
  },
  layer: layer<Presence>({
    begin: (_, pane) => {
      pane.shown.sharePlanes = pane.scene!.add(new Planes(pane.scene!));
    },
    ask: (viewer, pane, _, view) => {
      const run = viewer.runs[pane.run]!;
      const [type, state] = view.share.split(".");
      const words = { runs: pane.runs.join(","), time: view.time, type, state, axis: axisOf(view, run), at: layerOf(view, run) };
      return viewer.state.keptShares.get(JSON.stringify([words, viewer.state.replicates.version]),
        () => viewer.ask.packed<Presence>("presence", words));
    },
    show: (viewer, pane, answer) => {
      pane.shown.presence = answer;
      if (!answer) return pane.shown.sharePlanes?.show([], [0, 1]);
      const { count, n, width, height } = answer;
      const slice = { width, height, value: Float32Array.from(count, (runs) => runs / Math.max(1, n)) };
      pane.shown.sharePlanes?.show([layerPlane(viewer.runs[pane.run]!, viewer.view, slice)], [0, 1]);
    },
  }),
  Over: Pointed,
  listen: (viewer, pane, canvas) => {
    const tell = (text: string) => {
      const { pointed } = viewer.state;
      if (text !== (pointed?.pane === pane ? pointed.text : "")) viewer.set({ pointed: text ? { pane, text } : null });
    };
    return listening(canvas, {
      pointermove: (event) => {
        const { presence } = pane.shown;
        if (presence) tell(shareAt(viewer, pane, presence, event.offsetX, event.offsetY));
      },
      pointerleave: () => tell(""),
    });
  },
  probe: (_, pane) => ({
    presence: (run: number) => {
      const { presence } = pane(run).shown;
      return presence && { ...presence, count: [...presence.count] };
    },
    planeValues: (run: number) => [...(pane(run).shown.sharePlanes?.slices[0]?.value ?? [])],
  }),
};

export default share;
