// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A box outside of which cells are not shown, by numbers or drawn on a flat view.

import type { Run } from "../answers";
import { axisOf, isFlat, type Box } from "../cut";
import type { Panel } from "../panel";
import type { Pane } from "../panes";
import { openRuns } from "../runs";
import { listening } from "../turning";
import { round, yaml } from "../words";
import type { Viewer } from "../viewer";

/** From and to along x, y and z [um]; null: no bound on this side. */
type Region = (number | null)[];

/** A region that is drawn, on the pane where it was begun [pixels]. */
interface Drawing {
  pane: Pane | null;
  from: [number, number];
  to: [number, number];
}

declare module "../store" {
  interface View {
    region: Region | null; // only cells in it
  }
  interface State {
    drawing: Drawing | null;
  }
}

const everywhere: Region = [null, null, null, null, null, null];

function RegionControls({ viewer }: { viewer: Viewer }) {
  const { region } = viewer.view, { drawing } = viewer.state;
  const { run } = openRuns(viewer)[0]!;
  const axes = run.lattice.size[2] > 1 ? [0, 1, 2] : [0, 1];
  const set = (side: number, text: string) => {
    const value = text.trim() === "" ? null : Number(text);
    if (Number.isNaN(value)) return viewer.changed();
    const sides = (region ?? everywhere).map((old, i) => (i === side ? value : old));
    viewer.change({ region: sides.some((each) => each !== null) ? sides : null });
  };
  const field = (side: number, label: string) => (
    <input type="text" inputMode="decimal" aria-label={label} placeholder={side % 2 ? "end" : "start"} value={region?.[side] ?? ""}
      onChange={(event) => set(side, event.currentTarget.value)} />
  );
  return (
    <>
      {axes.map((axis) => (
        <div class="range" key={axis}>
          {"xyz"[axis]} {field(2 * axis, `Region from ${"xyz"[axis]}`)} to {field(2 * axis + 1, `Region to ${"xyz"[axis]}`)}
        </div>
      ))}
      <div class="range">
        {isFlat(viewer.view, run) && (
          <button aria-pressed={drawing !== null} title="Drag a box on the picture"
            onClick={() => viewer.set({ drawing: drawing ? null : { pane: null, from: [0, 0], to: [0, 0] } })}>draw it</button>
        )}
        {region && <button onClick={() => viewer.change({ region: null })}>everywhere</button>}
      </div>
    </>
  );
}

/** The box while it is drawn. */
function Rubber({ viewer, pane }: { viewer: Viewer; pane: Pane }) {
  const { drawing } = viewer.state;
  if (!drawing || drawing.pane !== pane) return null;
  const { from, to } = drawing;
  const style = {
    left: `${Math.min(from[0], to[0])}px`, top: `${Math.min(from[1], to[1])}px`,
    width: `${Math.abs(to[0] - from[0])}px`, height: `${Math.abs(to[1] - from[1])}px`,
  };
  return <div class="rubber" style={style} />;
}

/** While a region is to be drawn, a drag draws it and does nothing else. */
function listen(viewer: Viewer, pane: Pane, canvas: HTMLCanvasElement): () => void {
  return listening(canvas, {
    pointerdown: (event) => {
      if (!viewer.state.drawing || event.button !== 0 || !isFlat(viewer.view, viewer.runs[pane.run]!)) return;
      event.stopImmediatePropagation();
      canvas.setPointerCapture(event.pointerId);
      const at: [number, number] = [event.offsetX, event.offsetY];
      viewer.set({ drawing: { pane, from: at, to: at } });
    },
    pointermove: (event) => {
      const { drawing } = viewer.state;
      if (drawing?.pane !== pane) return;
      event.stopImmediatePropagation();
      viewer.set({ drawing: { ...drawing, to: [event.offsetX, event.offsetY] } });
    },
    pointerup: (event) => {
      const { drawing } = viewer.state;
      if (drawing?.pane !== pane) return;
      event.stopImmediatePropagation();
      viewer.state.drawing = null;
      viewer.change({ region: regionOf(viewer, pane, drawing.from, drawing.to) });
    },
  });
}

/** The box between two points of a flat view, to the micrometre; along the third axis as it was. */
function regionOf(viewer: Viewer, pane: Pane, from: [number, number], to: [number, number]): Region {
  const { view } = viewer;
  const run = viewer.runs[pane.run]!;
  const { spacing_um } = run.lattice;
  const ends = [from, to].map(([x, y]) => pane.scene!.at(view.camera, x, y).map((sites) => Math.round(sites * spacing_um)));
  return (view.region ?? everywhere).map((old, side) => {
    const axis = side >> 1;
    if (axis === axisOf(view, run)) return old;
    const along = ends.map((end) => end[axis]!);
    return side % 2 ? Math.max(...along) : Math.min(...along);
  });
}

/** The sites whose middles lie in a region. */
function sitesOf(region: Region, run: Run): Box {
  const { size, spacing_um } = run.lattice;
  return region.map((side, i) => {
    const n = size[i >> 1]!;
    if (side === null) return i % 2 ? n : 0;
    const place = side / spacing_um - 0.5; // of a middle
    return Math.max(0, Math.min(n, i % 2 ? Math.floor(place + 1e-9) + 1 : Math.ceil(place - 1e-9)));
  });
}

const panel: Panel = {
  order: 28,
  place: "left",
  title: "Only cells within [µm]",
  there: (viewer) => !viewer.fixed && !viewer.view.share,
  Body: RegionControls,
  close: ({ state }) => {
    const open = state.drawing !== null;
    state.drawing = null;
    return open;
  },
  view: {
    start: () => ({ region: null }),
    write: ({ region }, words) => {
      if (region) words.set("region", region.map((side) => (side === null ? "" : round(side))).join(","));
    },
    read: (words) => {
      const sides = words.get("region")?.split(",").map((side) => (side === "" ? null : Number(side)));
      return sides?.length === 6 && sides.every((side) => side === null || Number.isFinite(side)) ? { region: sides } : {};
    },
    file: ({ region }) => {
      if (!region) return [];
      const [x0, x1, y0, y1, z0, z1] = region;
      return [`region: ${yaml({ x_um: [x0, x1], y_um: [y0, y1], z_um: [z0, z1] })}`];
    },
  },
  state: () => ({ drawing: null }),
  cells: ({ region }, run) => (region ? { within: sitesOf(region, run) } : {}),
  Over: Rubber,
  listen,
};

export default panel;
