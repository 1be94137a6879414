// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

import { changeSpeed } from "./timeline";
import { savePng } from "./save";
import { startCamera, type Cut } from "./view";
import type { Viewer } from "./viewer";

interface Key {
  keys: string[];
  shown: string;
  what: string;
  act: (viewer: Viewer, key: string) => void;
}

const cuts: Cut[] = ["octant", "plane", "layer", "none"];

const table: Key[] = [
  { keys: [" "], shown: "space", what: "play, pause", act: (v) => (v.playing ? v.pause() : void v.play()) },
  { keys: [",", "ArrowLeft"], shown: ", ←", what: "one frame back", act: (v) => v.step(-1) },
  { keys: [".", "ArrowRight"], shown: ". →", what: "one frame on", act: (v) => v.step(1) },
  { keys: ["Home"], shown: "Home", what: "first frame", act: (v) => v.step(-v.times().length) },
  { keys: ["End"], shown: "End", what: "last frame", act: (v) => v.step(v.times().length) },
  { keys: ["["], shown: "[", what: "slower", act: (v) => changeSpeed(v, -1) },
  { keys: ["]"], shown: "]", what: "faster", act: (v) => changeSpeed(v, 1) },
  { keys: [..."123456789"], shown: "1 – 9", what: "show or hide a type of cell", act: toggleType },
  { keys: ["c"], shown: "c", what: "next colouring", act: nextColour },
  { keys: ["k"], shown: "k", what: "next cut: octant, plane, layer, none", act: nextCut },
  { keys: ["x", "y", "z"], shown: "x y z", what: "axis of the plane or layer", act: chooseAxis },
  { keys: ["l"], shown: "l", what: "lineage of the picked cell", act: (v) => { v.lineage = !v.lineage; v.changed(); } },
  { keys: ["0"], shown: "0", what: "camera back to the start", act: (v) => v.turn(startCamera) },
  { keys: ["s"], shown: "s", what: "save the picture (PNG)", act: (v) => void savePng(v) },
  { keys: ["d"], shown: "d", what: "dark or light", act: (v) => { v.dark = !v.dark; v.draw(); } },
  { keys: ["?"], shown: "?", what: "these keys", act: (v) => { v.help = !v.help; v.changed(); } },
  { keys: ["Escape"], shown: "Esc", what: "close; let go of the picked cell", act: close },
];

function close(viewer: Viewer): void {
  if (viewer.help) viewer.help = false;
  else if (viewer.drawing) viewer.drawing = null;
  else viewer.picked = null;
  viewer.changed();
}

function toggleType(viewer: Viewer, key: string): void {
  const names = [...new Set(viewer.runs.flatMap((run) => (run.stage === "open" ? run.agents.map((agent) => agent.name) : [])))];
  const name = names[Number(key) - 1];
  if (!name) return;
  const { hide } = viewer.view;
  viewer.change({ hide: hide.includes(name) ? hide.filter((each) => each !== name) : [...hide, name] });
}

function nextColour(viewer: Viewer): void {
  const run = viewer.runs.find((each) => each.stage === "open");
  if (!run) return;
  const names = ["type", "state", ...new Set(run.agents.flatMap((agent) => agent.columns.map((c) => c.name))), ...run.substances.map((s) => s.name)];
  viewer.change({ color: names[(names.indexOf(viewer.view.color) + 1) % names.length]! });
}

/** Only where a layer or plane lies across an axis that can be chosen. */
function chooseAxis(viewer: Viewer, key: string): void {
  const { cut, share } = viewer.view;
  if (viewer.solid && (cut === "plane" || cut === "layer" || share)) viewer.change({ axis: "xyz".indexOf(key) });
}

function nextCut(viewer: Viewer): void {
  if (!viewer.solid || viewer.view.share) return;
  viewer.change({ cut: cuts[(cuts.indexOf(viewer.view.cut) + 1) % cuts.length]! });
}

export function keyPressed(viewer: Viewer, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const element = event.target as HTMLElement;
  const typing = element.matches("input[type=text], select, textarea");
  // Sliders use the arrows themselves, buttons and boxes the space.
  const own = element.matches("input[type=range]") && event.key.startsWith("Arrow");
  const pressed = element.matches("button, input[type=checkbox]") && event.key === " ";
  if ((typing && event.key !== "Escape") || own || pressed) return;
  const found = table.find((each) => each.keys.includes(event.key));
  if (!found) return;
  event.preventDefault();
  found.act(viewer, event.key);
}

export function Help({ viewer }: { viewer: Viewer }) {
  return (
    <div class="help" role="dialog" aria-label="Keys">
      <h2>Keys</h2>
      <dl>
        {table.map((key) => <><dt>{key.shown}</dt><dd>{key.what}</dd></>)}
        <dt>drag</dt><dd>turn; with shift or the right button, or when flat: move</dd>
        <dt>wheel</dt><dd>zoom</dd>
        <dt>click</dt><dd>pick a cell</dd>
      </dl>
      <button onClick={() => { viewer.help = false; viewer.changed(); }}>Close</button>
    </div>
  );
}
