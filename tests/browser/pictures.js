// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// node pictures.js FOLDER: the pictures of docs/tutorials/viewer.md.

import { join } from "node:path";
import { simulate, view } from "./support.js";

const out = process.argv[2];
const after = [];
const open = (runs) => view({ after: (what) => after.push(what) }, runs, { width: 1280, height: 800 });

const quickstart = "scenarios/library/quickstart.yaml";
const two = await open([simulate("particles", quickstart), simulate("free", quickstart, "--variant", "free")]);
await two.look("&time=8640&substance=oxygen");
await two.page.waitForFunction(() => window.tilscape.divergence(1));
await two.settle();
await two.page.screenshot({ path: join(out, "viewer_compare.png") });

const solid = await open([simulate("solid", "scenarios/library/anti_pd1_nanoparticle.yaml", "--until", "8 d")]);
await solid.look("&time=7200&color=state&camera=37,32,1.6,0,0");
const box = await solid.page.locator(".stage canvas").boundingBox();
await solid.page.mouse.click(box.x + 0.5 * box.width, box.y + 0.62 * box.height);
await solid.page.waitForFunction(() => window.tilscape.picked()?.searched === 9);
await solid.settle();
await solid.page.screenshot({ path: join(out, "viewer_solid.png") });

for (const what of after) await what();
