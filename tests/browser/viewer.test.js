// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What the page shows, held against what the snapshots hold.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { assertLooksLike, bin, folder, simulate, snapshotsOf, view } from "./support.js";

let flat, other, solid, flatHolds, solidHolds;

before(() => {
  const quickstart = "scenarios/library/quickstart.yaml";
  flat = simulate("flat", quickstart, "--until", "1 d", "--snapshot-every", "3 h");
  other = simulate("other", quickstart, "--until", "1 d", "--snapshot-every", "3 h", "--seed", "2");
  solid = simulate("solid", "tests/bench/small_3d.yaml");
  flatHolds = snapshotsOf(flat);
  solidHolds = snapshotsOf(solid);
});

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

test("every frame shows as many cells of each type and state as the snapshot holds", async (t) => {
  const { page, look, read, settle } = await view(t, [flat]);
  await look();
  for (const [number, frame] of flatHolds.frames.entries()) {
    assert.equal(await read("frame", 0), number);
    assert.deepEqual(await read("counts", 0), frame.counts);
    assert.equal(await read("shown", 0), sum(frame.counts.flat()));
    const words = await page.locator(".tree > li > label .count").allTextContents();
    // Living and dead ones, apart.
    assert.deepEqual(words.map((word) => sum(word.match(/[\d,]+/g).map((number) => Number(number.replaceAll(",", ""))))), frame.counts.map(sum));
    await page.keyboard.press(".");
    await settle();
  }
});

test("play goes through the frames and stops at the last unless it loops; keys and the slider go anywhere", async (t) => {
  const { page, look, read, settle } = await view(t, [flat]);
  await look();
  const last = flatHolds.frames.length - 1;
  await page.selectOption('select[aria-label="Frames a second"]', "16");
  await page.uncheck("text=loop");
  await page.click('button[aria-label="Play"]');
  await page.waitForFunction((end) => window.tilscape.frame(0) === end && !window.tilscape.playing(), last);
  await page.keyboard.press("Home");
  await settle();
  assert.equal(await read("frame", 0), 0);
  await page.keyboard.press("End");
  await page.keyboard.press(",");
  await settle();
  assert.equal(await read("frame", 0), last - 1);
  await page.locator('input[aria-label="Time"]').fill("3");
  await settle();
  assert.equal(await read("frame", 0), 3);
  assert.match(await page.locator("header .time").textContent(), /^day 0 09:00$/);
});

test("filters by type, state and range of numbers leave the cells that the snapshot has of them", async (t) => {
  const { page, look, read, settle } = await view(t, [flat]);
  await look("&time=1440");
  const cells = Object.values(flatHolds.frames.at(-1).cells);
  await page.keyboard.press("2");
  await settle();
  assert.deepEqual(await read("matching", 0), [cells.filter((cell) => cell.type === 0).length, 0]);
  await page.keyboard.press("2");
  await page.uncheck("text=cycling");
  await settle();
  assert.deepEqual(await read("matching", 0),
    [cells.filter((cell) => cell.type === 0 && cell.state !== 0).length, cells.filter((cell) => cell.type === 1).length]);
  await page.check("text=cycling");
  await page.selectOption('select[aria-label="Filter by"]', "pd_l1");
  await page.fill('input[aria-label="At least"]', "100000");
  await page.keyboard.press("Enter");
  await settle();
  const above = cells.filter((cell) => cell.columns.pd_l1 >= 100000).length;
  assert.ok(above > 0 && above < cells.length);
  assert.deepEqual(await read("matching", 0), [above, 0]);
});

test("a cell that is clicked tells the values that the snapshot has of it, and its history", async (t) => {
  for (const [run, holds, time] of [[flat, flatHolds, 1440], [solid, solidHolds, 240]]) {
    const { page, look, read } = await view(t, [run]);
    await look(`&time=${time}`);
    const frame = holds.frames.at(-1);
    const place = await read("place", 0, 0);
    await page.mouse.click(place.x, place.y);
    await page.waitForSelector(".story");
    await page.waitForFunction((n) => window.tilscape.picked().searched === n, holds.frames.length);
    const { cell, moments } = await read("picked");
    const held = frame.cells[cell.id];
    assert.ok(held, `the snapshot has a cell ${cell.id}`);
    assert.deepEqual([cell.type, cell.state, cell.site], [held.type, held.state, held.site]);
    for (const column of cell.columns) assert.equal(Math.fround(column.value), Math.fround(held.columns[column.name]));
    for (const substance of cell.substances) assert.equal(substance.value, frame.fields[substance.name][held.site]);
    assert.deepEqual(moments.map((moment) => moment.frame),
      holds.frames.flatMap((each, i) => (each.cells[cell.id] ? [i] : [])));
    assert.ok((await page.locator(".story").textContent()).includes(cell.id));
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".story").count(), 0);
  }
});

