// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A box outside of which cells are not shown, by numbers or drawn on a flat view.

import type { Run } from "./answers";
import { axisOf, isFlat, type Region } from "./view";
import type { Pane, Viewer } from "./viewer";

const everywhere: Region = [null, null, null, null, null, null];

export function RegionControls({ viewer, run }: { viewer: Viewer; run: Run }) {
  const { region } = viewer.view;
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
    <section>
      <h2>Only cells within [µm]</h2>
      {axes.map((axis) => (
        <div class="range" key={axis}>
          {"xyz"[axis]} {field(2 * axis, `Region from ${"xyz"[axis]}`)} to {field(2 * axis + 1, `Region to ${"xyz"[axis]}`)}
        </div>
      ))}
      <div class="range">
        {isFlat(viewer.view, run) && (
          <button aria-pressed={viewer.drawing !== null} title="Drag a box on the picture"
            onClick={() => { viewer.drawing = viewer.drawing ? null : { pane: null, from: [0, 0], to: [0, 0] }; viewer.changed(); }}>draw it</button>
        )}
        {region && <button onClick={() => viewer.change({ region: null })}>everywhere</button>}
      </div>
    </section>
  );
}

/** The box while it is drawn. */
export function Rubber({ viewer, pane }: { viewer: Viewer; pane: Pane }) {
  const { drawing } = viewer;
  if (!drawing || drawing.pane !== pane) return null;
  const { from, to } = drawing;
  const style = {
    left: `${Math.min(from[0], to[0])}px`, top: `${Math.min(from[1], to[1])}px`,
    width: `${Math.abs(to[0] - from[0])}px`, height: `${Math.abs(to[1] - from[1])}px`,
  };
  return <div class="rubber" style={style} />;
}

/** While a region is to be drawn, a drag draws it and does nothing else. */
export function listenForRegion(viewer: Viewer, pane: Pane, canvas: HTMLCanvasElement): () => void {
  const down = (event: PointerEvent) => {
    if (!viewer.drawing || event.button !== 0 || !isFlat(viewer.view, viewer.runs[pane.run]!)) return;
    event.stopImmediatePropagation();
    canvas.setPointerCapture(event.pointerId);
    const at: [number, number] = [event.offsetX, event.offsetY];
    viewer.drawing = { pane, from: at, to: at };
    viewer.changed();
  };
  const move = (event: PointerEvent) => {
    if (viewer.drawing?.pane !== pane) return;
    event.stopImmediatePropagation();
    viewer.drawing = { ...viewer.drawing, to: [event.offsetX, event.offsetY] };
    viewer.changed();
  };
  const up = (event: PointerEvent) => {
    const { drawing } = viewer;
    if (drawing?.pane !== pane) return;
    event.stopImmediatePropagation();
    viewer.drawing = null;
    viewer.change({ region: regionOf(viewer, pane, drawing.from, drawing.to) });
  };
  canvas.addEventListener("pointerdown", down);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", up);
  return () => {
    canvas.removeEventListener("pointerdown", down);
    canvas.removeEventListener("pointermove", move);
    canvas.removeEventListener("pointerup", up);
  };
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
