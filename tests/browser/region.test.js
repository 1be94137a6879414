// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The region filter, held against the sites of the snapshots.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { simulate, snapshotsOf, view } from "./support.js";

let flat, solid, flatHolds, solidHolds;

before(() => {
  flat = simulate("flat", "scenarios/library/quickstart.yaml", "--until", "6 h", "--snapshot-every", "6 h");
  solid = simulate("solid", "tests/bench/small_3d.yaml");
  flatHolds = snapshotsOf(flat);
  solidHolds = snapshotsOf(solid);
});

/** Cells of each type whose middles lie in a box [um]. */
function inside(holds, sites, spacing, box) {
  const counts = holds.agents.map(() => 0);
  for (const cell of Object.values(holds.frames.at(-1).cells)) {
    const place = [cell.site % sites, Math.floor(cell.site / sites) % sites, Math.floor(cell.site / sites / sites)];
    if (place.every((n, axis) => (n + 0.5) * spacing >= (box[2 * axis] ?? -1) && (n + 0.5) * spacing <= (box[2 * axis + 1] ?? 1e9))) ++counts[cell.type];
  }
  return counts;
}

test("a region in numbers leaves the cells whose middles lie in it, and stays in the address", async (t) => {
  const { page, look, read, settle } = await view(t, [flat]);
  await look("&time=360");
  const type = async (label, text) => {
    await page.fill(`input[aria-label="${label}"]`, text);
    await page.keyboard.press("Enter");
    await settle();
  };
  await type("Region from x", "1000");
  await type("Region to x", "1290");
  assert.deepEqual(await read("matching", 0), inside(flatHolds, 120, 20, [1000, 1290]));
  await type("Region to y", "1210"); // a middle lies at 1210 itself
  const box = inside(flatHolds, 120, 20, [1000, 1290, null, 1210]);
  assert.deepEqual(await read("matching", 0), box);
  assert.ok(box[0] > 50 && box[0] < 500);
  await type("Region from x", "nonsense");
  assert.deepEqual(await read("matching", 0), box);
  await page.waitForFunction(() => decodeURIComponent(location.hash).includes("region=1000,1290,,1210,,"));
  await page.reload();
  await page.waitForSelector(".pane");
  await settle();
  assert.deepEqual(await read("matching", 0), box);
  await page.click("text=everywhere");
  await settle();
  assert.deepEqual(await read("matching", 0), inside(flatHolds, 120, 20, []));
});

test("a region that is drawn on a section is the box between the two points", async (t) => {
  const { page, look, read, settle } = await view(t, [flat]);
  await look("&time=360");
  await page.click("text=draw it");
  const canvas = await page.locator(".stage canvas").boundingBox();
  const middle = [canvas.x + canvas.width / 2, canvas.y + canvas.height / 2];
  await page.mouse.move(middle[0] - 60, middle[1] - 40);
  await page.mouse.down();
  await page.mouse.move(middle[0] - 10, middle[1]);
  await page.mouse.move(middle[0], middle[1] + 30);
  await page.mouse.up();
  await settle();
  const { region, camera } = await read("view");
  const perPixel = 2400 / (Math.min(canvas.width, canvas.height) / 1.03); // the lattice fills the pane
  const expected = [1200 - 60 * perPixel, 1200, 1200 - 40 * perPixel, 1200 + 30 * perPixel];
  expected.forEach((um, side) => assert.ok(Math.abs(region[side] - um) <= perPixel, `${region[side]} is not ${um}`));
  assert.deepEqual(region.slice(4), [null, null]);
  assert.deepEqual([camera.x, camera.y], [0, 0], "the picture has not moved");
  assert.deepEqual(await read("matching", 0), inside(flatHolds, 120, 20, region));
  await page.mouse.move(...middle);
  await page.mouse.down();
  await page.mouse.move(middle[0] + 30, middle[1]);
  await page.mouse.up();
  assert.ok((await read("view")).camera.x > 0, "the next drag moves again");
});

test("a region of a solid opens its inside, and a layer shows the part of it that lies there", async (t) => {
  const { look, read } = await view(t, [solid]);
  await look("&time=240&cut=none&region=100,300,,200,50,");
  assert.deepEqual(await read("matching", 0), inside(solidHolds, 20, 20, [100, 300, null, 200, 50, null]));
  await look("&time=240&cut=layer,2,0.5&region=100,300,,200,50,");
  assert.deepEqual(await read("matching", 0), inside(solidHolds, 20, 20, [100, 300, null, 200, 200, 220]));
  await look("&time=240&cut=layer,2,0.05&region=100,300,,200,50,");
  assert.deepEqual(await read("matching", 0), [0, 0].slice(0, solidHolds.agents.length));
});
