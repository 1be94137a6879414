// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// What the page says is so: units, times, counts, and what keys and fields do not do.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { simulate, snapshotsOf, view } from "./support.js";

let run;

before(() => {
  run = simulate("short", "tests/faults/tiny.yaml", "--until", "2 min", "--set", "time.step=0.1 min", "--set", "outputs.snapshots.every=0.7 min", "--set", "outputs.series.every=1 min");
});

test("a concentration is charted beside the amount of the same name", async (t) => {
  writeFileSync(join(run, "series.csv"), "time [d],cell.count [cells],plasma.drug [nmol],plasma.drug [nM]\n0,60,1,1000\n0.001,60,2,3000\n");
  const { page, look } = await view(t, [run]);
  await look();
  const chart = page.locator(".chart").first(), choice = chart.locator('select[aria-label="Chart of"]');
  for (const [text, value] of [["plasma [nM]", "1,000"], ["plasma [nmol]", "1"], ["plasma [nM]", "1,000"]]) {
    await choice.selectOption({ label: text });
    assert.equal(await choice.locator("option:checked").textContent(), text);
    assert.equal(await chart.locator(".values i").textContent(), value);
  }
});

test("charts follow what the program tells of the columns, whatever their names", async (t) => {
  writeFileSync(join(run, "series.csv"), "time [d],cell.count [cells],cell.buds [cells],cell.v,water [mmHg],drip [nmol]\n0,60,0,1,5,0\n0.001,60,2,2,6,0\n0.002,60,2,2,6,3\n");
  const { page, look } = await view(t, [run]);
  const told = (name, unit, role, subject) => ({ name, unit, role, subject });
  await page.route("**/runs/0/columns", (route) => route.fulfill({ json: [
    told("cell.count", "cells", "count", "cell"), told("cell.buds", "cells", "total", "cell"), told("cell.v", "", "column_mean", "cell"),
    told("water", "mmHg", "level_mean", "water"), told("drip", "nmol", "given", "drip")] }));
  await look();
  const choices = page.locator(".chart").nth(1).locator('select[aria-label="Chart of"]');
  assert.deepEqual(await choices.locator("option").allTextContents(),
    ["cells [cells]", "cell, means", "buds so far [cells]", "water [mmHg]", "drip [nmol]"]);
  assert.equal(await choices.locator("option:checked").textContent(), "drip [nmol]");
  assert.equal(await page.locator(".dose").count(), 1);
});

test("times below a minute are told, and stay in the address", async (t) => {
  const { page, look } = await view(t, [run]);
  const times = snapshotsOf(run).frames.map((frame) => frame.time_min);
  assert.ok(Math.abs(times[1] - 0.7) < 1e-9);
  await look();
  await page.keyboard.press(".");
  assert.equal(await page.locator("header .time").textContent(), "day 0 00:00:42");
  await page.waitForTimeout(400);
  const kept = Number(new URLSearchParams(new URL(page.url()).hash.slice(1)).get("time"));
  assert.ok(Math.abs(kept - times[1]) < 1e-9, String(kept));
});

test("keys for what a section does not have change nothing", async (t) => {
  const { page, look, settle } = await view(t, [run], { width: 900, height: 700 });
  await look("&color=oxygen&substance=oxygen");
  const seen = async () => (await page.locator(".stage canvas").screenshot()).toString("base64");
  const first = await seen();
  for (const key of ["x", "y", "z", "k"]) {
    await page.keyboard.press(key);
    await settle();
    assert.equal(await seen(), first, key);
  }
  await look("&color=oxygen&substance=oxygen&cut=layer,0,0.5");
  assert.equal(await seen(), first);
});

test("a range that does not go from a number to a larger one is refused, typed or in the address", async (t) => {
  const { page, look, settle } = await view(t, [run]);
  await look("&color=oxygen&range=oxygen:5:1");
  const low = page.locator('input[aria-label="Low end of the colours of oxygen"]'), high = page.locator('input[aria-label="High end of the colours of oxygen"]');
  assert.ok(Number(await low.inputValue()) < Number(await high.inputValue()));
  await high.fill("40");
  await high.press("Enter");
  await settle();
  await page.waitForTimeout(400); // the address follows when things are calm
  for (const wrong of ["40", "50", "x", ""]) {
    await low.fill(wrong);
    await low.press("Enter");
    assert.match(await page.locator(".range .problem").textContent(), /larger one/);
    await page.waitForTimeout(400);
    assert.match(page.url(), /range=oxygen%3A[\d.]+%3A40/);
  }
});

test("counts of living and dead cells are told apart in the list and the legend, and agree", async (t) => {
  const tumour = simulate("counts", "scenarios/library/quickstart.yaml", "--until", "12 h", "--snapshot-every", "12 h", "--set", "lattice.size=[600 um, 600 um]", "--set", "agents.cancer.start.count=200");
  const frame = snapshotsOf(tumour).frames.at(-1);
  const { page, look } = await view(t, [tumour]);
  await look("&time=720");
  const legend = await page.locator(".legend span").allTextContents();
  const alive = legend.find((text) => text.startsWith("cancer alive  ")).replace(/.* {2}/, "");
  const dead = legend.find((text) => text.startsWith("cancer dead  "))?.replace(/.* {2}/, "");
  const listed = await page.locator('.tree > li > label:has-text("cancer") .count').first().textContent();
  assert.equal(listed, alive + (dead ? ` + ${dead} dead` : ""));
  const number = (text) => Number((text ?? "0").replaceAll(",", ""));
  assert.equal(number(alive) + number(dead), Object.values(frame.cells).filter((cell) => cell.type === 0).length);
});
