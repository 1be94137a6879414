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
const words = new URLSearchParams(location.hash.slice(1));
const given = words.get("t");
if (given) {
  sessionStorage.setItem("token", given);
  words.delete("t");
}
const fragment = words.toString();
history.replaceState(null, "", "#" + fragment);

// Another address of the program in the same tab changes the fragment only, for which no browser loads a page.
addEventListener("hashchange", () => {
  if (new URLSearchParams(location.hash.slice(1)).has("t")) location.reload();
});

const recorded = document.getElementById("recorded")?.textContent;
const viewer = new Viewer(recorded ? new Recorded(recorded) : new Program(sessionStorage.getItem("token") ?? ""));
probe(viewer);
render(<App viewer={viewer} />, document.getElementById("page")!);
void viewer.open(fragment);
