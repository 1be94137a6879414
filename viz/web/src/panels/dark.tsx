// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Dark or light.

import type { Panel } from "../panel";
import type { Viewer } from "../viewer";

function change(viewer: Viewer): void {
  viewer.state.dark = !viewer.state.dark;
  viewer.screen.draw();
}

const panel: Panel = {
  order: 80,
  place: "menu",
  withoutRuns: true,
  Body: ({ viewer }) => <button title="Dark or light (d)" onClick={() => change(viewer)}>{viewer.state.dark ? "Light" : "Dark"}</button>,
  keys: [{ keys: ["d"], shown: "d", what: "dark or light", act: change }],
};

export default panel;
