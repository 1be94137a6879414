// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Names come from files of other people: the page shows them as they are written, and does nothing that they say.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { folder, simulate, view } from "./support.js";

test("a name that is HTML is text, on the page and in the pictures that it saves", async (t) => {
  const name = "<img src=x onerror=document.title='owned'>&\"'";
  const run = join(folder, name);
  mkdirSync(run);
  copyFileSync(join(simulate("plain", "tests/bench/small_2d.yaml", "--until", "2 h"), "snapshots.tsnap"), join(run, "snapshots.tsnap"));
  const { page, look, download } = await view(t, [run]);
  await look();
  assert.equal(await page.locator("figcaption .title").textContent(), name);
  assert.equal(await page.locator("img").count(), 0);
  assert.equal(await page.title(), name);
  const svg = readFileSync(await download(() => page.click("text=SVG")), "utf8");
  assert.ok(!svg.includes("<img"));
  const read = await page.evaluate((text) => {
    const tree = new DOMParser().parseFromString(text, "image/svg+xml");
    return { wrong: tree.querySelectorAll("parsererror").length, texts: [...tree.querySelectorAll("text")].map((each) => each.textContent) };
  }, svg);
  assert.equal(read.wrong, 0);
  assert.ok(read.texts.includes(name));
});
