// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The account of what was given, held against the series that it was made from.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { bin, folder, simulate, view } from "./support.js";

const scenario = `tilscape: 1
name: account
time: { end: 2 d, step: 10 min }
lattice: { sites: [20, 20] }
drugs: { drug: { mass: 500 Da } }
agents: { cell: { takes: 1, start: { count: 40, shape: everywhere } } }
systems:
  drug:
    of: drug
    values: { rate: 3 1/d }
    species: { central: 0 nmol, deep: 0 nmol }
    flows:
      out: { from: central, rate: rate * central }
      inward: { from: central, to: deep, rate: rate * central }
    routes: { iv: central }
treatments: { course: { give: drug, dose: 90 mg, route: iv, on: [2 h, 26 h], over: 4 h } }
outputs: { series: { every: 1 h }, snapshots: { every: 12 h } }
`;

let run, plain;

before(() => {
  const file = join(folder, "account.yaml");
  writeFileSync(file, scenario);
  run = join(folder, "account");
  execFileSync(join(bin, "tilscape"), ["run", file, "--quiet", "-o", run], { stdio: "pipe" });
  plain = simulate("plain", "scenarios/library/tumour_growth.yaml", "--until", "1 h");
});

/** Rows of series.csv by heading. */
function series() {
  const [heads, ...rows] = readFileSync(join(run, "series.csv"), "utf8").trim().split("\n").map((line) => line.split(","));
  return rows.map((row) => Object.fromEntries(heads.map((head, i) => [head, Number(row[i])])));
}

const shares = (page) => page.locator(".ledger tr").evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));

test("the account shows the shares of its parts at the time that is shown, and those under the pointer", async (t) => {
  const { page, look, read } = await view(t, [run]);
  await look("&time=2880", ".ledger svg");
  const rows = series(), end = rows.at(-1);
  const [account] = await read("ledger", 0);
  assert.equal(account.name, "body.drug");
  assert.equal(account.days.length, rows.length);
  for (const [name, head] of [["central", "central"], ["deep", "deep"], ["outside", "outside"]]) {
    const part = account.parts.find((each) => each.name === name);
    rows.forEach((row, i) => {
      const given = row["body.drug.given [nmol]"];
      if (!given) assert.equal(part.shares[i], null);
      else assert.ok(Math.abs(part.shares[i] - row[`body.drug.${head} [nmol]`] / given) < 1e-12);
    });
  }
  const percent = (row, name) => Number((100 * row[`body.drug.${name} [nmol]`] / row["body.drug.given [nmol]"]).toPrecision(3));
  const told = async () => Object.fromEntries((await shares(page)).map(([name, share]) => [name, parseFloat(share)]));
  assert.equal((await told()).deep, percent(end, "deep"));
  assert.equal((await told())["outside gone"], percent(end, "outside"));
  assert.equal(await page.locator(".ledger [role=alert]").count(), 0);
  const box = await page.locator(".ledger svg.all").boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  assert.equal((await told()).central, percent(rows[24], "central"));
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  assert.match(await page.locator("header .time").textContent(), /^day 1 00:00/);
  if (process.env.TILSCAPE_PICTURES) await page.screenshot({ path: join(process.env.TILSCAPE_PICTURES, "ledger.png") });
});

test("the parts of an account fill the chart from nothing to all of it, with colours that differ", async (t) => {
  const { page, look } = await view(t, [run]);
  await look("&time=2880", ".ledger svg");
  const paths = await page.locator(".ledger svg.all path").evaluateAll((all) => all.map((path) => {
    const { y, height } = path.getBBox();
    return { y, height, fill: path.getAttribute("fill") };
  }));
  assert.equal(paths.length, 3);
  assert.equal(new Set(paths.map(({ fill }) => fill)).size, 3);
  const top = Math.min(...paths.map(({ y }) => y)), bottom = Math.max(...paths.map(({ y, height }) => y + height));
  assert.ok(Math.abs(top - 2) < 0.1 && Math.abs(bottom - 118) < 0.1, `${top} to ${bottom}`);
});

test("a run without an account has no such panel", async (t) => {
  const { page, look } = await view(t, [plain]);
  await look();
  assert.equal(await page.locator(".ledger").count(), 0);
});
