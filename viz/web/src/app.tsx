// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useReducer } from "preact/hooks";
import { BandControls } from "./bands";
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
    document.title = [viewer.replicates.study, ...viewer.runs.map((run) => run.title)].filter(Boolean).join(", ") || "tilscape";
  });
  if (viewer.problem) return <main class="message" role="alert"><h1>Nothing to show</h1><p>{viewer.problem}</p></main>;
  if (!viewer.opened)
    return <main class="message"><p>{viewer.runs.length ? "Reading the snapshots ..." : "Opening ..."}</p></main>;
  const any = viewer.runs.some((run) => run.stage === "open");
  if (!viewer.runs.length) return <StudyPage viewer={viewer} />;
  return (
    <div class={"page" + (viewer.picked ? " with-story" : "")}>
      <Header viewer={viewer} time={any}>
        {any && viewer.runs.some((run) => run.stage === "open" && !run.frames.finished) && <Live viewer={viewer} />}
        <span class="fill" />
        {any && <SaveMenu viewer={viewer} />}
      </Header>
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

function Header({ viewer, time, children }: { viewer: Viewer; time: boolean; children: ComponentChildren }) {
  return (
    <header>
      <strong class="name">tilscape</strong>
      <span class="time" aria-live="off">{time ? clock(viewer.view.time) : ""}</span>
      {children}
      <button title="Dark or light (d)" onClick={() => { viewer.dark = !viewer.dark; viewer.draw(); }}>
        {viewer.dark ? "Light" : "Dark"}
      </button>
      <button title="All keys (?)" onClick={() => { viewer.help = !viewer.help; viewer.changed(); }}>Keys</button>
    </header>
  );
}

/** A study alone: what its runs come to; it keeps no snapshots. */
function StudyPage({ viewer }: { viewer: Viewer }) {
  return (
    <div class="page study">
      <Header viewer={viewer} time={true}><span class="fill" /></Header>
      <aside aria-label="What is shown"><BandControls viewer={viewer} /></aside>
      <section class="panes" aria-label="Charts"><Charts viewer={viewer} /></section>
      <footer><Timeline viewer={viewer} /></footer>
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
