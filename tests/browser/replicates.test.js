// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Runs that differ in their draws: what the page makes of several, held against report, series and snapshots.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { bin, folder, simulate, snapshotsOf, source, view } from "./support.js";

let study, runs, other;

before(() => {
  study = join(folder, "study");
  const scenario = join(source, "scenarios/library/study_small.yaml");
  const changes = ["time.end=1 d", "lattice.size=[300 um, 300 um]", "agents.cancer.start.count=60", "agents.cancer.start.radius=100 um",
    "treatments.anti_pd1.start=0 d", "ensemble.replicates=4", "ensemble.every=4 h"];
  execFileSync(join(bin, "tilscape"), ["ensemble", "run", scenario, ...changes.flatMap((change) => ["--set", change]), "-o", study, "--quiet"],
    { stdio: "pipe" });
  execFileSync(join(bin, "tilscape"), ["report", study, "--quiet"], { stdio: "pipe" });
  const small = ["--set", "lattice.size=[600 um, 600 um]", "--set", "agents.cancer.start.count=200", "--until", "12 h", "--snapshot-every", "3 h"];
  runs = [1, 2, 3, 4, 5].map((seed) => simulate(`seed${seed}`, "scenarios/library/quickstart.yaml", ...small, "--seed", String(seed)));
  other = simulate("other", "scenarios/library/quickstart.yaml", ...small, "--variant", "free");
});

/** A column of series.csv by the text of its time. */
function seriesOf(run, column) {
  const [head, ...rows] = readFileSync(join(run, "series.csv"), "utf8").trim().split("\n").map((line) => line.split(","));
  const at = head.findIndex((name) => name.startsWith(column + " ["));
  return new Map(rows.map((row) => [row[0], Number(row[at])]));
}

/** As R has it by default: type 7 of Hyndman and Fan. */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1), below = Math.floor(place);
  return sorted[below] + (place - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
}

const close = (a, b) => assert.ok(Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)), `${a} is not ${b}`);

test("a study shows the bands of its report, group by group, and the clock goes through its times", async (t) => {
  const { page, look, read } = await view(t, [study]);
  await look("&time=720", ".chart canvas");
  const report = JSON.parse(readFileSync(join(study, "report.json"), "utf8"));
  assert.deepEqual((await read("groups")).map(({ label, planned, used }) => [label, planned, used]),
    report.groups.map(({ label, planned, used }) => [label, planned, used]));
  for (const { column, unit, groups } of report.courses.filter((each) => /^(cancer|cd8)/.test(each.column))) {
    for (const [number, { rows }] of groups.entries()) {
      const course = await read("course", unit ? `${column} [${unit}]` : column, number);
      assert.equal(course.days.length, rows.length);
      rows.forEach((row, i) => {
        close(course.days[i], row.time_d);
        for (const name of ["n", "mean", "q05", "q25", "median", "q75", "q95"]) close(course[name][i], row[name]);
      });
    }
  }
  const noon = report.courses[0].groups[2].rows.find((row) => row.time_d === 0.5);
  const shown = () => page.locator(".chart").first().locator(".values li").nth(2).textContent();
  assert.match(await shown(), new RegExp(`^free, dose=3 mg/kg ${noon.median} .*n 4 of 4$`));
  await page.selectOption('select[aria-label="Lines of the charts"]', "mean");
  assert.match(await shown(), new RegExp(`^free, dose=3 mg/kg ${Number(noon.mean.toPrecision(3))} `));
  await page.keyboard.press("End");
  assert.match(await page.locator("header .time").textContent(), /^day 1 00:00$/);
  const last = report.courses[0].groups[2].rows.at(-1);
  assert.match(await shown(), new RegExp(`^free, dose=3 mg/kg ${Number(last.mean.toPrecision(3))} `));
  await page.uncheck("text=free, dose=3 mg/kg");
  assert.equal(await page.locator(".chart").first().locator(".values li").count(), report.groups.length - 1);
});

test("runs of one scenario with other seeds are drawn as bands of their series; another scenario stays apart", async (t) => {
  const { page, look, read } = await view(t, [...runs, other]);
  await look("&time=360");
  assert.deepEqual((await read("groups")).map((group) => group.runs), [[0, 1, 2, 3, 4], [5]]);
  assert.equal(await read("lines"), "median");
  await page.waitForSelector(".chart canvas");
  const course = await read("course", "cancer.count [cells]", 0);
  const tables = runs.map((run) => seriesOf(run, "cancer.count"));
  for (const [i, day] of [...tables[0].keys()].entries()) {
    const values = tables.map((table) => table.get(day));
    close(course.days[i], Number(day));
    assert.equal(course.n[i], 5);
    for (const [name, share] of [["q05", 0.05], ["q25", 0.25], ["median", 0.5], ["q75", 0.75], ["q95", 0.95]])
      close(course[name][i], quantile(values, share));
    close(course.mean[i], values.reduce((a, b) => a + b, 0) / 5);
  }
  await page.selectOption('select[aria-label="Lines of the charts"]', "runs");
  assert.equal(await page.locator(".chart").first().locator(".values li").count(), 8);
  await page.waitForFunction(() => location.hash.includes("lines=runs"));
});

