// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

import { panels } from "./panels";
import type { Viewer } from "./viewer";

export function keyPressed(viewer: Viewer, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const element = event.target as HTMLElement;
  const typing = element.matches("input[type=text], select, textarea");
  // Sliders use the arrows themselves, buttons and boxes the space.
  const own = element.matches("input[type=range]") && event.key.startsWith("Arrow");
  const pressed = element.matches("button, input[type=checkbox]") && event.key === " ";
  if ((typing && event.key !== "Escape") || own || pressed) return;
  const found = panels.flatMap((panel) => panel.keys ?? []).find((each) => each.keys.includes(event.key));
  if (!found) return;
  event.preventDefault();
  found.act(viewer, event.key);
}
