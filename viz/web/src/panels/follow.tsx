// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Whether the clock goes with the newest frame of a growing run.

import type { Panel } from "../panel";
import { openRuns } from "../runs";
import type { Viewer } from "../viewer";

function Follow({ viewer }: { viewer: Viewer }) {
  const { clock } = viewer;
  return (
    <label class="live" title="Go with the newest frame of a growing run">
      <input type="checkbox" checked={clock.following}
        onChange={(event) => {
          clock.following = event.currentTarget.checked;
          if (clock.following) clock.seek(clock.last());
          viewer.changed();
        }} />
      follow
    </label>
  );
}

const follow: Panel = {
  order: 10,
  place: "head",
  there: (viewer) => openRuns(viewer).some(({ run }) => !run.frames.finished),
  Body: Follow,
};

export default follow;
