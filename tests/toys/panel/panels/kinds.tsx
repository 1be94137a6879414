// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The agent types of the first run, as the program names them.

import type { Panel } from "../panel";
import type { Viewer } from "../viewer";

declare module "../store" {
  interface State {
    kinds: string[];
  }
}

const panel: Panel = {
  order: 90,
  place: "left",
  title: () => "Kinds of cells",
  Body: ({ viewer }: { viewer: Viewer }) => <ul>{viewer.state.kinds.map((kind) => <li key={kind}>{kind}</li>)}</ul>,
  state: () => ({ kinds: [] }),
  load: async (viewer) => viewer.set({ kinds: await viewer.ask.json<string[]>("runs/0/kinds", {}) }),
};

export default panel;
