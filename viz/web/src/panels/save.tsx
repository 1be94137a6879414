// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What can be taken away: pictures, a film, a view.

import { useState } from "preact/hooks";
import type { Panel } from "../panel";
import { compose, toSvg } from "../picture";
import { toViewFile } from "../view_file";
import { sleep } from "../waiting";
import { clock } from "../words";
import type { Viewer } from "../viewer";

function hand(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function named(viewer: Viewer, end: string): string {
  const runs = viewer.runs.map((run) => run.title).join("-").replace(/[^\w.-]+/g, "_");
  return `${runs}-${clock(viewer.view.time).replace(/[ :]/g, "")}.${end}`;
}

async function savePng(viewer: Viewer): Promise<void> {
  const blob = await new Promise<Blob | null>((done) => compose(viewer, 2).toBlob(done, "image/png"));
  if (blob) hand(named(viewer, "png"), blob);
}

function saveSvg(viewer: Viewer): void {
  hand(named(viewer, "svg"), new Blob([toSvg(viewer)], { type: "image/svg+xml" }));
}

function saveView(viewer: Viewer): void {
  const canvas = viewer.panes.find((pane) => pane.scene)?.scene?.canvas;
  if (!canvas) return;
  const text = toViewFile(viewer, canvas.clientWidth, canvas.clientHeight);
  hand(named(viewer, "view.yaml"), new Blob([text], { type: "application/yaml" }));
}

/** All frames, or those from now on, as a film that the browser encodes. */
async function saveFilm(viewer: Viewer, say: (text: string) => void): Promise<void> {
  const times = viewer.clock.times();
  const canvas = compose(viewer, 1);
  const stream = canvas.captureStream(0);
  const track = stream.getVideoTracks()[0] as CanvasCaptureMediaStreamTrack;
  const recorder = new MediaRecorder(stream, { mimeType: "video/webm", videoBitsPerSecond: 12e6 });
  const parts: Blob[] = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const stopped = new Promise((done) => (recorder.onstop = done));
  recorder.start();
  const before = viewer.view.time;
  for (const [i, time] of times.entries()) {
    say(`Film: ${i + 1} of ${times.length}`);
    const began = performance.now();
    viewer.clock.seek(time);
    await viewer.screen.settled();
    compose(viewer, 1, canvas);
    track.requestFrame();
    await sleep(Math.max(0, 1000 / viewer.clock.speed - (performance.now() - began)));
  }
  recorder.stop();
  await stopped;
  hand(named(viewer, "webm"), new Blob(parts, { type: "video/webm" }));
  viewer.clock.seek(before);
}

function SaveMenu({ viewer }: { viewer: Viewer }) {
  const [busy, setBusy] = useState("");
  const film = async () => {
    try {
      await saveFilm(viewer, setBusy);
    } finally {
      setBusy("");
    }
  };
  if (busy) return <span role="status">{busy}</span>;
  return (
    <span class="menu" role="group" aria-label="Save">
      <button title="The picture with scale bar, legend and time (s)" onClick={() => void savePng(viewer)}>PNG</button>
      <button title="The same with text and legend as vectors" onClick={() => saveSvg(viewer)}>SVG</button>
      {"MediaRecorder" in window && <button title="All frames at this speed, as WebM" onClick={() => void film()}>Film</button>}
      {!viewer.view.share && <button title="What is shown, for tilscape-view render --view" onClick={() => saveView(viewer)}>View</button>}
    </span>
  );
}

const panel: Panel = {
  order: 70,
  place: "menu",
  Body: SaveMenu,
  keys: [{ keys: ["s"], shown: "s", what: "save the picture (PNG)", act: (viewer) => void savePng(viewer) }],
};

export default panel;
