// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// How the pointer moves the camera.

import { isFlat } from "./cut";
import type { Pane } from "./panes";
import type { Viewer } from "./viewer";

const still = 4; // pixels that a pointer may move in a click

/** Drags turn or move a picture, the wheel zooms. Gives what stops it. */
export function turning(viewer: Viewer, pane: Pane, canvas: HTMLCanvasElement): () => void {
  let from: { x: number; y: number; button: number; moved: boolean } | null = null;
  const flat = () => isFlat(viewer.view, viewer.runs[pane.run]!);
  const down = (event: PointerEvent) => {
    from = { x: event.clientX, y: event.clientY, button: event.button, moved: false };
    canvas.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    if (!from) return;
    const dx = event.clientX - from.x, dy = event.clientY - from.y;
    if (!from.moved && Math.hypot(dx, dy) < still) return;
    const { camera } = viewer.view;
    const box = canvas.getBoundingClientRect();
    if (flat() || from.button !== 0 || event.shiftKey)
      viewer.screen.turn({ x: camera.x + dx / box.width, y: camera.y + dy / box.height });
    else
      viewer.screen.turn({ azimuth: camera.azimuth - dx / 3, elevation: Math.max(-89, Math.min(89, camera.elevation + dy / 3)) });
    from = { ...from, x: event.clientX, y: event.clientY, moved: true };
  };
  const up = () => {
    from = null;
  };
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const { camera } = viewer.view;
    const zoom = Math.max(0.3, Math.min(60, camera.zoom * Math.exp(-event.deltaY / 600)));
    const box = canvas.getBoundingClientRect();
    // What is under the pointer stays there.
    const x = (event.clientX - box.left) / box.width - 0.5, y = (event.clientY - box.top) / box.height - 0.5;
    const k = zoom / camera.zoom;
    viewer.screen.turn({ zoom, x: x + (camera.x - x) * k, y: y + (camera.y - y) * k });
  };
  const menu = (event: Event) => event.preventDefault();
  return listening(canvas, { pointerdown: down, pointermove: move, pointerup: up, wheel, contextmenu: menu });
}

/** A click of the first button, in pixels of the canvas; a drag is none. Gives what stops it. */
export function clicks(canvas: HTMLCanvasElement, act: (x: number, y: number) => void): () => void {
  let from: { x: number; y: number } | null = null;
  const down = (event: PointerEvent) => {
    from = event.button === 0 ? { x: event.clientX, y: event.clientY } : null;
  };
  const move = (event: PointerEvent) => {
    if (from && Math.hypot(event.clientX - from.x, event.clientY - from.y) >= still) from = null;
  };
  const up = (event: PointerEvent) => {
    const box = canvas.getBoundingClientRect();
    if (from) act(event.clientX - box.left, event.clientY - box.top);
    from = null;
  };
  return listening(canvas, { pointerdown: down, pointermove: move, pointerup: up });
}

type Handlers = { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };

export function listening(canvas: HTMLCanvasElement, handlers: Handlers): () => void {
  const all = Object.entries(handlers) as [string, (event: Event) => void][];
  for (const [name, handler] of all) canvas.addEventListener(name, handler, { passive: false });
  return () => {
    for (const [name, handler] of all) canvas.removeEventListener(name, handler);
  };
}
