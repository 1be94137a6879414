// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The picture to take away: the panes side by side, each with title, time, scale bar and legend. It is
// described once, as texts, boxes and images, and then painted on a canvas or written as SVG.

import type { Run } from "./answers";
import { legendOf, paintMap, scaleBar } from "./legend";
import type { Pane } from "./panes";
import type { Scene } from "./scene";
import { clock } from "./words";
import type { Viewer } from "./viewer";

interface Text { text: string; x: number; y: number; size: number; colour: string; bold?: boolean; right?: boolean }
interface Box { x: number; y: number; width: number; height: number; colour: string; round?: number }
interface Map { x: number; y: number; width: number; height: number }
interface Drawing { canvas: HTMLCanvasElement; x: number; y: number; width: number; height: number }

interface Picture {
  width: number;
  height: number;
  ground: string;
  texts: Text[];
  boxes: Box[];
  maps: Map[];
  drawings: Drawing[];
}

const font = (text: Text) => `${text.bold ? "600 " : ""}${text.size}px system-ui, "DejaVu Sans", sans-serif`;
const margin = 16, top = 34, line = 22;

function describe(viewer: Viewer): Picture {
  viewer.screen.drawNow();
  const dark = viewer.state.dark;
  const picture: Picture = { width: 0, height: 0, ground: dark ? "#14161a" : "#ffffff", texts: [], boxes: [], maps: [], drawings: [] };
  const measure = document.createElement("canvas").getContext("2d")!;
  for (const pane of viewer.panes) {
    const run = viewer.runs[pane.run]!;
    if (!pane.scene || run.stage !== "open") continue;
    addPane(picture, viewer, pane, run, measure);
  }
  return picture;
}

function addPane(picture: Picture, viewer: Viewer, pane: Pane, run: Run, measure: CanvasRenderingContext2D): void {
  const ink = viewer.state.dark ? "#e8eaee" : "#222428", faint = viewer.state.dark ? "#a5a9b3" : "#6e7076";
  const canvas = pane.scene!.canvas;
  const width = canvas.clientWidth, height = canvas.clientHeight;
  const left = picture.width + margin;
  const put = (text: Omit<Text, "size" | "colour"> & Partial<Text>): number => {
    const whole = { size: 13, colour: ink, ...text };
    picture.texts.push(whole);
    measure.font = font(whole);
    return measure.measureText(whole.text).width;
  };
  put({ text: pane.title, x: left, y: 24, bold: true });
  put({ text: clock(run.frames.times_min[pane.frame] ?? 0), x: left + width, y: 24, bold: true, right: true });
  picture.drawings.push({ canvas, x: left, y: top, width, height });
  let x = left, y = top + height + line;
  const reserve = (wide: number) => {
    if (x > left && x + wide > left + width) [x, y] = [left, y + line];
  };
  const bar = scaleBar(viewer, pane, 140);
  if (bar) {
    picture.boxes.push({ x, y: y - 6, width: bar.pixels, height: 3, colour: ink });
    x += bar.pixels + 8;
    x += put({ text: bar.label, x, y }) + 22;
  }
  const { entries, bars, note } = legendOf(viewer, pane, run);
  for (const each of bars) {
    reserve(320);
    x += put({ text: each.name, x, y }) + 8;
    x += put({ text: each.low, x, y, colour: faint }) + 6;
    picture.maps.push({ x, y: y - 10, width: 120, height: 11 });
    x += 126;
    x += put({ text: each.high, x, y, colour: faint }) + 22;
  }
  for (const entry of entries) {
    measure.font = font({ size: 13 } as Text);
    reserve(measure.measureText(entry.text).width + 18);
    picture.boxes.push({ x, y: y - 10, width: 11, height: 11, colour: entry.colour, round: 3 });
    x += 17 + put({ text: entry.text, x: x + 17, y }) + 20;
  }
  if (note) {
    measure.font = font({ size: 13 } as Text);
    reserve(measure.measureText(note).width);
    put({ text: note, x, y, colour: faint });
  }
  picture.width = left + width + margin;
  picture.height = Math.max(picture.height, y + 14);
}