test("a substance has the values of the snapshot, below a section and on each layer of a solid", async (t) => {
  const section = await view(t, [flat]);
  await section.look("&time=720&substance=oxygen");
  const slice = await section.read("slice", 0);
  assert.deepEqual([slice.width, slice.height], [120, 120]);
  assert.deepEqual(slice.value, flatHolds.frames[4].fields.oxygen);

  const block = await view(t, [solid]);
  const oxygen = solidHolds.frames.at(-1).fields.oxygen;
  for (const axis of [0, 1, 2]) {
    await block.look(`&time=240&substance=oxygen&cut=layer,${axis},0.3`);
    const layer = await block.read("slice", 0);
    const at = [7, 11];
    const site = axis === 0 ? 6 + 20 * (at[0] + 20 * at[1]) : axis === 1 ? at[0] + 20 * (6 + 20 * at[1]) : at[0] + 20 * (at[1] + 20 * 6);
    assert.equal(layer.value[at[0] + 20 * at[1]], oxygen[site]);
  }
});

test("runs side by side keep one clock, and where they part is where their snapshots part", async (t) => {
  const { page, look, read, settle } = await view(t, [flat, other]);
  await look("&time=1440");
  const otherHolds = snapshotsOf(other);
  await page.waitForFunction(() => window.tilscape.divergence(1));
  const parted = flatHolds.frames.findIndex((frame, i) => JSON.stringify(frame.cells) !== JSON.stringify(otherHolds.frames[i].cells));
  assert.equal((await read("divergence", 1)).time_min, flatHolds.frames[parted].time_min);
  for (let i = 0; i < 3; ++i) await page.keyboard.press(",");
  await settle();
  assert.deepEqual([await read("frame", 0), await read("frame", 1)], [5, 5]);
  assert.deepEqual(await read("counts", 1), otherHolds.frames[5].counts);
  const place = await read("place", 0, 0);
  await page.mouse.move(place.x, place.y);
  await page.mouse.wheel(0, -400);
  await settle();
  const [a, b] = [await read("place", 0, 0), await read("place", 1, 0)];
  assert.ok(Math.abs(a.x - place.x) < 3 && b.x > a.x, "both zoom, around the pointer");
});

