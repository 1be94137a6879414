// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The parts of the page are the list of files in panels/: no registration by hand.

import type { Panel, Place, ViewPart } from "./panel";
import type { View } from "./store";

const files = import.meta.glob<Panel>("./panels/*.tsx", { eager: true, import: "default" });

export const panels: readonly Panel[] = Object.values(files).sort((a, b) => a.order - b.order);

export function panelsAt(place: Place): Panel[] {
  return panels.filter((panel) => panel.place === place);
}

export const viewParts: readonly ViewPart[] = panels.flatMap((panel) => panel.view ?? []);

/** Those whose layers are shown: one alone, or all. */
export function shownWith(view: View): readonly Panel[] {
  const alone = panels.find((panel) => panel.alone?.(view));
  return alone ? [alone] : panels.filter((panel) => !panel.alone);
}
