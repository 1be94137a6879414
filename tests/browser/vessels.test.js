// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Vessels and surfaces of the page, held against what the snapshots hold; and a view that is drawn again.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { before, test } from "node:test";
import { bin, folder, simulate, snapshotsOf, view } from "./support.js";

let flat, solid, flatHolds, solidHolds;

before(() => {
  flat = simulate("flat", "scenarios/library/quickstart.yaml", "--until", "3 h", "--snapshot-every", "3 h");
  solid = simulate("solid", "tests/bench/small_3d.yaml");
  flatHolds = snapshotsOf(flat);
  solidHolds = snapshotsOf(solid);
});

const close = (a, b, tolerance = 1e-4) => Math.abs(a - b) <= tolerance;

/** Pixels of the red of vessels in a PNG. */
function redPixels(page, png) {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4)
      if (data[i] > 30 && data[i] > 1.5 * data[i + 1] && data[i] > 1.4 * data[i + 2]) ++count;
    return count;
  }, png.toString("base64"));
}

test("vessels of a solid are drawn where the snapshot has them, cut with the tissue, until they are unchecked", async (t) => {
  const { page, look, read, settle } = await view(t, [solid]);
  await look();
  const held = solidHolds.vessels, drawn = await read("vessels", 0);
  assert.ok(held.radius.length > 2);
  assert.equal(drawn.radius.length, held.radius.length);
  held.radius.forEach((radius, i) => {
    assert.ok(close(20 * drawn.radius[i], radius));
    for (let k = 0; k < 3; ++k) {
      assert.ok(close(20 * drawn.start[3 * i + k], held.start[k][i], 1e-3));
      assert.ok(close(20 * drawn.end[3 * i + k], held.end[k][i], 1e-3));
    }
  });
  const reds = async () => redPixels(page, await page.locator(".stage canvas").screenshot());
  await look("&hide=cancer,cd8&cut=none,2,0.5");
  const whole = await reds();
  await look("&hide=cancer,cd8&cut=plane,2,0.5");
  const half = await reds();
  await look("&hide=cancer,cd8&cut=plane,2,0");
  assert.ok(half > 200 && half < 0.9 * whole, `${half} of ${whole} red pixels are left`);
  assert.equal(await reds(), 0);
  await look("&hide=cancer,cd8&cut=none,2,0.5");
  assert.match(await page.locator(".legend").textContent(), /vessels/);
  await page.uncheck("aside >> text=vessels");
  await settle();
  assert.equal(await reds(), 0);
  assert.doesNotMatch(await page.locator(".legend").textContent(), /vessels/);
  await page.waitForFunction(() => location.hash.includes("vessels=off"));
});

test("in a layer the parts of vessels are drawn that lie in it", async (t) => {
  const section = await view(t, [flat]);
  await section.look();
  assert.equal((await section.read("vessels", 0)).radius.length, flatHolds.vessels.radius.length);
  const { look, read } = await view(t, [solid]);
  const { start, end } = solidHolds.vessels;
  for (const axis of [0, 1, 2]) {
    await look(`&cut=layer,${axis},0.3`);
    const layer = 6;
    const there = start[axis].filter((from, i) =>
      Math.min(from, end[axis][i]) <= 20 * (layer + 1) && Math.max(from, end[axis][i]) >= 20 * layer);
    const drawn = await read("vessels", 0);
    assert.equal(drawn.radius.length, there.length);
    for (let i = 0; i < drawn.radius.length; ++i)
      for (const ends of [drawn.start, drawn.end])
        assert.ok(ends[3 * i + axis] >= layer - 1e-4 && ends[3 * i + axis] <= layer + 1 + 1e-4);
  }
});

test("a shared file shows the vessels", async (t) => {
  const file = join(folder, "vessels.html");
  execFileSync(join(bin, "tilscape-view"), ["share", solid, "--out", file]);
  const { page, read } = await view(t, [solid]);
  await page.context().setOffline(true);
  await page.goto("about:blank");
  await page.goto("file:" + file);
  await page.waitForSelector(".pane");
  await page.evaluate(() => window.tilscape.settled());
  assert.equal((await read("vessels", 0)).radius.length, solidHolds.vessels.radius.length);
  await page.uncheck("aside >> text=vessels");
});

