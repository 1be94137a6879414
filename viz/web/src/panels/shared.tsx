// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What a shared file cannot do.

import type { Panel } from "../panel";
import colour from "./colour";

const shared: Panel = {
  order: 26,
  place: "left",
  below: colour,
  there: (viewer) => viewer.fixed !== undefined,
  Body: () => <p class="quiet">A shared file: it plays, turns and colours. Filters, cuts and single cells need the run itself.</p>,
};

export default shared;