/** Does something while the panes are drawn with so many pixels per pixel of the page. */
function drawnWith<T>(viewer: Viewer, ratio: number, what: () => T): T {
  const scenes = viewer.panes.flatMap((pane) => pane.scene ?? []);
  const before = scenes.map((scene) => scene.ratio);
  const resize = (scene: Scene, to: number) => scene.resize(scene.canvas.clientWidth, scene.canvas.clientHeight, to);
  scenes.forEach((scene) => resize(scene, ratio));
  try {
    return what();
  } finally {
    scenes.forEach((scene, i) => resize(scene, before[i]!));
    viewer.screen.drawNow();
  }
}

export function compose(viewer: Viewer, scale: number, onto?: HTMLCanvasElement): HTMLCanvasElement {
  return drawnWith(viewer, scale, () => paint(viewer, scale, onto));
}

function paint(viewer: Viewer, scale: number, onto?: HTMLCanvasElement): HTMLCanvasElement {
  const picture = describe(viewer);
  const canvas = onto ?? document.createElement("canvas");
  if (!onto) {
    // Even numbers of pixels, which films need.
    canvas.width = 2 * Math.ceil((picture.width * scale) / 2);
    canvas.height = 2 * Math.ceil((picture.height * scale) / 2);
  }
  const context = canvas.getContext("2d")!;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.fillStyle = picture.ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const { canvas: drawn, x, y, width, height } of picture.drawings) context.drawImage(drawn, x, y, width, height);
  for (const box of picture.boxes) {
    context.fillStyle = box.colour;
    context.beginPath();
    context.roundRect(box.x, box.y, box.width, box.height, box.round ?? 0);
    context.fill();
  }
  for (const map of picture.maps) paintMap(context, viewer.colourMap, map.x, map.y, map.width, map.height);
  for (const text of picture.texts) {
    context.font = font(text);
    context.fillStyle = text.colour;
    context.textAlign = text.right ? "right" : "left";
    context.fillText(text.text, text.x, text.y);
  }
  return canvas;
}

const escaped = (text: string) => text.replace(/[<>&"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** The cells stay an image; everything else is vectors. */
export function toSvg(viewer: Viewer): string {
  return drawnWith(viewer, 2, () => written(viewer));
}

function written(viewer: Viewer): string {
  const picture = describe(viewer);
  const stops = [0, 25, 51, 76, 102, 127, 153, 178, 204, 229, 255].map((i) =>
    `<stop offset="${((100 * i) / 255).toFixed(1)}%" stop-color="rgb(${viewer.colourMap.slice(3 * i, 3 * i + 3).join(",")})"/>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${picture.width}" height="${picture.height}" viewBox="0 0 ${picture.width} ${picture.height}">`,
    `<defs><linearGradient id="map">${stops.join("")}</linearGradient></defs>`,
    `<rect width="100%" height="100%" fill="${picture.ground}"/>`,
    ...picture.drawings.map((d) => `<image x="${d.x}" y="${d.y}" width="${d.width}" height="${d.height}" href="${d.canvas.toDataURL("image/png")}"/>`),
    ...picture.boxes.map((b) => `<rect x="${b.x}" y="${b.y}" width="${b.width}" height="${b.height}" rx="${b.round ?? 0}" fill="${b.colour}"/>`),
    ...picture.maps.map((m) => `<rect x="${m.x}" y="${m.y}" width="${m.width}" height="${m.height}" fill="url(#map)"/>`),
    ...picture.texts.map((t) =>
      `<text x="${t.x}" y="${t.y}" font-size="${t.size}" font-family="system-ui, sans-serif" fill="${t.colour}"${t.bold ? ' font-weight="600"' : ""}${t.right ? ' text-anchor="end"' : ""} xml:space="preserve">${escaped(t.text)}</text>`),
    "</svg>",
  ].join("\n");
}
