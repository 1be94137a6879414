// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// node scale.js [10gb]: how the viewer does with large runs, in a browser that renders in software. Prints a table;
// docs/develop/performance.md has one of a machine that is described there. The word adds the run of 10 GB,
// which needs that much disk and a quarter of an hour.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bin, folder, view } from "./support.js";

const keep = process.env.TILSCAPE_LARGE_RUNS ?? folder; // a folder in which the runs stay for the next time
const note = (what, value, unit, target) => {
  console.log(`${what.padEnd(64)} ${String(value).padStart(8)} ${unit.padEnd(10)} (wanted: ${target})`);
};

function large(name, ...numbers) {
  const path = join(keep, name + ".tsnap");
  if (!existsSync(path)) execFileSync(join(process.env.TILSCAPE_TEST_BIN ?? bin, "make_large_run"), [path, ...numbers.map(String)]);
  return path;
}

// test.after of the suite, without the suite.
async function looking(run, work) {
  const after = [];
  const seen = await view({ after: (what) => after.push(what) }, [run], { width: 1280, height: 720 });
  try {
    await work(seen);
  } finally {
    for (const what of after) await what();
  }
}

async function played({ page }, seconds) {
  await page.selectOption('select[aria-label="Frames a second"]', "32");
  await page.click('button[aria-label="Play"]');
  const frames = await page.evaluate(async (end) => {
    let last = window.tilscape.frame(0), count = 0;
    const began = performance.now();
    while (performance.now() - began < 1000 * end) {
      await new Promise(requestAnimationFrame);
      if (window.tilscape.frame(0) !== last) [last, count] = [window.tilscape.frame(0), count + 1];
    }
    return (1000 * count) / (performance.now() - began);
  }, seconds);
  await page.click('button[aria-label="Play"]');
  return frames;
}

async function shown(name, run, first, rate) {
  await looking(run, async (seen) => {
    let began = Date.now();
    await seen.look();
    note(`${name}: from the address to the picture`, ((Date.now() - began) / 1000).toFixed(2), "s", "");
    note(`${name}: cells drawn`, await seen.read("shown", 0), "", "");
    began = Date.now();
    await seen.page.keyboard.press("End");
    await seen.settle();
    note(`${name}: to a frame not read before`, ((Date.now() - began) / 1000).toFixed(2), "s", first);
    note(`${name}: playing`, (await played(seen, 10)).toFixed(1), "frames/s", rate);
  });
}

console.log(`load when begun: ${loadavg()[0].toFixed(1)}`);
await shown("200,000 cells, dense", large("dense-200k", 80, 80, 80, 200000, 30), "", "10 or more");
await shown("1,000,000 cells, dense", large("dense-1m", 120, 120, 120, 1000000, 12), "under 2 s", "3 or more");
await looking(large("section-1m", 1000, 1000, 1, 300000, 12), async (seen) => {
  await seen.look("&substance=oxygen");
  const slice = await seen.page.evaluate(async () => {
    const token = sessionStorage.getItem("token");
    const times = [];
    for (const frame of [5, 7, 9]) {
      const began = performance.now();
      const answer = await fetch(`/api/runs/0/frames/${frame}/slice?name=oxygen&axis=2&at=0`, { headers: { Authorization: "Bearer " + token } });
      await answer.arrayBuffer();
      times.push(performance.now() - began);
    }
    return Math.max(...times);
  });
  note("slice of 1,000,000 sites: from a frame not read before", slice.toFixed(0), "ms", "under 100 ms");
  const began = Date.now();
  await seen.page.keyboard.press("End");
  await seen.settle();
  note("slice of 1,000,000 sites and 300,000 cells: drawn", Date.now() - began, "ms", "");
});
if (process.argv[2] === "10gb") {
  const run = large("ten-gigabytes", 130, 130, 130, 1600000, 820);
  note("run of 10 GB: size", (statSync(run).size / 1e9).toFixed(1), "GB", "");
  const began = Date.now();
  const program = spawn(join(bin, "tilscape-view"), [run], { stdio: ["ignore", "pipe", "ignore"] });
  const [printed] = await once(program.stdout, "data");
  const address = String(printed).trim();
  const opened = async () => {
    const answer = await fetch(new URL("/api/runs", address), { headers: { Authorization: "Bearer " + address.split("t=")[1] } });
    return (await answer.json()).runs[0].stage === "open";
  };
  while (!(await opened())) await sleep(10);
  note("run of 10 GB: from the start to the answer with all its frames", ((Date.now() - began) / 1000).toFixed(2), "s", "under 1 s");
  program.kill("SIGINT");
  await looking(run, async (seen) => {
    const memory = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${seen.program.pid}/status`, "utf8"))[1]) / 1024;
    note("run of 10 GB: memory when open", memory().toFixed(0), "MB", "under 300 MB");
    await seen.look("&time=19200");
    note("run of 10 GB: memory when a frame of it was shown", memory().toFixed(0), "MB", "under 300 MB");
    await played(seen, 10);
    note("run of 10 GB: memory when it was played for ten seconds", memory().toFixed(0), "MB", "under 300 MB");
  });
}
console.log(`load when done: ${loadavg()[0].toFixed(1)}`);
