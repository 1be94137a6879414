// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Runs of the program, the viewer on them, and a browser that looks. TILSCAPE_BIN is the folder of the programs.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
export const source = join(here, "../..");
// The system's own Python has the packages that packages.txt names.
const environment = { ...process.env, PATH: `/usr/bin:${process.env.PATH}` };
export const bin = process.env.TILSCAPE_BIN ?? join(source, "build/dev/bin");

/** A folder that goes with the process. */
export const folder = mkdtempSync(join(tmpdir(), "tilscape-browser-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

export function simulate(name, scenario, ...words) {
  const out = join(folder, name);
  execFileSync(join(bin, "tilscape"), ["run", join(source, scenario), "--quiet", "-o", out, ...words], { stdio: "pipe" });
  return out;
}

/** What a run's snapshots hold, by a reader that shares no code with the program. */
export function snapshotsOf(run) {
  const text = execFileSync("python3", [join(here, "read_snapshot.py"), join(run, "snapshots.tsnap")],
    { env: environment, maxBuffer: 1 << 30 });
  return JSON.parse(text);
}

/** The viewer on runs, in a new browser. `look` opens the page; everything ends with the test. */
export async function view(test, runs, { width = 1280, height = 720, dark = false } = {}) {
  const program = spawn(join(bin, "tilscape-view"), runs, { stdio: ["ignore", "pipe", "ignore"] });
  const address = await new Promise((done, fail) => {
    program.stdout.once("data", (data) => done(String(data).trim()));
    program.once("exit", (code) => fail(new Error(`tilscape-view ended with ${code}`)));
  });
  const browser = await chromium.launchPersistentContext(mkdtempSync(join(folder, "profile-")), {
    executablePath: process.env.TILSCAPE_BROWSER ?? "/usr/bin/chromium",
    headless: true,
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const page = browser.pages()[0] ?? (await browser.newPage());
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  test.after(async () => {
    await browser.close();
    program.kill("SIGINT");
    assert.deepEqual(complaints, [], "the browser's console");
  });
  const look = async (words = "") => {
    await page.goto("about:blank");
    await page.goto(address + words);
    await page.waitForSelector(".pane");
    await page.evaluate(() => window.tilscape.settled());
  };
  const read = (what, ...values) =>
    page.evaluate(([name, args]) => window.tilscape[name](...args), [what, values]);
  const settle = () => page.evaluate(() => window.tilscape.settled());
  const download = async (act) => {
    const [file] = await Promise.all([page.waitForEvent("download"), act()]);
    const path = join(folder, file.suggestedFilename());
    await file.saveAs(path);
    return path;
  };
  return { page, program, address, look, read, settle, download, complaints };
}

/** Compares a picture of an element with the one in reference/: few pixels may differ, for drivers round. */
export async function assertLooksLike(page, locator, name) {
  const reference = join(here, "reference", name + ".png");
  const picture = await locator.screenshot();
  if (process.env.TILSCAPE_UPDATE_REFERENCES || !existsSync(reference)) {
    mkdirSync(dirname(reference), { recursive: true });
    writeFileSync(reference, picture);
    if (!process.env.TILSCAPE_UPDATE_REFERENCES) assert.fail(`there was no ${reference}: it is written now, look at it`);
    return;
  }
  const share = await page.evaluate(async (both) => {
    const [a, b] = await Promise.all(both.map(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      return context.getImageData(0, 0, image.width, image.height);
    }));
    if (a.width !== b.width || a.height !== b.height) return 1;
    let different = 0;
    for (let i = 0; i < a.data.length; i += 4)
      if ([0, 1, 2].some((k) => Math.abs(a.data[i + k] - b.data[i + k]) > 32)) ++different;
    return (4 * different) / a.data.length;
  }, [picture.toString("base64"), readFileSync(reference).toString("base64")]);
  if (share > 0.01) writeFileSync(join(folder, name + ".png"), picture);
  assert.ok(share <= 0.01, `${name}: ${(100 * share).toFixed(2)} % of the pixels differ from the reference`);
}
