// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The clock: play, steps, a slider over all times, with marks where a dose was given.

import type { Panel } from "../panel";
import { doses } from "../series";
import { clock } from "../words";
import type { Viewer } from "../viewer";

const speeds = [0.5, 1, 2, 4, 8, 16, 32];

const shapes = {
  first: "M2 3h2v10H2zM14 3v10L5 8z",
  back: "M12 3v10L4 8z",
  play: "M4 2v12l10-6z",
  pause: "M4 2h3v12H4zM9 2h3v12H9z",
  on: "M4 3v10l8-5z",
  last: "M12 3h2v10h-2zM2 3v10l9-5z",
};

function Icon({ name }: { name: keyof typeof shapes }) {
  return <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d={shapes[name]} /></svg>;
}

function changeSpeed(viewer: Viewer, by: number): void {
  const at = speeds.indexOf(viewer.clock.speed);
  viewer.clock.speed = speeds[Math.max(0, Math.min(speeds.length - 1, at + by))]!;
  viewer.changed();
}

function playOrPause(viewer: Viewer): void {
  if (viewer.clock.playing) viewer.clock.pause();
  else void viewer.clock.play();
}

function Timeline({ viewer }: { viewer: Viewer }) {
  const { clock: run } = viewer;
  const times = run.times();
  const now = Math.max(0, times.findLastIndex((time) => time <= viewer.view.time + 1e-6));
  const first = times[0] ?? 0, last = times.at(-1) ?? 0;
  const share = (time: number) => `${last > first ? (100 * (time - first)) / (last - first) : 0}%`;
  const given = [...new Set(viewer.state.tables.flatMap((table) => (table ? doses(table) : [])))];
  return (
    <div class="timeline">
      <button title="First frame (Home)" aria-label="First frame" onClick={() => run.step(-times.length)}><Icon name="first" /></button>
      <button title="One frame back (,)" aria-label="One frame back" onClick={() => run.step(-1)}><Icon name="back" /></button>
      <button class="play" title="Play or pause (space)" aria-label="Play" aria-pressed={run.playing}
        onClick={() => playOrPause(viewer)}><Icon name={run.playing ? "pause" : "play"} /></button>
      <button title="One frame on (.)" aria-label="One frame on" onClick={() => run.step(1)}><Icon name="on" /></button>
      <button title="Last frame (End)" aria-label="Last frame" onClick={() => run.step(times.length)}><Icon name="last" /></button>
      <div class="track">
        <input type="range" aria-label="Time" aria-valuetext={clock(viewer.view.time)} min={0} max={Math.max(0, times.length - 1)} value={now}
          onInput={(event) => run.seek(times[Number(event.currentTarget.value)] ?? 0)} />
        {given.map((day) => (
          <i key={day} class="dose" title={`A dose on ${clock(day * 1440)}`} style={{ left: share(day * 1440) }} />
        ))}
      </div>
      <span class="quiet">{times.length ? `${now + 1} / ${times.length}` : "no frame"}</span>
      <label title="Frames a second ([ and ])">
        <select aria-label="Frames a second" value={run.speed}
          onChange={(event) => { run.speed = Number(event.currentTarget.value); viewer.changed(); }}>
          {speeds.map((speed) => <option key={speed} value={speed}>{speed} / s</option>)}
        </select>
      </label>
      <label title="Begin again at the end"><input type="checkbox" checked={run.loop}
        onChange={(event) => { run.loop = event.currentTarget.checked; viewer.changed(); }} />loop</label>
    </div>
  );
}

const timeline: Panel = {
  order: 5,
  place: "foot",
  withoutRuns: true,
  Body: Timeline,
  keys: [
    { keys: [" "], shown: "space", what: "play, pause", act: playOrPause },
    { keys: [",", "ArrowLeft"], shown: ", ←", what: "one frame back", act: (viewer) => viewer.clock.step(-1) },
    { keys: [".", "ArrowRight"], shown: ". →", what: "one frame on", act: (viewer) => viewer.clock.step(1) },
    { keys: ["Home"], shown: "Home", what: "first frame", act: ({ clock }) => clock.step(-clock.times().length) },
    { keys: ["End"], shown: "End", what: "last frame", act: ({ clock }) => clock.step(clock.times().length) },
    { keys: ["["], shown: "[", what: "slower", act: (viewer) => changeSpeed(viewer, -1) },
    { keys: ["]"], shown: "]", what: "faster", act: (viewer) => changeSpeed(viewer, 1) },
  ],
};

export default timeline;
