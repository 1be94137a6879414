// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import { App } from "./app";
import { probe } from "./probe";
import { Program, Recorded } from "./source";
import "./style.css";
import { Viewer } from "./viewer";

// The token comes in the fragment once; it stays with this tab and leaves the address, which people copy.
function takeToken(hash: string): string {
  const words = new URLSearchParams(hash.slice(1));
  const given = words.get("t");
  if (given) sessionStorage.setItem("token", given);
  words.delete("t");
  return words.toString();
}

const fragment = takeToken(location.hash);
history.replaceState(null, "", "#" + fragment);

// Another address of the program in the same tab changes the fragment only, for which no browser loads a page.
// The event holds that address; the tab's own may hold the view again by the time the event comes.
addEventListener("hashchange", (event) => {
  const { hash } = new URL(event.newURL);
  if (!new URLSearchParams(hash.slice(1)).has("t")) return;
  history.replaceState(null, "", "#" + takeToken(hash));
  location.reload();
});

const recorded = document.getElementById("recorded")?.textContent;
const viewer = new Viewer(recorded ? new Recorded(recorded) : new Program(sessionStorage.getItem("token") ?? ""));
probe(viewer);
render(<App viewer={viewer} />, document.getElementById("page")!);
void viewer.open(fragment);
