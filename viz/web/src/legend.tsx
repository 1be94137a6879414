// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What the colours of a pane mean, and how long things are: below its picture, and in pictures that are saved.

import { useEffect, useRef } from "preact/hooks";
import type { Run } from "./answers";
import type { Pane } from "./panes";
import { shownWith } from "./panels";
import { numberOf } from "./runs";
import { shortNumber } from "./words";
import type { Viewer } from "./viewer";

export interface LegendEntry {
  colour: string;
  text: string;
}

export interface ColourBar {
  name: string;
  low: string;
  high: string;
}

export interface LegendWords {
  entries: LegendEntry[];
  bars: ColourBar[];
  note: string;
}

export function legendOf(viewer: Viewer, pane: Pane, run: Run): LegendWords {
  const shown = shownWith(viewer.view);
  const entries = shown.flatMap((panel) => panel.legend?.(viewer, pane, run) ?? []);
  const bars = shown.flatMap((panel) => panel.bars?.(viewer, pane, run) ?? barOf(viewer, run, panel.coloured?.(viewer.view) ?? ""));
  // The same numbers can colour cells and what lies below them.
  const once = bars.filter((bar, i) => bars.findIndex((each) => each.name === bar.name) === i);
  // viz/colouring.cpp
  const repeated = new Set(entries.map((entry) => entry.colour)).size < entries.length;
  return { entries, bars: once, note: repeated ? "colours repeat: some stand for more than one entry" : "" };
}

function barOf(viewer: Viewer, run: Run, name: string): ColourBar[] {
  const number = numberOf(name, run);
  if (!number) return [];
  const [low, high] = viewer.ranges.of(name);
  return [{ name: name + (number.unit ? ` [${number.unit}]` : ""), low: shortNumber(low), high: shortNumber(high) }];
}

/** The greatest of 1, 2, 5, 10, ... that is not above. */
function roundBelow(length: number): number {
  const unit = 10 ** Math.floor(Math.log10(length) + 1e-9);
  return length >= 5 * unit ? 5 * unit : length >= 2 * unit ? 2 * unit : unit;
}

export function scaleBar(viewer: Viewer, pane: Pane, most: number): { pixels: number; label: string } | null {
  const run = viewer.runs[pane.run]!;
  const perSite = pane.scene?.pixelsPerSite(viewer.view.camera);
  if (!perSite || !Number.isFinite(perSite)) return null;
  const perMicrometre = perSite / run.lattice.spacing_um;
  const length = roundBelow(most / perMicrometre);
  return { pixels: length * perMicrometre, label: length >= 1000 ? `${length / 1000} mm` : `${length} µm` };
}

function ScaleBar({ viewer, pane }: { viewer: Viewer; pane: Pane }) {
  const bar = scaleBar(viewer, pane, 140);
  return bar && <span class="scale-bar"><u style={{ width: `${bar.pixels}px` }} />{bar.label}</span>;
}

export function Legend({ viewer, pane, run }: { viewer: Viewer; pane: Pane; run: Run }) {
  const { entries, bars, note } = legendOf(viewer, pane, run);
  return (
    <div class="legend">
      <ScaleBar viewer={viewer} pane={pane} />
      {bars.map((bar) => (
        <span class="colour-bar" key={bar.name}>
          {bar.name} <i>{bar.low}</i>
          <MapStrip map={viewer.colourMap} />
          <i>{bar.high}</i>
        </span>
      ))}
      {entries.map((entry) => (
        <span key={entry.text.replace(/ {2}.*/, "")}><b style={{ background: entry.colour }} />{entry.text}</span>
      ))}
      {note && <span class="quiet">{note}</span>}
    </div>
  );
}

function MapStrip({ map }: { map: number[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => paintMap(canvas.current!.getContext("2d")!, map, 0, 0, 256, 1), [map]);
  return <canvas ref={canvas} width={256} height={1} class="map" aria-hidden="true" />;
}

export function paintMap(context: CanvasRenderingContext2D, map: number[], x: number, y: number, width: number, height: number): void {
  for (let i = 0; i < 256; ++i) {
    context.fillStyle = `rgb(${map.slice(3 * i, 3 * i + 3).join(",")})`;
    context.fillRect(x + (i * width) / 256, y, width / 256 + 0.5, height);
  }
}
