// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

import { useEffect, useRef, useState } from "preact/hooks";
import type { Run } from "./answers";
import { listenForRegion, Rubber } from "./region";
import { axisOf, isFlat, layerOf, numberOf, shortNumber, clock } from "./view";
import type { Pane, Picked, Viewer } from "./viewer";

export function PaneView({ viewer, pane }: { viewer: Viewer; pane: Pane }) {
  const run = viewer.runs[pane.run]!;
  return (
    <figure class="pane">
      <figcaption>
        <span class="title" title={run.title}>{viewer.replicates.groups[pane.group]?.label ?? run.title}</span>
        <span class="quiet">{subtitle(viewer, pane, run)}</span>
      </figcaption>
      {run.stage === "open" && run.frames.times_min.length > 0
        ? <Stage viewer={viewer} pane={pane} />
        : <div class="message"><h2>{run.stage === "unreadable" ? "Cannot be read" : "No frame yet"}</h2><p>{explained(run)}</p></div>}
      {pane.problem && <p class="problem" role="alert">{pane.problem}</p>}
      {run.stage === "open" && brokenOff(run) && run.frames.times_min.length > 0 && (
        <p class="notice">Broken off, or written on another computer: shown up to the last whole frame
          ({clock(run.frames.times_min.at(-1)!)}).</p>
      )}
      {run.stage === "open" && <Legend viewer={viewer} pane={pane} run={run} />}
    </figure>
  );
}

function subtitle(viewer: Viewer, pane: Pane, run: Run): string {
  if (run.stage !== "open") return "";
  const [nx, ny, nz] = run.lattice.size;
  const mm = (n: number) => Number(((n * run.lattice.spacing_um) / 1000).toPrecision(3));
  let text = `${mm(nx)} x ${mm(ny)}${nz > 1 ? " x " + mm(nz) : ""} mm`;
  if (nz > 1 && isFlat(viewer.view, run)) text += `, layer ${layerOf(viewer.view, run) + 1} of ${"xyz"[viewer.view.axis]}`;
  const time = run.frames.times_min[pane.frame];
  if (time !== undefined && Math.abs(time - viewer.view.time) > 1e-3) text += `, frame of ${clock(time)}`;
  return text;
}

function brokenOff(run: Run): boolean {
  return !run.frames.finished && !run.frames.growing;
}

function explained(run: Run): string {
  if (run.stage === "unreadable") return run.problem ?? "";
  if (run.stage === "opening") return "The snapshots are being read from end to end, because the run has not finished.";
  if (run.frames.damage && brokenOff(run)) return run.frames.damage.reason;
  return "The simulation has not written one. It will appear here.";
}

function Stage({ viewer, pane }: { viewer: Viewer; pane: Pane }) {
  const [pointed, setPointed] = useState("");
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current!;
    viewer.attach(pane, element);
    const fit = () => {
      const box = element.parentElement!.getBoundingClientRect();
      pane.scene?.resize(Math.max(1, box.width), Math.max(1, box.height), Math.min(2, devicePixelRatio));
      viewer.drawNow();
    };
    const watch = new ResizeObserver(fit);
    watch.observe(element.parentElement!);
    fit();
    const stopRegion = listenForRegion(viewer, pane, element); // first, because it takes what is its own
    const stop = listen(viewer, pane, element);
    return () => {
      watch.disconnect();
      stop();
      stopRegion();
      pane.scene?.dispose();
      pane.scene = null;
    };
  }, []);
  const picked = viewer.picked?.run === pane.run ? viewer.picked : null;
  const index = picked ? indexOf(pane, picked) : -1;
  const ring = index >= 0 ? pane.scene?.project(viewer.view.camera, index) : undefined;
  return (
    <div class="stage">
      <canvas ref={canvas} tabIndex={0} onPointerLeave={() => setPointed("")}
        onPointerMove={(event) => pane.presence && setPointed(shareAt(viewer, pane, event.offsetX, event.offsetY))} aria-label={`Cells of ${viewer.runs[pane.run]!.title}; drag turns, wheel zooms, click picks`} />
      {pane.presence && pointed && <output class="pointed">{pointed}</output>}
      <Rubber viewer={viewer} pane={pane} />
      {ring && <div class="ring" style={{ left: `${ring.x}px`, top: `${ring.y}px` }} />}
    </div>
  );
}

/** In how many runs the site under the pointer holds such a cell. */
function shareAt(viewer: Viewer, pane: Pane, x: number, y: number): string {
  const { width, height, count, n } = pane.presence!;
  const axis = axisOf(viewer.view, viewer.runs[pane.run]!);
  const sites = pane.scene!.at(viewer.view.camera, x, y).map(Math.floor);
  const across = sites[axis === 0 ? 1 : 0]!, down = sites[axis === 2 ? 1 : 2]!;
  if (across < 0 || across >= width || down < 0 || down >= height) return "";
  const um = (site: number) => Math.round((site + 0.5) * viewer.runs[pane.run]!.lattice.spacing_um);
  return `${um(across)}, ${um(down)} µm: ${count[across + width * down]} of ${n} runs`;
}

// The picked cell, where it is among those that this frame shows.
function indexOf(pane: Pane, picked: Picked): number {
  const moment = picked.moments.find((each) => each.frame === pane.frame);
  return moment && pane.cells ? pane.cells.row.findIndex((row, i) => row === moment.row && pane.cells!.kind[4 * i] === moment.type) : -1;
}

