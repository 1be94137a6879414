// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A substance on the faces of the cut, or below the cells of a layer.

import type { Run } from "../answers";
import { axisOf, isFlat, layerOf } from "../cut";
import { Kept } from "../kept";
import { layer, type Panel } from "../panel";
import type { Pane } from "../panes";
import { layerPlane, planeAcross, Planes, type Plane, type Slice } from "../planes";
import { RangeOf } from "../range_of";
import { anySolid, substancesOf } from "../runs";
import { unlessMissing } from "../source";
import type { View } from "../store";
import { yaml } from "../words";
import type { Viewer } from "../viewer";

declare module "../store" {
  interface View {
    substance: string; // "": none
  }
  interface State {
    keptSlices: Kept<Slice>;
  }
}
declare module "../panes" {
  interface Shown {
    planes: Planes;
  }
}

const keptSlices = 24; // of up to some megabytes each

function Substance({ viewer }: { viewer: Viewer }) {
  const { substance, color } = viewer.view;
  return (
    <>
      <select aria-label="Substance" value={substance} onChange={(event) => viewer.change({ substance: event.currentTarget.value })}>
        <option value="">none</option>
        {substancesOf(viewer).map((name) => <option key={name} value={name}>{name}</option>)}
      </select>
      {substance && substance !== color && <RangeOf viewer={viewer} name={substance} />}
    </>
  );
}

async function planesOf(viewer: Viewer, pane: Pane, frame: number, view: View): Promise<Plane[]> {
  const run = viewer.runs[pane.run]!, name = view.substance;
  if (!name || !run.substances.some((substance) => substance.name === name)) return [];
  const ask = (axis: number, at: number) => viewer.state.keptSlices.get(JSON.stringify([pane.run, frame, name, axis, at]),
    () => viewer.ask.packed<Slice>(`runs/${pane.run}/frames/${frame}/slice`, { name, axis, at }));
  const layer = layerOf(view, run);
  if (isFlat(view, run)) return [layerPlane(run, view, await ask(axisOf(view, run), layer))];
  if (view.cut !== "octant") return [planeAcross(run, view.axis, layer + 0.1, await ask(view.axis, layer))];
  return Promise.all([0, 1, 2].map((axis) => faceOf(run, axis, (at) => ask(axis, at))));
}

/** A face of the octant that is taken out. */
async function faceOf(run: Run, axis: number, ask: (at: number) => Promise<Slice>): Promise<Plane> {
  const { size } = run.lattice;
  const from = size.map((n) => Math.floor(n / 2)) as [number, number, number];
  const plane = planeAcross(run, axis, from[axis]! + 0.2, await ask(from[axis]! - 1));
  const a = axis === 0 ? 1 : 0, b = axis === 2 ? 1 : 2;
  plane.corner[a] = from[a]!;
  plane.corner[b] = from[b]!;
  plane.across[a] = size[a] - from[a];
  plane.down[b] = size[b] - from[b];
  plane.crop = [from[a] / size[a], 1, from[b] / size[b], 1];
  return plane;
}

const panel: Panel = {
  order: 30,
  place: "left",
  title: (viewer) => `Substance ${anySolid(viewer) && viewer.view.cut !== "layer" ? "on the cut" : "below the cells"}`,
  there: (viewer) => substancesOf(viewer).length > 0 && !viewer.fixed && !viewer.view.share,
  Body: Substance,
  view: {
    start: () => ({ substance: "" }),
    write: ({ substance }, words) => {
      if (substance) words.set("substance", substance);
    },
    read: (words, { substance }) => ({ substance: words.get("substance") ?? substance }),
    file: ({ substance }) => (substance ? [`substance: ${yaml(substance)}`] : []),
  },
  state: () => ({ keptSlices: new Kept<Slice>(keptSlices) }),
  coloured: ({ substance }) => substance,
  layer: layer<Plane[]>({
    ahead: true,
    begin: (_, pane) => {
      pane.shown.planes = pane.scene!.add(new Planes(pane.scene!));
    },
    // Not every frame has every field.
    ask: async (viewer, pane, frame, view) => (await unlessMissing(planesOf(viewer, pane, frame, view))) ?? [],
    show: (viewer, pane, planes) => pane.shown.planes?.show(planes ?? [], viewer.ranges.of(viewer.view.substance)),
  }),
  probe: (_, pane) => ({
    slice: (run: number, index = 0) => {
      const slice = pane(run).shown.planes?.slices[index];
      return slice && { width: slice.width, height: slice.height, value: [...slice.value] };
    },
  }),
};

export default panel;
