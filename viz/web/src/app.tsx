// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

import { useEffect, useLayoutEffect, useReducer } from "preact/hooks";
import { Charts } from "./charts";
import { Controls } from "./controls";
import { Help, keyPressed } from "./keys";
import { PaneView } from "./pane";
import { SaveMenu } from "./save";
import { StoryPanel } from "./story";
import { Timeline } from "./timeline";
import { clock } from "./view";
import type { Viewer } from "./viewer";

/** Shows the viewer, anew whenever it has changed. */
export function useViewer(viewer: Viewer): void {
  const [, again] = useReducer((n: number) => n + 1, 0);
  // A plain effect runs after the first picture, and an answer that came before it would never be shown.
  useLayoutEffect(() => viewer.listen(() => again(undefined)), [viewer]);
}

export function App({ viewer }: { viewer: Viewer }) {
  useViewer(viewer);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => keyPressed(viewer, event);
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [viewer]);
  useEffect(() => {
    document.documentElement.dataset.theme = viewer.dark ? "dark" : "light";
    document.title = viewer.runs.map((run) => run.title).join(", ") || "tilscape";
  });
  if (viewer.problem) return <main class="message" role="alert"><h1>Nothing to show</h1><p>{viewer.problem}</p></main>;
  if (!viewer.panes.length)
    return <main class="message"><p>{viewer.runs.length ? "Reading the snapshots ..." : "Opening ..."}</p></main>;
  const any = viewer.runs.some((run) => run.stage === "open");
  return (
    <div class={"page" + (viewer.picked ? " with-story" : "")}>
      <header>
        <strong class="name">tilscape</strong>
        <span class="time" aria-live="off">{any ? clock(viewer.view.time) : ""}</span>
        {any && viewer.runs.some((run) => run.stage === "open" && !run.frames.finished) && <Live viewer={viewer} />}
        <span class="fill" />
        {any && <SaveMenu viewer={viewer} />}
        <button title="Dark or light (d)" onClick={() => { viewer.dark = !viewer.dark; viewer.draw(); }}>
          {viewer.dark ? "Light" : "Dark"}
        </button>
        <button title="All keys (?)" onClick={() => { viewer.help = !viewer.help; viewer.changed(); }}>Keys</button>
      </header>
      {any ? <Controls viewer={viewer} /> : <aside />}
      <section class={"panes panes-" + viewer.panes.length} aria-label="Runs">
        {viewer.panes.map((pane) => <PaneView key={pane.run} viewer={viewer} pane={pane} />)}
      </section>
      {viewer.picked && <StoryPanel viewer={viewer} picked={viewer.picked} />}
      <footer>
        {any && <Timeline viewer={viewer} />}
        {any && <Charts viewer={viewer} />}
      </footer>
      {viewer.help && <Help viewer={viewer} />}
    </div>
  );
}

function Live({ viewer }: { viewer: Viewer }) {
  return (
    <label class="live" title="Go with the newest frame of a growing run">
      <input type="checkbox" checked={viewer.following}
        onChange={(event) => {
          viewer.following = event.currentTarget.checked;
          if (viewer.following) viewer.seek(viewer.lastTime());
          viewer.changed();
        }} />
      follow
    </label>
  );
}
