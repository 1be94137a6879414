// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The report of a small ensemble as a browser shows it, held against the results that it was made from.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { bin, browse, folder } from "./support.js";

// Cells that divide and die, in two arms at two rates; the words about it are hostile.
const scenario = `tilscape: 1
name: report
about: 'Cells & <script>document.title = "taken"</script>'
parameters: { rate: 1 1/d }
time: { end: 1 d, step: 10 min }
lattice: { size: [200 um, 200 um], spacing: 20 um }
agents:
  cancer:
    takes: 7
    states: { alive: alive, gone: dead }
    start: { count: 20, shape: everywhere }
    divide: { every: 8 h }
    die: { rate: "\${rate}", leaves: gone }
variants: { deadly: { agents: { cancer: { die: { rate: 20 1/d } } } } }
outputs: { series: { every: 1 h }, endpoints: { clearance: cancer.count < 1, progression: cancer.count > 1.5 * baseline } }
ensemble:
  replicates: 5
  arms: [as_written, deadly]
  vary: { rate: [1 1/d, 2 1/d] }
  compare: { against: as_written, value: cancer.count }
`;

const whole = join(folder, "whole");
const part = join(folder, "part");
const tilscape = (...words) => execFileSync(join(bin, "tilscape"), words, { encoding: "utf8", stdio: "pipe" });

before(() => {
  const file = join(folder, "report.yaml");
  writeFileSync(file, scenario);
  tilscape("ensemble", "run", file, "-o", whole, "--quiet");
  tilscape("report", whole, "--quiet");
  tilscape("ensemble", "plan", file, "-o", part, "--block-size", "8", "--quiet");
  tilscape("ensemble", "exec", part, "--block", "1", "--quiet");
  assert.equal(spawnSync(join(bin, "tilscape"), ["report", part, "--quiet"]).status, 6);
});

/** The report in a browser, and the addresses that the page has asked for. */
async function open(t, study, options = {}) {
  const { page } = await browse(t, options);
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  const address = pathToFileURL(join(study, "report.html")).href;
  await page.goto(address);
  return { page, asked, address };
}

/** The rows of results.csv, a map from heading to cell each. */
function results(study) {
  const [heads, ...rows] = readFileSync(join(study, "results.csv"), "utf8").trim().split("\n")
    .map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((cell) => cell[1]));
  return rows.map((row) => Object.fromEntries(heads.map((head, i) => [head, row[i]])));
}

/** Cells of the first table under a heading, row by row. */
const table = (page, heading) => page.locator(`xpath=//h2[.="${heading}"]/following::tbody[1]/tr`)
  .evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));

test("the report is one file: nothing else is asked for, no script of a scenario runs, and its policy forbids both", async (t) => {
  const { page, asked, address } = await open(t, whole);
  await page.waitForLoadState("networkidle");
  assert.deepEqual(asked, [address]);
  assert.equal(await page.title(), "report – tilscape report");
  assert.match(await page.locator("body > p").first().textContent(), /<script>document\.title/);
  assert.equal(await page.locator("script, link, img, iframe").count(), 0);
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
  assert.match(policy, /^default-src 'none'/);
});

test("each figure of the report has a plot with a title, marks that can be seen and a line of legend for each group", async (t) => {
  const { page } = await open(t, whole);
  const plots = await page.locator("figure svg").evaluateAll((all) => all.map((svg) => ({
    title: svg.querySelector("title").textContent,
    box: svg.getBoundingClientRect().toJSON(),
    marks: [...svg.querySelectorAll("path:not(.grid), circle")].filter((mark) => mark.getBBox().width > 0).length,
    texts: [...svg.querySelectorAll("text")].map((text) => text.textContent),
  })));
  assert.deepEqual(plots.map((plot) => plot.title),
    ["cancer.count", "clearance", "progression", "Paired differences", "Response to rate"]);
  for (const plot of plots) {
    assert.ok(plot.box.width > 400 && plot.box.height > 200, plot.title);
    assert.ok(plot.marks >= 2, `${plot.title}: ${plot.marks} marks`);
  }
  for (const group of ["as_written, rate=1 1/d", "deadly, rate=2 1/d"])
    assert.ok(plots[0].texts.some((text) => text.startsWith(group)), group);
});

test("n used of n planned is told for the study and each group, and what is missing is warned of", async (t) => {
  const all = await open(t, whole);
  assert.match(await all.page.locator("#used").textContent(), /^20 of 20 planned runs used/);
  assert.equal(await all.page.locator(".warning").count(), 0);
  const some = await open(t, part);
  assert.match(await some.page.locator("#used").textContent(), /^8 of 20 planned runs used.* 12 missing/);
  assert.match(await some.page.locator(".warning").textContent(), /8 of 20 runs \(12 missing/);
  assert.deepEqual((await table(some.page, "Groups")).map((row) => row[1]), ["0 of 5", "2 of 5", "5 of 5", "1 of 5"]);
});

test("a mean of the report is that of the runs that it names, and each of them is made again to the state that it lists", async (t) => {
  const { page } = await open(t, whole);
  const rows = results(whole);
  for (const [group, , runs, mean] of await table(page, "Groups")) {
    const [first, last] = runs.split("–").map(Number);
    const values = rows.slice(first, last + 1).map((row) => Number(row["last cancer.count [cells]"]));
    const expected = values.reduce((a, b) => a + b, 0) / values.length;
    assert.ok(Math.abs(parseFloat(mean) - expected) <= 1e-3 * expected + 1e-9, `${group}: ${mean} is not ${expected}`);
  }
  await page.locator("summary").click();
  const [run, what, seed, key, state] = (await table(page, "Runs"))[13];
  assert.deepEqual([run, what, seed, key, state],
    ["13", "deadly, rate=1 1/d", rows[13].seed, rows[13].key, rows[13].state_hash]);
  const again = tilscape("ensemble", "run", whole, "--only", run);
  assert.match(again, /the same bits as before/);
  assert.ok(again.includes(`state ${state}`), again);
});

/** Luminances of text and background against each other, as WCAG 2 has it. */
const contrast = (page, selector) => page.locator(selector).first().evaluate((element) => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\d.]+/g).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const style = getComputedStyle(element);
  const ink = light(element instanceof SVGElement ? style.fill : style.color);
  const paper = light(getComputedStyle(document.body).backgroundColor);
  return { ratio: (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05), paper };
});

test("the report can be read in the light, in the dark and on paper, where the list of runs is open", async (t) => {
  const { page } = await open(t, whole, { dark: true });
  const readable = async (paperIs) => {
    for (const selector of ["p", ".note", "td", "svg text.tick"]) {
      const { ratio, paper } = await contrast(page, selector);
      assert.ok(ratio >= 4.5, `${selector}: ${ratio}`);
      assert.ok(paperIs(paper), `the page's background is ${paper}`);
    }
  };
  await readable((paper) => paper < 0.05);
  await page.emulateMedia({ colorScheme: "light" });
  await readable((paper) => paper > 0.95);
  await page.emulateMedia({ colorScheme: "dark", media: "print" });
  await readable((paper) => paper > 0.95);
  assert.ok(await page.locator("details td").first().isVisible());
  const pdf = await page.pdf();
  assert.ok(pdf.subarray(0, 5).toString() === "%PDF-" && pdf.length > 20000);
});