test("of more runs than fit, the others can be brought to the screen", async (t) => {
  const { page, look, read, settle } = await view(t, [...runs, other]);
  await look("&time=720");
  const titles = () => page.locator(".pane .title").allTextContents();
  assert.deepEqual(await titles(), ["seed1", "seed2", "seed3", "seed4"]);
  for (const run of [0, 1, 2, 3]) assert.ok(await read("shown", run), "every pane shows cells");
  await page.click('button[aria-label="Runs behind"]');
  await settle();
  assert.deepEqual(await titles(), ["seed5", "other"]);
  for (const run of [4, 5]) assert.ok(await read("shown", run));
});

test("the legend of a chart with many lines is readable to its last line", async (t) => {
  const { page, look } = await view(t, [runs[0], other]);
  await look("&time=720");
  const chart = page.locator(".chart").nth(1);
  assert.ok(await chart.locator(".values li").count() > 10);
  const last = chart.locator(".values li").last();
  await last.scrollIntoViewIfNeeded();
  const [line, box] = [await last.boundingBox(), await chart.locator(".values").boundingBox()];
  assert.ok(line.y >= box.y && line.y + line.height <= box.y + box.height + 1, "the last line is inside of the legend");
  assert.ok(box.y + box.height <= 720 && box.x + box.width <= 1280);
  assert.deepEqual(await chart.locator(".values span").evaluateAll((all) => all.filter((each) => each.scrollWidth > each.clientWidth + 1).length), 0);
});

test("a map of runs has at each site the share of runs whose snapshots hold the cell there", async (t) => {
  const { page, look, read, settle } = await view(t, [...runs, other]);
  const holds = runs.map(snapshotsOf);
  await look("&time=720");
  const agents = holds[0].agents;
  const expected = (frame, type, state) => {
    const count = new Array(count0.width * count0.height).fill(0);
    for (const { frames } of holds)
      for (const site of new Set(Object.values(frames[frame].cells).filter((cell) => cell.type === type && (state === undefined || cell.state === state)).map((cell) => cell.site)))
        ++count[site];
    return count;
  };
  await page.selectOption('select[aria-label="Share of runs with"]', "cancer");
  await settle();
  assert.deepEqual(await page.locator(".pane .title").allTextContents(), ["seed1 and 4 more"]);
  const count0 = await read("presence", 0);
  assert.equal(count0.n, 5);
  const cancer = expected(4, agents.indexOf("cancer"));
  assert.deepEqual(count0.count, cancer);
  assert.ok([0, 1, 5].every((n) => cancer.includes(n)), "some sites are held by none, one and all");
  assert.deepEqual(await read("planeValues", 0), cancer.map((n) => Math.fround(n / 5)));
  assert.match(await page.locator(".legend").textContent(), /share of 5 runs with cancer 0.*1/);
  await page.selectOption('select[aria-label="Share of runs with"]', "cd8.searching");
  await page.keyboard.press("Home");
  await page.keyboard.press(".");
  await settle();
  const searching = await read("presence", 0);
  assert.equal(searching.time_min, 180);
  assert.deepEqual(searching.count, expected(1, agents.indexOf("cd8"), 0));
  // The site under the pointer: the middle of the lattice lies in the middle of the canvas.
  const box = await page.locator(".stage canvas").boundingBox();
  await page.mouse.move(box.x + box.width / 2 + 2, box.y + box.height / 2 + 2);
  const middle = count0.width / 2 + count0.width * (count0.height / 2);
  assert.match(await page.locator(".pointed").textContent(), new RegExp(`: ${searching.count[middle]} of 5 runs$`));
  await page.waitForFunction(() => location.hash.includes("share=cd8.searching"));
  await page.selectOption('select[aria-label="Share of runs with"]', "");
  await settle();
  assert.equal(await page.locator(".pane").count(), 4);
  assert.ok(await read("shown", 0));
});

test("the map of solid runs is that of the layer that is shown", async (t) => {
  const solids = [1, 2].map((seed) => simulate(`solid${seed}`, "tests/bench/small_3d.yaml", "--seed", String(seed)));
  const { look, read } = await view(t, solids);
  await look("&time=240&cut=plane,0,0.6&share=cancer");
  const holds = solids.map(snapshotsOf);
  const count = new Array(400).fill(0);
  for (const { frames } of holds)
    for (const site of new Set(Object.values(frames.at(-1).cells).filter((cell) => cell.type === 0).map((cell) => cell.site)))
      if (site % 20 === 12) ++count[Math.floor(site / 20)];
  assert.deepEqual((await read("presence", 0)).count, count);
  assert.ok(count.includes(2));
});
