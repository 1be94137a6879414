// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// A simulation that is followed while it runs, killed in the middle, and taken up again.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import { bin, folder, snapshotsOf, source, view } from "./support.js";

const program = join(bin, "tilscape");

/** What `tilscape inspect` says of a run that has no whole end. */
function frames(run) {
  return JSON.parse(execFileSync(program, ["inspect", "--json", run], { stdio: ["ignore", "pipe", "ignore"] }));
}

test("a run that is killed is shown up to its last whole frame, and followed when it goes on", async (t) => {
  const run = join(folder, "killed");
  const simulation = spawn(program, ["run", join(source, "tests/bench/small_3d.yaml"), "--quiet", "-o", run,
    "--until", "60 d", "--snapshot-every", "2 h", "--set", "outputs.checkpoints.every=12 h"], { stdio: "ignore" });
  t.after(() => simulation.kill("SIGKILL"));
  while (!existsSync(join(run, "snapshots.tsnap"))) await sleep(50);
  const { page, look, read, settle } = await view(t, [run]);
  await look();
  const begun = await read("frame", 0);
  await page.waitForFunction((frame) => window.tilscape.frame(0) > Math.max(8, frame), begun, { timeout: 120000 });
  assert.equal(await page.locator(".notice, .problem").count(), 0, "a growing run is nothing to notice");

  simulation.kill("SIGKILL");
  await once(simulation, "exit");
  const whole = frames(run);
  const last = whole.frames.length - 1;
  await page.waitForSelector(".notice >> text=Broken off");
  await page.waitForFunction((frame) => window.tilscape.frame(0) === frame, last);
  await settle();
  assert.equal(await page.locator(".problem").count(), 0);
  const shown = await read("counts", 0);

  const end = Math.ceil(whole.frames[last].time_min / 60) + 2;
  const on = spawn(program, ["resume", run, "--quiet", "--until", `${end} h`], { stdio: "ignore" });
  const [code] = await once(on, "exit");
  assert.equal(code, 0);
  await page.waitForFunction((minutes) => window.tilscape.view().time === minutes, 60 * end);
  await settle();
  assert.equal(await page.locator(".notice, .problem").count(), 0);
  const holds = snapshotsOf(run).frames;
  assert.equal(await read("frame", 0), holds.length - 1);
  assert.deepEqual(await read("counts", 0), holds.at(-1).counts);
  assert.deepEqual(shown, holds[last].counts, "what was shown of the run that was killed is what it holds");
});