function listen(viewer: Viewer, pane: Pane, canvas: HTMLCanvasElement): () => void {
  let from: { x: number; y: number; button: number; moved: boolean } | null = null;
  const flat = () => isFlat(viewer.view, viewer.runs[pane.run]!);
  const down = (event: PointerEvent) => {
    from = { x: event.clientX, y: event.clientY, button: event.button, moved: false };
    canvas.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    if (!from) return;
    const dx = event.clientX - from.x, dy = event.clientY - from.y;
    if (!from.moved && Math.hypot(dx, dy) < 4) return;
    const { camera } = viewer.view;
    const box = canvas.getBoundingClientRect();
    if (flat() || from.button !== 0 || event.shiftKey)
      viewer.turn({ x: camera.x + dx / box.width, y: camera.y + dy / box.height });
    else
      viewer.turn({ azimuth: camera.azimuth - dx / 3, elevation: Math.max(-89, Math.min(89, camera.elevation + dy / 3)) });
    from = { ...from, x: event.clientX, y: event.clientY, moved: true };
  };
  const up = (event: PointerEvent) => {
    if (from && !from.moved && event.button === 0) {
      const box = canvas.getBoundingClientRect();
      void viewer.pick(pane, event.clientX - box.left, event.clientY - box.top);
    }
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
    viewer.turn({ zoom, x: x + (camera.x - x) * k, y: y + (camera.y - y) * k });
  };
  const menu = (event: Event) => event.preventDefault();
  canvas.addEventListener("pointerdown", down);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("wheel", wheel, { passive: false });
  canvas.addEventListener("contextmenu", menu);
  return () => {
    canvas.removeEventListener("pointerdown", down);
    canvas.removeEventListener("pointermove", move);
    canvas.removeEventListener("pointerup", up);
    canvas.removeEventListener("wheel", wheel);
    canvas.removeEventListener("contextmenu", menu);
  };
}

/** The greatest of 1, 2, 5, 10, ... that is not above. */
export function roundBelow(length: number): number {
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

export interface LegendEntry {
  colour: string;
  text: string;
}

/** What the colours of a pane mean, besides those of numbers. */
export function legendOf(viewer: Viewer, pane: Pane, run: Run): LegendEntry[] {
  const { view } = viewer;
  if (pane.presence) return [];
  const numbers = numberOf(view.color, run);
  const entries: LegendEntry[] = [];
  run.agents.forEach((agent, type) => {
    if (view.hide.includes(agent.name)) return;
    const counts = pane.cells?.counts[type] ?? [];
    const sum = (alive: boolean) =>
      agent.states.reduce((all, state, i) => all + (state.alive === alive ? (counts[i] ?? 0) : 0), 0);
    if (view.color === "state") {
      agent.states.forEach((state, i) => {
        if (counts[i] && !view.hideStates.includes(`${agent.name}.${state.name}`))
          entries.push({ colour: state.colour, text: `${agent.name} ${state.name}  ${counts[i]!.toLocaleString("en-US")}` });
      });
      return;
    }
    const numbered = numbers && (numbers.substance || agent.columns.some((column) => column.name === view.color));
    const alive = agent.states.every((state) => state.alive) ? "" : " alive";
    if (!numbered) entries.push({ colour: numbers ? "#cdcbc6" : agent.colour, text: `${agent.name}${alive}  ${sum(true).toLocaleString("en-US")}` });
    if (sum(false)) entries.push({ colour: agent.dead_colour, text: `${agent.name} dead  ${sum(false).toLocaleString("en-US")}` });
  });
  const { level } = view;
  const substance = level && !isFlat(view, run) && run.substances.find((each) => each.name === level.name);
  if (substance) entries.push({ colour: viewer.surfaceColour, text: `${level.name} = ${shortNumber(level.value)} ${substance.unit}` });
  if (run.vessels && view.vessels) entries.push({ colour: run.vessels.colour, text: "vessels" });
  return entries;
}

/** A note when two entries of a legend have one colour (viz/colouring.cpp). */
export function repeated(entries: LegendEntry[]): string {
  return new Set(entries.map((entry) => entry.colour)).size < entries.length ? "colours repeat: some stand for more than one entry" : "";
}

export interface ColourBar {
  name: string;
  low: string;
  high: string;
}

export function colourBars(viewer: Viewer, pane: Pane, run: Run): ColourBar[] {
  if (pane.presence) {
    const runs = viewer.runsOf(pane).length, { n } = pane.presence;
    return [{ name: `share of ${n < runs ? `${n} of ` : ""}${runs} runs with ${viewer.view.share.replace(".", " ")}`, low: "0", high: "1" }];
  }
  const names = [viewer.view.color, viewer.view.substance].filter((name, i, all) => all.indexOf(name) === i);
  return names.flatMap((name) => {
    const number = numberOf(name, run);
    if (!number) return [];
    const [low, high] = viewer.range(name);
    return [{ name: name + (number.unit ? ` [${number.unit}]` : ""), low: shortNumber(low), high: shortNumber(high) }];
  });
}

function Legend({ viewer, pane, run }: { viewer: Viewer; pane: Pane; run: Run }) {
  const entries = legendOf(viewer, pane, run), note = repeated(entries);
  return (
    <div class="legend">
      <ScaleBar viewer={viewer} pane={pane} />
      {colourBars(viewer, pane, run).map((bar) => (
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
