// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The question for the cells of a frame (viz/server/questions/cells.cpp), put together from what the parts of the
// page leave of them.

import type { Run } from "./answers";
import type { Box } from "./cut";
import { panels } from "./panels";
import type { Words } from "./source";
import type { View } from "./store";

export interface CellWords {
  within?: Box; // only cells in it, and in those of the others
  words?: Words;
}

export function cellWords(view: View, run: Run): Words {
  const parts = panels.flatMap((panel) => panel.cells?.(view, run) ?? []);
  const boxes = parts.flatMap((part) => (part.within ? [part.within] : []));
  const common = boxes.reduce<Box | null>((all, box) => all?.map((side, i) => (i % 2 ? Math.min(side, box[i]!) : Math.max(side, box[i]!))) ?? box, null);
  return Object.assign({ within: common?.join(",") }, ...parts.map((part) => part.words)) as Words;
}