test("a surface lies where the values of the snapshot cross the level, everywhere and nowhere else", async (t) => {
  const { page, look, read, settle } = await view(t, [solid]);
  await look("&time=240");
  const oxygen = solidHolds.frames.at(-1).fields.oxygen, n = 20;
  const at = (x, y, z) => oxygen[x + n * (y + n * z)];
  await page.selectOption('select[aria-label="Surface of"]', "oxygen");
  await page.waitForFunction(() => window.tilscape.view().level);
  assert.equal((await read("view")).level.value, 19); // between 0 and the vessels' 38
  for (const level of [30, 35]) {
    await page.fill('input[aria-label="Level"]', String(level));
    await page.keyboard.press("Enter");
    await settle();
    const { place, corners } = await read("surface", 0);
    let crossings = 0;
    for (let z = 0; z < n; ++z)
      for (let y = 0; y < n; ++y)
        for (let x = 0; x < n; ++x)
          for (const next of [[x + 1, y, z], [x, y + 1, z], [x, y, z + 1]])
            if (Math.max(...next) < n && (at(x, y, z) < level) !== (at(...next) < level)) ++crossings;
    assert.ok(crossings > 100, `the level ${level} is crossed`);
    assert.equal(place.length / 3, crossings);
    for (let i = 0; i < place.length; i += 3) {
      const p = [0, 1, 2].map((k) => place[i + k] - 0.5); // the middle of the first site is the origin
      const low = p.map((x) => Math.min(n - 2, Math.floor(x + 1e-5))), share = p.map((x, k) => x - low[k]);
      let value = 0;
      for (let c = 0; c < 8; ++c) {
        const bit = [c & 1, (c >> 1) & 1, c >> 2];
        value += bit.reduce((w, b, k) => w * (b ? share[k] : 1 - share[k]), 1) * at(...low.map((x, k) => x + bit[k]));
      }
      assert.ok(close(value, level, 1e-3 * Math.max(1, level)), `${value} at ${p}, not ${level}`);
    }
    assert.equal(new Set(corners).size, crossings);
  }
  assert.match(await page.locator(".legend").textContent(), /oxygen = 35 mmHg/);
  await page.waitForFunction(() => /level=oxygen%3A35/.test(location.hash));
  await page.selectOption('select[aria-label="Surface of"]', "");
  await settle();
  assert.equal(await read("surface", 0), null);
});

test("a view that is saved brings the picture back without a browser", async (t) => {
  const { page, look, download } = await view(t, [solid], { width: 1000, height: 900 });
  const drawn = join(folder, "drawn.png");
  const shares = [];
  for (const [words, cut] of [["&cut=plane,0,0.5", "plane"], ["&cut=none,2,0.5", "none"]]) {
    await look(`&time=240&hide=cancer,cd8&camera=120,-15,1.4,0.05,0.1${words}`);
    const file = await download(() => page.click("button:text-is('View')"));
    execFileSync(join(bin, "tilscape-view"), ["render", solid, "--view", file, "--size", "800", "--out", drawn]);
    const picture = await page.locator(".stage canvas").screenshot();
    shares.push([cut, await middle(page, picture, false), await middle(page, await pngOf(drawn), true)]);
  }
  for (const [cut, seen, again] of shares)
    for (const k of [0, 1])
      assert.ok(Math.abs(seen[k] - again[k]) < 0.02, `${cut}: the middle of the vessels is at ${seen}, then at ${again}`);
});

async function pngOf(path) {
  const { readFile } = await import("node:fs/promises");
  return readFile(path);
}

/** The mean place of red pixels, from the picture's middle, in shares of its drawn side. */
function middle(page, png, framed) {
  return page.evaluate(async ([base64, inFrame]) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    // `render` has margins, a head and a legend: viz/sheet.cpp.
    const side = inFrame ? image.width - 48 : Math.min(image.width, image.height);
    const [left, top] = inFrame ? [24, 74] : [(image.width - side) / 2, (image.height - side) / 2];
    const { data } = context.getImageData(left, top, side, side);
    const sum = [0, 0, 0];
    for (let i = 0; i < data.length; i += 4)
      if (data[i] > 30 && data[i] > 1.5 * data[i + 1] && data[i] > 1.4 * data[i + 2]) {
        sum[0] += (i / 4) % side;
        sum[1] += Math.floor(i / 4 / side);
        ++sum[2];
      }
    return [sum[0] / sum[2] / side - 0.5, sum[1] / sum[2] / side - 0.5];
  }, [png.toString("base64"), framed]);
}
