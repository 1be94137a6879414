// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Parent, daughters, victims, killer of the picked cell: what the events of the run say.

import type { Panel } from "../panel";
import { chooseId } from "../picked";
import type { Viewer } from "../viewer";

function Relatives({ viewer }: { viewer: Viewer }) {
  const { events, cell, searched, run } = viewer.state.picked!;
  if (!events.length) return <p class="quiet">{searched ? "The snapshots hold no event of it." : ""}</p>;
  const link = (id: string) => <button class="link" onClick={() => void chooseId(viewer, run, id)}>{id}</button>;
  return (
    <>
      <h2>Events</h2>
      <ul class="events">
        {events.map((event) => (
          <li key={`${event.step} ${event.kind} ${event.agent}`}>
            <span class="quiet">step {event.step}</span>{" "}
            {event.agent === cell.id
              ? <>{event.kind}{event.other && <> , by {link(event.other)}</>}</>
              : <>{event.kind} of {event.type} {link(event.agent)}</>}
          </li>
        ))}
      </ul>
    </>
  );
}

const panel: Panel = {
  order: 52,
  place: "right",
  there: (viewer) => viewer.state.picked !== null,
  Body: Relatives,
};

export default panel;
