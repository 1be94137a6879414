// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The way back to where the camera started.

import type { Panel } from "../panel";
import { startCamera } from "../view";

const panel: Panel = {
  order: 60,
  keys: [{ keys: ["0"], shown: "0", what: "camera back to the start", act: (viewer) => viewer.screen.turn(startCamera) }],
};

export default panel;
