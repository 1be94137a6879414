// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A view as a whole: how it starts, what the address says of it, what of it can be shown. The parts of the page
// know theirs.

import type { Run } from "./answers";
import { viewParts } from "./panels";
import type { Camera, View } from "./store";
import { round } from "./words";
import type { Viewer } from "./viewer";

// The direction from which `render` draws.
export const startCamera: Camera = { azimuth: 37, elevation: 32, zoom: 1, x: 0, y: 0 };

export function startView(run: Run | undefined): View {
  return Object.assign({ time: 0, camera: startCamera }, ...viewParts.map((part) => part.start(run))) as View;
}

export function toFragment(view: View): string {
  const words = new URLSearchParams();
  words.set("time", String(Number(view.time.toPrecision(12))));
  const { azimuth, elevation, zoom, x, y } = view.camera;
  words.set("camera", [azimuth, elevation, zoom, x, y].map(round).join(","));
  for (const part of viewParts) part.write(view, words);
  return words.toString();
}

/** What a fragment says, on top of a start; what cannot be read is left as it was. */
export function fromFragment(fragment: string, start: View): View {
  const words = new URLSearchParams(fragment.replace(/^#/, ""));
  const view = Object.assign({ ...start }, ...viewParts.map((part) => part.read(words, start))) as View;
  const time = Number(words.get("time") ?? NaN);
  if (Number.isFinite(time)) view.time = time;
  const camera = words.get("camera")?.split(",").filter(Boolean).map(Number);
  if (camera?.length === 5 && camera.every(Number.isFinite) && camera[2]! > 0)
    view.camera = { azimuth: camera[0]!, elevation: camera[1]!, zoom: camera[2]!, x: camera[3]!, y: camera[4]! };
  return view;
}

/** What of a view that is wished for can be shown. */
export function possible(view: View, before: View, viewer: Viewer): View {
  let result = { ...view };
  if (viewer.fixed) {
    result = { ...before, time: view.time, camera: view.camera };
    for (const part of viewParts) {
      if (!part.shared) continue;
      for (const key of Object.keys(part.start(undefined)) as (keyof View)[]) Object.assign(result, { [key]: view[key] });
    }
  }
  for (const part of viewParts) Object.assign(result, part.possible?.(result, before, viewer));
  return result;
}
