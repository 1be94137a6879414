// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The family of a picked cell, held against the events of the snapshots.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { simulate, snapshotsOf, view } from "./support.js";

let run, silent, holds, births;

before(() => {
  const small = ["--set", "lattice.size=[600 um, 600 um]", "--set", "agents.cancer.start.count=200", "--until", "3 d", "--snapshot-every", "6 h"];
  run = simulate("family", "scenarios/library/quickstart.yaml", ...small, "--set", "outputs.events=[divide, die, kill]");
  silent = simulate("silent", "scenarios/library/quickstart.yaml", "--until", "1 h");
  holds = snapshotsOf(run);
  births = holds.frames.flatMap((frame) => frame.events).filter((event) => event.kind === "divide");
});

const parentOf = (id) => births.find((birth) => birth.agent === id)?.other;
const daughtersOf = (id) => births.filter((birth) => birth.other === id).map((birth) => birth.agent);
const descendantsOf = (id) => daughtersOf(id).flatMap((daughter) => [daughter, ...descendantsOf(daughter)]);
function ancestorsOf(id) {
  const parent = parentOf(id);
  return parent === undefined ? [] : [...ancestorsOf(parent), parent];
}

/** Clicks on the middle of a site of a section that fills its pane. */
async function pickSite(page, site) {
  const box = await page.locator(".stage canvas").boundingBox();
  const sites = 30, pixels = Math.min(box.width, box.height) / (1.03 * sites);
  const place = (n) => (n + 0.5 - sites / 2) * pixels;
  await page.mouse.click(box.x + box.width / 2 + place(site % sites), box.y + box.height / 2 + place(Math.floor(site / sites)));
  await page.waitForSelector(".story");
}

test("the lineage of a cell has the ancestors and descendants that the events tell of, and a click on one picks it at its time", async (t) => {
  const { page, look, read, settle } = await view(t, [run]);
  // Somebody in the middle of a family, who is alone on a site at some time.
  const [time, id, site] = holds.frames.flatMap(({ time_min, cells }) => {
    const taken = new Map();
    for (const cell of Object.values(cells)) taken.set(cell.site, (taken.get(cell.site) ?? 0) + 1);
    return Object.entries(cells).filter(([each, cell]) => cell.type === 0 && taken.get(cell.site) === 1 && ancestorsOf(each).length && descendantsOf(each).length)
      .map(([each, cell]) => [time_min, each, cell.site]);
  }).sort((a, b) => descendantsOf(b[1]).length - descendantsOf(a[1]).length)[0];
  await look(`&time=${time}`);
  await pickSite(page, site);
  assert.equal((await read("picked")).cell.id, id);
  assert.equal(await page.locator(".lineage").count(), 0);
  await page.keyboard.press("l");
  await page.waitForSelector(".lineage");
  const shown = async () => (await page.locator(".lineage g").evaluateAll((all) => all.map((each) => each.getAttribute("aria-label")))).sort();
  const family = [`self ${id}`, ...ancestorsOf(id).map((each) => `ancestor ${each}`), ...descendantsOf(id).map((each) => `descendant ${each}`)];
  assert.deepEqual(await shown(), family.sort());

  // Each of them who is in a frame can be clicked.
  const daughter = descendantsOf(id).find((each) => holds.frames.some((frame) => frame.cells[each]));
  const born = holds.frames.findIndex((frame) => frame.cells[daughter]);
  await page.locator(`.lineage g[aria-label="descendant ${daughter}"] rect`).click();
  await page.waitForFunction((each) => window.tilscape.picked()?.cell.id === each, daughter);
  await settle();
  assert.equal((await read("view")).time, holds.frames[born].time_min);
  await page.waitForSelector(`.lineage g[aria-label="self ${daughter}"]`);
  assert.ok((await shown()).includes(`ancestor ${id}`));
  await page.keyboard.press("l");
  assert.equal(await page.locator(".lineage").count(), 0);
});

test("every cell that is born and seen can be reached at the first frame behind its birth", () => {
  for (const { step, agent } of births) {
    const first = holds.frames.findIndex((frame) => frame.cells[agent]);
    const due = holds.frames.findIndex((frame) => frame.time_min >= step);
    if (first >= 0) assert.equal(first, due, `cell ${agent}, born at step ${step}`);
  }
  assert.ok(births.length > 100);
});

test("a run that did not write divisions says what is missing", async (t) => {
  const { page, look, read } = await view(t, [silent]);
  await look();
  const place = await read("place", 0, 0);
  await page.mouse.click(place.x, place.y);
  await page.waitForSelector(".story");
  await page.click("text=Lineage");
  await page.waitForSelector("text=did not write its divisions");
  assert.match(await page.locator(".story").textContent(), /divide in outputs\.events/);
});
