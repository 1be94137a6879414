// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

import { doses } from "./series";
import { clock } from "./view";
import type { Viewer } from "./viewer";

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

export function changeSpeed(viewer: Viewer, by: number): void {
  const at = speeds.indexOf(viewer.speed);
  viewer.speed = speeds[Math.max(0, Math.min(speeds.length - 1, at + by))]!;
  viewer.changed();
}

export function Timeline({ viewer }: { viewer: Viewer }) {
  const times = viewer.times();
  const now = Math.max(0, times.findLastIndex((time) => time <= viewer.view.time + 1e-6));
  const first = times[0] ?? 0, last = times.at(-1) ?? 0;
  const share = (time: number) => `${last > first ? (100 * (time - first)) / (last - first) : 0}%`;
  const given = [...new Set(viewer.tables.flatMap((table) => (table ? doses(table) : [])))];
  return (
    <div class="timeline">
      <button title="First frame (Home)" aria-label="First frame" onClick={() => viewer.step(-times.length)}><Icon name="first" /></button>
      <button title="One frame back (,)" aria-label="One frame back" onClick={() => viewer.step(-1)}><Icon name="back" /></button>
      <button class="play" title="Play or pause (space)" aria-label="Play" aria-pressed={viewer.playing}
        onClick={() => (viewer.playing ? viewer.pause() : void viewer.play())}><Icon name={viewer.playing ? "pause" : "play"} /></button>
      <button title="One frame on (.)" aria-label="One frame on" onClick={() => viewer.step(1)}><Icon name="on" /></button>
      <button title="Last frame (End)" aria-label="Last frame" onClick={() => viewer.step(times.length)}><Icon name="last" /></button>
      <div class="track">
        <input type="range" aria-label="Time" aria-valuetext={clock(viewer.view.time)} min={0} max={Math.max(0, times.length - 1)} value={now}
          onInput={(event) => viewer.seek(times[Number(event.currentTarget.value)] ?? 0)} />
        {given.map((day) => (
          <i key={day} class="dose" title={`A dose on ${clock(day * 1440)}`} style={{ left: share(day * 1440) }} />
        ))}
      </div>
      <span class="quiet">{times.length ? `${now + 1} / ${times.length}` : "no frame"}</span>
      <label title="Frames a second ([ and ])">
        <select aria-label="Frames a second" value={viewer.speed}
          onChange={(event) => { viewer.speed = Number(event.currentTarget.value); viewer.changed(); }}>
          {speeds.map((speed) => <option key={speed} value={speed}>{speed} / s</option>)}
        </select>
      </label>
      <label title="Begin again at the end"><input type="checkbox" checked={viewer.loop}
        onChange={(event) => { viewer.loop = event.currentTarget.checked; viewer.changed(); }} />loop</label>
    </div>
  );
}
