// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Where the runs on the screen part from the first.

import type { Panel } from "../panel";
import { onScreen, openRuns } from "../runs";
import { clock } from "../words";
import type { Viewer } from "../viewer";

interface Divergence {
  time_min: number | null;
  what?: string;
  compared: number;
}

declare module "../store" {
  interface State {
    divergences: (Divergence | null)[]; // by run
  }
}

const compared = (viewer: Viewer) => onScreen(viewer).filter(({ i }) => i > 0);

async function ask(viewer: Viewer): Promise<void> {
  const { divergences } = viewer.state;
  if (viewer.fixed || viewer.runs[0]?.stage !== "open") return;
  for (const { i } of compared(viewer)) {
    if (divergences[i]) continue;
    divergences[i] = await viewer.ask.json<Divergence>("divergence", { a: 0, b: i }).catch(() => null);
    viewer.changed();
  }
}

function Divergences({ viewer }: { viewer: Viewer }) {
  return <>{compared(viewer).map(({ run, i }) => <Divergent key={i} viewer={viewer} title={run.title} divergence={viewer.state.divergences[i]} />)}</>;
}

function Divergent({ viewer, title, divergence }: { viewer: Viewer; title: string; divergence: Divergence | null | undefined }) {
  if (!divergence) return <p class="quiet">{title}: looking ...</p>;
  if (!divergence.compared) return <p>{title}: no frame of the same time.</p>;
  const { time_min } = divergence;
  if (time_min === null) return <p>{title}: the same state at all {divergence.compared} common times.</p>;
  return (
    <p>
      {title} first differs on{" "}
      <button class="link" onClick={() => viewer.clock.seek(time_min)}>{clock(time_min)}</button>
      {divergence.what ? `: ${divergence.what}.` : "."}
    </p>
  );
}

const panel: Panel = {
  order: 32,
  place: "left",
  title: (viewer) => `Compared with ${openRuns(viewer)[0]!.run.title}`,
  there: (viewer) => compared(viewer).length > 0,
  Body: Divergences,
  state: () => ({ divergences: [] }),
  arranged: (viewer) => void ask(viewer),
  probe: (viewer) => ({ divergence: (run: number) => structuredClone(viewer.state.divergences[run]) }),
};

export default panel;
