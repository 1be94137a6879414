// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Where the parts of the page stand.

import { useEffect, useLayoutEffect, useReducer } from "preact/hooks";
import { keyPressed } from "./keys";
import { PaneView } from "./pane";
import type { Panel, Place } from "./panel";
import { panelsAt } from "./panels";
import timeline from "./panels/timeline";
import { openRuns } from "./runs";
import { clock } from "./words";
import type { Viewer } from "./viewer";

/** Shows the viewer, anew whenever it has changed. */
function useViewer(viewer: Viewer): void {
  const [, again] = useReducer((n: number) => n + 1, 0);
  // A plain effect runs after the first picture, and an answer that came before it would never be shown.
  useLayoutEffect(() => viewer.store.listen(() => again(undefined)), [viewer]);
}

export function App({ viewer }: { viewer: Viewer }) {
  useViewer(viewer);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => keyPressed(viewer, event);
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [viewer]);
  const { problem, opened, dark, replicates } = viewer.state;
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    document.title = [replicates.study, ...viewer.runs.map((run) => run.title)].filter(Boolean).join(", ") || "tilscape";
  });
  if (problem) return <main class="message" role="alert"><h1>Nothing to show</h1><p>{problem}</p></main>;
  if (!opened) return <main class="message"><p>{viewer.runs.length ? "Reading the snapshots ..." : "Opening ..."}</p></main>;
  if (!viewer.runs.length) return <StudyPage viewer={viewer} />;
  const any = openRuns(viewer).length > 0;
  const right = thereAt(viewer, "right");
  return (
    <div class={"page" + (right.length ? " with-story" : "")}>
      <Header viewer={viewer} time={any} />
      {any ? <Left viewer={viewer} /> : <aside />}
      <section class={"panes panes-" + viewer.panes.length} aria-label="Runs">
        {viewer.panes.map((pane) => <PaneView key={pane.run} viewer={viewer} pane={pane} />)}
      </section>
      {right.length > 0 && <aside class="story" aria-label="The picked cell"><Parts viewer={viewer} panels={right} /></aside>}
      <footer>{any && <Parts viewer={viewer} panels={thereAt(viewer, "foot")} />}</footer>
    </div>
  );
}

function thereAt(viewer: Viewer, place: Place): Panel[] {
  const any = openRuns(viewer).length > 0;
  return panelsAt(place).filter(({ withoutRuns, there }) => (any || withoutRuns) && (!there || there(viewer)));
}

function Parts({ viewer, panels }: { viewer: Viewer; panels: Panel[] }) {
  return <>{panels.map((panel) => <Part key={panel.order} viewer={viewer} panel={panel} />)}</>;
}

function Part({ viewer, panel: { title, Body } }: { viewer: Viewer; panel: Panel }) {
  return (
    <>
      {title && <h2>{typeof title === "string" ? title : title(viewer)}</h2>}
      {Body && <Body viewer={viewer} />}
    </>
  );
}

function Header({ viewer, time }: { viewer: Viewer; time: boolean }) {
  return (
    <header>
      <strong class="name">tilscape</strong>
      <span class="time" aria-live="off">{time ? clock(viewer.view.time) : ""}</span>
      <Parts viewer={viewer} panels={thereAt(viewer, "head")} />
      <span class="fill" />
      <Parts viewer={viewer} panels={thereAt(viewer, "menu")} />
    </header>
  );
}

function Left({ viewer }: { viewer: Viewer }) {
  const there = thereAt(viewer, "left");
  return (
    <aside aria-label="What is shown">
      {there.filter((panel) => !panel.below).map((panel) => (
        <section key={panel.order}><Parts viewer={viewer} panels={[panel, ...there.filter((each) => each.below === panel)]} /></section>
      ))}
    </aside>
  );
}

/** A study alone: what its runs come to; it keeps no snapshots. */
function StudyPage({ viewer }: { viewer: Viewer }) {
  const foot = thereAt(viewer, "foot");
  return (
    <div class="page study">
      <Header viewer={viewer} time={true} />
      <Left viewer={viewer} />
      <section class="panes" aria-label="Charts"><Parts viewer={viewer} panels={foot.filter((panel) => panel !== timeline)} /></section>
      <footer><Parts viewer={viewer} panels={[timeline]} /></footer>
    </div>
  );
}
