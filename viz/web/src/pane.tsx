// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

import { useEffect, useRef } from "preact/hooks";
import type { Run } from "./answers";
import { isFlat, layerOf } from "./cut";
import { Legend } from "./legend";
import type { Pane } from "./panes";
import { panels } from "./panels";
import { turning } from "./turning";
import { clock } from "./words";
import type { Viewer } from "./viewer";

export function PaneView({ viewer, pane }: { viewer: Viewer; pane: Pane }) {
  const run = viewer.runs[pane.run]!;
  return (
    <figure class="pane">
      <figcaption>
        <span class="title" title={run.title}>{pane.title}</span>
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
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current!;
    viewer.screen.attach(pane, element);
    const fit = () => {
      const box = element.parentElement!.getBoundingClientRect();
      pane.scene?.resize(Math.max(1, box.width), Math.max(1, box.height), Math.min(2, devicePixelRatio));
      viewer.screen.drawNow();
    };
    const watch = new ResizeObserver(fit);
    watch.observe(element.parentElement!);
    fit();
    // First those of the panels, the last before the others, because they take what is their own.
    const stops = [...panels].reverse().flatMap((panel) => panel.listen?.(viewer, pane, element) ?? []);
    stops.push(turning(viewer, pane, element));
    return () => {
      watch.disconnect();
      for (const stop of stops) stop();
      pane.scene?.dispose();
      pane.scene = null;
    };
  }, []);
  return (
    <div class="stage">
      <canvas ref={canvas} tabIndex={0} aria-label={`Cells of ${viewer.runs[pane.run]!.title}; drag turns, wheel zooms, click picks`} />
      {panels.map(({ Over }, i) => Over && <Over key={i} viewer={viewer} pane={pane} />)}
    </div>
  );
}
