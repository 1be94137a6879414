// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

import { unpack, type Bands, type Cell, type Cells, type Divergence, type Lineage, type Presence, type Replicates, type Run, type Runs, type Slice, type Story, type Vessels, type Volume } from "./answers";

/** An answer that says why there is none. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

type Words = Record<string, string | number | undefined>;

function target(path: string, words: Words = {}): string {
  const parts = Object.entries(words).filter(([, value]) => value !== undefined && value !== "");
  return path + (parts.length ? "?" + parts.map(([key, value]) => `${key}=${encodeURIComponent(value!)}`).join("&") : "");
}

/** Where answers come from: the program, or a file that carries them. */
export interface Source {
  /** What such a file was made for; nothing else can be asked. */
  readonly fixed?: { colours: string[] };
  ask(target: string, signal?: AbortSignal): Promise<ArrayBuffer>;
}

/** The answers in a shared file (viz/server/share.cpp): by target, deflated, in base64. */
export class Recorded implements Source {
  readonly fixed: { colours: string[] };
  private readonly answers: Record<string, string>;

  constructor(text: string) {
    const recorded = JSON.parse(text);
    this.fixed = { colours: recorded.colours };
    this.answers = recorded.answers;
  }

  async ask(target: string): Promise<ArrayBuffer> {
    const answer = this.answers[target.replace(/\?.*/, "")];
    if (answer === undefined) throw new Refusal(404, "This file does not hold that.");
    const bytes = Uint8Array.from(atob(answer), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
  }
}

export class Program implements Source {
  constructor(private readonly token: string) {}

  async ask(target: string, signal?: AbortSignal): Promise<ArrayBuffer> {
    let answer: Response;
    try {
      answer = await fetch("/api/" + target, { headers: { Authorization: "Bearer " + this.token }, signal: signal ?? null });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new Refusal(0, "The viewer program does not answer. Was it stopped?");
    }
    if (answer.ok) return answer.arrayBuffer();
    if (answer.status === 403) throw new Refusal(403, "This address has no valid token. Open the one that tilscape view printed.");
    const text = await answer.text();
    let problem = text;
    try {
      problem = JSON.parse(text).problem ?? text;
    } catch {
      // Not every refusal is JSON.
    }
    throw new Refusal(answer.status, problem);
  }
}

export class Questions {
  constructor(readonly source: Source) {}

  private async json<T>(path: string, words?: Words): Promise<T> {
    return JSON.parse(new TextDecoder().decode(await this.source.ask(target(path, words))));
  }

  runs = () => this.json<Runs>("runs");
  news = (run: number) => this.json<Run>(`runs/${run}/news`);
  range = (run: number, name: string) => this.json<{ low: number; high: number; frames: number }>(`runs/${run}/range`, { name });
  cell = (run: number, frame: number, type: number, row: number) =>
    this.json<Cell>(`runs/${run}/frames/${frame}/cell`, { type, row });
  story = (run: number, id: string, from: number, to: number) => this.json<Story>(`runs/${run}/story`, { id, from, to });
  lineage = (run: number, id: string) => this.json<Lineage>(`runs/${run}/lineage`, { id });
  replicates = () => this.json<Replicates>("replicates");
  bands = (columns: string[]) => this.json<Bands[]>("bands", { columns: columns.join(",") });
  divergence = (a: number, b: number) => this.json<Divergence>("divergence", { a, b });

  async series(run: number): Promise<string> {
    return new TextDecoder().decode(await this.source.ask(`runs/${run}/series`));
  }
  async vessels(run: number): Promise<Vessels> {
    return unpack<Vessels>(await this.source.ask(target(`runs/${run}/vessels`)));
  }
  async cells(run: number, frame: number, words: Words, signal?: AbortSignal): Promise<Cells> {
    return unpack<Cells>(await this.source.ask(target(`runs/${run}/frames/${frame}/cells`, words), signal));
  }
  async presence(words: Words): Promise<Presence> {
    return unpack<Presence>(await this.source.ask(target("presence", words)));
  }
  async slice(run: number, frame: number, name: string, axis: number, at: number, signal?: AbortSignal): Promise<Slice> {
    return unpack<Slice>(await this.source.ask(target(`runs/${run}/frames/${frame}/slice`, { name, axis, at }), signal));
  }
  async volume(run: number, frame: number, name: string): Promise<Volume> {
    return unpack<Volume>(await this.source.ask(target(`runs/${run}/frames/${frame}/volume`, { name })));
  }
}
