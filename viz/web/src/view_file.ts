// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What is shown, in the words that `tilscape-view render --view` reads (viz/view_file.cpp).

import { viewParts } from "./panels";
import { yaml } from "./words";
import type { Viewer } from "./viewer";

/** `width` and `height` of a pane: a picture of `render` is square, as large as the shorter of them. */
export function toViewFile(viewer: Viewer, width: number, height: number): string {
  const { view } = viewer;
  const { azimuth, elevation, zoom, x, y } = view.camera;
  const side = Math.min(width, height);
  return [
    "schema: tilscape.view/1",
    `time: ${Number(view.time.toPrecision(9))} min`,
    ...viewParts.flatMap((part) => part.file?.(view, viewer) ?? []),
    `camera: ${yaml({ azimuth, elevation, zoom, x: (x * width) / side, y: (y * height) / side })}`,
  ].join("\n") + "\n";
}