test("pictures, a film and a view are saved: with scale bar, legend and time", async (t) => {
  const { page, look, download } = await view(t, [flat]);
  await look("&time=720&color=pd_l1");
  const png = readFileSync(await download(() => page.keyboard.press("s")));
  assert.deepEqual([...png.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  assert.ok(png.readUInt32BE(16) > 1500, "twice the pixels of the page");
  const svg = readFileSync(await download(() => page.click("text=SVG")), "utf8");
  for (const word of ["flat", "day 0 12:00", "µm", "pd_l1 [molecule]", "cd8"]) assert.ok(svg.includes(word), word);
  const film = await download(() => page.click("text=Film"));
  assert.ok(film.endsWith(".webm") && statSync(film).size > 20000);
  const saved = readFileSync(await download(() => page.click("button:text-is('View')")), "utf8");
  assert.match(saved, /^schema: tilscape.view\/1\ntime: 720 min\ncolor: "pd_l1"\n/);
  const drawn = join(folder, "drawn.png");
  execFileSync(join(bin, "tilscape-view"), ["render", flat, "--view", join(folder, "flat-day01200.view.yaml"), "--out", drawn]);
  assert.ok(statSync(drawn).size > 10000);
});

test("a shared file plays from the disk without a network", async (t) => {
  for (const [run, holds, words] of [[flat, flatHolds, "#time=720"], [solid, solidHolds, "#time=240&color=pd_l1"]]) {
    const file = join(folder, "shared.html");
    execFileSync(join(bin, "tilscape-view"), ["share", run, "--color", "pd_l1", "--out", file]);
    const { page, read } = await view(t, [run]);
    await page.context().setOffline(true);
    await page.goto("about:blank");
    await page.goto("file:" + file + words);
    await page.waitForSelector(".pane");
    await page.evaluate(() => window.tilscape.settled());
    const number = await read("frame", 0);
    assert.ok(number > 0);
    assert.deepEqual(await read("counts", 0), holds.frames[number].counts);
    await page.keyboard.press("Home");
    await page.evaluate(() => window.tilscape.settled());
    assert.deepEqual(await read("counts", 0), holds.frames[0].counts);
    assert.equal(await page.locator('select[aria-label="Filter by"]').count(), 0);
    assert.ok(await page.locator(".chart").count() > 0);
  }
});

test("the address holds the view without the token, and brings it back", async (t) => {
  const { page, look, read, settle } = await view(t, [solid]);
  await look();
  await page.keyboard.press("c");
  await page.keyboard.press("k");
  await page.keyboard.press("x");
  await page.keyboard.press("End");
  await settle();
  await page.waitForFunction(() => location.hash.includes("cut=plane"));
  const before = await read("view");
  assert.ok(!page.url().includes("t=") || !/[#&]t=/.test(page.url()));
  await page.reload();
  await page.waitForSelector(".pane");
  await settle();
  assert.deepEqual(await read("view"), before);
});

test("a growing run is followed, frame by frame", async (t) => {
  const growing = join(folder, "growing");
  mkdirSync(growing);
  const whole = readFileSync(join(flat, "snapshots.tsnap"));
  const write = (share) => writeFileSync(join(growing, "snapshots.tsnap"), whole.subarray(0, Math.floor(whole.length * share)));
  write(0.4);
  const { page, look, read } = await view(t, [growing]);
  await look();
  const first = await read("frame", 0);
  assert.ok(first >= 1 && first < flatHolds.frames.length - 1);
  assert.equal(await page.locator(".problem").count(), 0);
  write(1);
  await page.waitForFunction((last) => window.tilscape.frame(0) === last, flatHolds.frames.length - 1);
  assert.deepEqual(await read("counts", 0), flatHolds.frames.at(-1).counts);
});

test("what cannot be shown is explained in place of the picture", async (t) => {
  const bad = (name, change) => {
    const path = join(folder, name);
    mkdirSync(path);
    copyFileSync(join(flat, "snapshots.tsnap"), join(path, "snapshots.tsnap"));
    change(join(path, "snapshots.tsnap"));
    return path;
  };
  const newer = bad("newer", (file) => {
    const bytes = readFileSync(file);
    bytes[4] = 2;
    writeFileSync(file, bytes);
  });
  const torn = bad("torn", (file) => truncateSync(file, Math.floor(statSync(file).size / 2)));
  const begun = bad("begun", (file) => truncateSync(file, 20000));
  const { page, look } = await view(t, [newer, torn, begun, join(folder, "nowhere")]);
  await look();
  const panes = await page.locator(".pane").allTextContents();
  assert.match(panes[0], /Cannot be read.*version 2/);
  assert.match(panes[1], /shown up to the last whole frame/);
  assert.match(panes[2], /No frame yet|shown up to the last whole frame/);
  assert.match(panes[3], /Cannot be read.*nowhere/);
});

test("an address without the token shows nothing but why", async (t) => {
  const { page, address, complaints } = await view(t, [flat]);
  // The refusal comes before the first picture of the page.
  await page.addInitScript(() => {
    const frame = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (draw) => setTimeout(() => frame(draw), 1000);
  });
  await page.goto(address.replace(/t=.*/, "t=0123"));
  await page.waitForSelector("text=no valid token");
  assert.equal(await page.locator("canvas").count(), 0);
  complaints.length = 0; // the browser notes the refusal
});

test("nothing is clipped at 1280 x 720 and on a large screen, and all can be reached by keyboard", async (t) => {
  for (const [width, height] of [[1280, 720], [3840, 2160]]) {
    const { page, look } = await view(t, [flat, other], { width, height });
    await look("&time=720&color=pd_l1&substance=oxygen");
    const clipped = await page.evaluate(() => {
      const texts = document.querySelectorAll("header *, .legend span, figcaption span, h2, label, .word, .count, .values span, footer .quiet");
      return [...texts].filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== "inline")
        .map((element) => element.textContent);
    });
    assert.deepEqual(clipped, []);
    assert.deepEqual(await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]), [width, height]);
    const reached = new Set();
    for (let i = 0; i < 60; ++i) {
      await page.keyboard.press("Tab");
      reached.add(await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? ""));
    }
    for (const name of ["PNG", "Colour by", "Time", "Chart of", "Play"]) assert.ok(reached.has(name), `${name} is reached`);
  }
});

test("the pictures look as they did", async (t) => {
  const section = await view(t, [flat], { width: 900, height: 700 });
  await section.look("&time=1440&color=state&substance=oxygen");
  await assertLooksLike(section.page, section.page.locator(".stage canvas"), "section");
  const block = await view(t, [solid], { width: 900, height: 700, dark: true });
  await block.look("&time=240");
  await assertLooksLike(block.page, block.page.locator(".stage canvas"), "octant");
  await block.look("&time=240&color=pd_l1&cut=plane,0,0.5&substance=oxygen");
  await assertLooksLike(block.page, block.page.locator(".stage canvas"), "plane");
});
