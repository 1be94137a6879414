// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What is shown, in the words that `tilscape-view render --view` reads (viz/view_file.cpp).

import { numberOf, type View } from "./view";
import type { Viewer } from "./viewer";

// A text or number as YAML takes it: JSON is YAML.
const value = (it: unknown): string => JSON.stringify(it);

/** `width` and `height` of a pane: a picture of `render` is square, as large as the shorter of them. */
export function toViewFile(viewer: Viewer, width: number, height: number): string {
  const { view } = viewer;
  const lines = ["schema: tilscape.view/1", `time: ${Number(view.time.toPrecision(9))} min`, `color: ${value(view.color)}`];
  const hidden = [...view.hide, ...view.hideStates];
  if (hidden.length) lines.push(`hide: ${value(hidden)}`);
  if (view.where) {
    const { name, low, high } = view.where;
    const at_least = low > -1e30 ? low : undefined, at_most = high < 1e30 ? high : undefined;
    lines.push(`where: ${value({ name, at_least, at_most })}`);
  }
  if (view.region) {
    const [x0, x1, y0, y1, z0, z1] = view.region;
    lines.push(`region: ${value({ x_um: [x0, x1], y_um: [y0, y1], z_um: [z0, z1] })}`);
  }
  lines.push(`cut: ${view.cut}`);
  if (view.cut === "plane" || view.cut === "layer") lines.push(`axis: ${"xyz"[view.axis]}`, `at: ${view.at}`);
  if (view.substance) lines.push(`substance: ${value(view.substance)}`);
  const ranges = rangesOf(viewer, view);
  if (Object.keys(ranges).length) lines.push(`ranges: ${value(ranges)}`);
  if (view.level) lines.push(`level: ${value(view.level)}`);
  if (!view.vessels) lines.push("vessels: false");
  const { azimuth, elevation, zoom, x, y } = view.camera;
  const side = Math.min(width, height);
  lines.push(`camera: ${value({ azimuth, elevation, zoom, x: (x * width) / side, y: (y * height) / side })}`);
  return lines.join("\n") + "\n";
}

/** Those that the picture shows, chosen by hand or found, so that its colours mean the same again. */
function rangesOf(viewer: Viewer, view: View): Record<string, [number, number]> {
  const shown = [view.color, view.substance].filter((name) => viewer.runs.some((run) => run.stage === "open" && numberOf(name, run)));
  // Numbers that are all the same have no range.
  return Object.fromEntries(shown.map((name) => [name, viewer.range(name)] as const).filter(([, [low, high]]) => low < high));
}
