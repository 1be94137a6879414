// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// How the lattice is cut, and where.

import { axisOf, cutOut, cuts, isFlat, layerOf, type Cut } from "../cut";
import type { Panel } from "../panel";
import { anySolid, isSolid, openRuns } from "../runs";
import { round } from "../words";
import type { Viewer } from "../viewer";

declare module "../store" {
  interface View {
    cut: Cut;
    axis: number; // of the plane or layer
    at: number; // of the plane or layer, in shares of the lattice
  }
}

function CutControls({ viewer }: { viewer: Viewer }) {
  const { view } = viewer;
  const { run } = openRuns(viewer).find((each) => isSolid(each.run))!;
  const n = run.lattice.size[view.axis]!;
  return (
    <>
      <select aria-label="Cut" value={view.cut} onChange={(event) => viewer.change({ cut: event.currentTarget.value as Cut })}>
        {cuts.map((cut) => <option key={cut.name} value={cut.name}>{cut.text}</option>)}
      </select>
      {moves(viewer) && (
        <div class="range">
          <span class="choice" role="group" aria-label="Across">
            {["x", "y", "z"].map((name, axis) => (
              <button key={name} aria-pressed={view.axis === axis} onClick={() => viewer.change({ axis })}>{name}</button>
            ))}
          </span>
          <input type="range" aria-label="Where" min={0} max={n - 1} value={Math.min(n - 1, Math.floor(view.at * n))}
            onInput={(event) => viewer.change({ at: (Number(event.currentTarget.value) + 0.5) / n })} />
        </div>
      )}
    </>
  );
}

/** Whether a layer or plane lies across an axis that can be chosen. */
function moves({ view }: Viewer): boolean {
  return view.cut === "plane" || view.cut === "layer" || view.share !== "";
}

function next(viewer: Viewer): void {
  if (!anySolid(viewer) || viewer.view.share) return;
  const now = cuts.findIndex((cut) => cut.name === viewer.view.cut);
  viewer.change({ cut: cuts[(now + 1) % cuts.length]!.name });
}

const panel: Panel = {
  order: 29,
  place: "left",
  title: "Cut",
  there: (viewer) => anySolid(viewer) && !viewer.fixed,
  Body: CutControls,
  keys: [
    { keys: ["k"], shown: "k", what: "next cut: octant, plane, layer, none", act: next },
    {
      keys: ["x", "y", "z"], shown: "x y z", what: "axis of the plane or layer",
      act: (viewer, key) => {
        if (anySolid(viewer) && moves(viewer)) viewer.change({ axis: "xyz".indexOf(key) });
      },
    },
  ],
  view: {
    start: (run) => ({ cut: run && isSolid(run) ? "octant" : "layer", axis: 2, at: 0.5 }),
    write: ({ cut, axis, at }, words) => words.set("cut", [cut, axis, round(at)].join(",")),
    read: (words, start) => {
      const [name, axis, at] = words.get("cut")?.split(",").filter(Boolean) ?? [];
      const cut = cuts.find((each) => each.name === name)?.name;
      if (!cut) return {};
      return {
        cut,
        axis: [0, 1, 2].includes(Number(axis)) ? Number(axis) : start.axis,
        at: Number(at) >= 0 && Number(at) <= 1 ? Number(at) : start.at,
      };
    },
    file: ({ cut, axis, at }) => [`cut: ${cut}`, ...(cut === "plane" || cut === "layer" ? [`axis: ${"xyz"[axis]}`, `at: ${at}`] : [])],
  },
  cells: (view, run) => {
    const flat = isFlat(view, run), axis = axisOf(view, run), at = layerOf(view, run), { size } = run.lattice;
    const words = { shape: flat ? "flat" : "solid", axis: flat ? axis : undefined, without: cutOut(view, run)?.join(",") };
    return flat && size[2] > 1 ? { words, within: size.flatMap((n, k) => (k === axis ? [at, at + 1] : [0, n])) } : { words };
  },
};

export default panel;
