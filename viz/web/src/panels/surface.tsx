// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The surface on which a substance has a level.

import { isFlat } from "../cut";
import type { Volume } from "../isosurface";
import { Kept } from "../kept";
import { layer, type Panel } from "../panel";
import { mostPanes } from "../panes";
import { anySolid, substancesOf } from "../runs";
import { unlessMissing } from "../source";
import { Surface } from "../surface";
import { shortNumber, yaml } from "../words";
import type { Viewer } from "../viewer";

declare module "../store" {
  interface View {
    level: { name: string; value: number } | null; // of a substance, in a solid
  }
  interface State {
    keptVolumes: Kept<Volume>;
  }
}
declare module "../panes" {
  interface Shown {
    surface: Surface;
  }
}

/** A surface of this substance, at first in the middle of its range; "": none. */
async function choose(viewer: Viewer, name: string): Promise<void> {
  if (!name) return viewer.change({ level: null });
  await viewer.ranges.load(name);
  const [low, high] = viewer.ranges.of(name);
  viewer.change({ level: { name, value: Number(((low + high) / 2).toPrecision(3)) } });
}

function SurfaceControls({ viewer }: { viewer: Viewer }) {
  const { level } = viewer.view;
  const set = (value: number) => {
    if (level && Number.isFinite(value)) viewer.change({ level: { ...level, value } });
  };
  const [low, high] = viewer.ranges.of(level?.name ?? "");
  return (
    <>
      <select aria-label="Surface of" value={level?.name ?? ""} onChange={(event) => void choose(viewer, event.currentTarget.value)}>
        <option value="">none</option>
        {substancesOf(viewer).map((name) => <option key={name} value={name}>{name}</option>)}
      </select>
      {level && (
        <div class="range">
          at <input type="text" inputMode="decimal" aria-label="Level" value={shortNumber(level.value).replaceAll(",", "")}
            onChange={(event) => set(Number(event.currentTarget.value))} />
          <input type="range" aria-label="Level between the least and the greatest" min={low} max={high} step={(high - low) / 200}
            value={level.value} onChange={(event) => set(Number(event.currentTarget.value))} />
        </div>
      )}
    </>
  );
}

const panel: Panel = {
  order: 31,
  place: "left",
  title: "Surface of a substance",
  there: (viewer) => substancesOf(viewer).length > 0 && anySolid(viewer) && viewer.view.cut !== "layer" && !viewer.fixed && !viewer.view.share,
  Body: SurfaceControls,
  view: {
    start: () => ({ level: null }),
    write: ({ level }, words) => {
      if (level) words.set("level", `${level.name}:${level.value}`);
    },
    read: (words) => {
      const [name, value] = words.get("level")?.split(":") ?? [];
      return name && value && Number.isFinite(Number(value)) ? { level: { name, value: Number(value) } } : {};
    },
    file: ({ level }) => (level ? [`level: ${yaml(level)}`] : []),
  },
  state: () => ({ keptVolumes: new Kept<Volume>(mostPanes) }), // one for each pane: the level may change alone
  ranged: ({ level }) => level?.name ?? "",
  legend: (viewer, _, run) => {
    const { view } = viewer, { level } = view;
    const substance = level && !isFlat(view, run) && run.substances.find((each) => each.name === level.name);
    return substance ? [{ colour: viewer.surfaceColour, text: `${level.name} = ${shortNumber(level.value)} ${substance.unit}` }] : [];
  },
  layer: layer<Volume | null>({
    begin: (viewer, pane) => {
      pane.shown.surface = pane.scene!.add(new Surface(viewer.runs[pane.run]!, viewer.surfaceColour));
    },
    ask: async (viewer, pane, frame, view) => {
      const run = viewer.runs[pane.run]!, { level } = view;
      if (!level || isFlat(view, run) || !run.substances.some((substance) => substance.name === level.name)) return null;
      const { name } = level;
      // Not every frame has every field.
      return unlessMissing(viewer.state.keptVolumes.get(JSON.stringify([pane.run, frame, name]),
        () => viewer.ask.packed<Volume>(`runs/${pane.run}/frames/${frame}/volume`, { name })));
    },
    show: (viewer, pane, volume) => pane.shown.surface?.show(volume, viewer.view.level?.value ?? 0),
  }),
  probe: (_, pane) => ({
    /** Its corners, x, y, z in sites, and three of them for each triangle. */
    surface: (run: number) => {
      const triangles = pane(run).shown.surface?.triangles;
      return triangles && { place: [...triangles.place], corners: [...triangles.corners] };
    },
  }),
};

export default panel;
