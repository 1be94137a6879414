// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

import { unpack } from "./answers";

/** An answer that says why there is none. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** An answer, or null when what was asked for is not there. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return null;
    throw error;
  }
}

export type Words = Record<string, string | number | undefined>;

function target(path: string, words: Words = {}): string {
  const parts = Object.entries(words).filter(([, value]) => value !== undefined && value !== "");
  return path + (parts.length ? "?" + parts.map(([key, value]) => `${key}=${encodeURIComponent(value!)}`).join("&") : "");
}

/** Where answers come from: the program, or a file that carries them. */
export interface Source {
  /** What such a file was made for; nothing else can be asked. */
  readonly fixed?: { colours: string[] };
  ask(target: string): Promise<ArrayBuffer>;
}

/** The answers in a shared file (viz/server/share.cpp): by target, deflated, in base64. */
export class Recorded implements Source {
  readonly fixed: { colours: string[] };
  private readonly answers: Record<string, string>;

  constructor(text: string) {
    const recorded = JSON.parse(text) as { colours: string[]; answers: Record<string, string> };
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

  async ask(target: string): Promise<ArrayBuffer> {
    let answer: Response;
    try {
      answer = await fetch("/api/" + target, { headers: { Authorization: "Bearer " + this.token } });
    } catch {
      throw new Refusal(0, "The viewer program does not answer. Was it stopped?");
    }
    if (answer.ok) return answer.arrayBuffer();
    if (answer.status === 403) throw new Refusal(403, "This address has no valid token. Open the one that tilscape view printed.");
    const text = await answer.text();
    let problem = text;
    try {
      problem = (JSON.parse(text) as { problem?: string }).problem ?? text;
    } catch {
      // Not every refusal is JSON.
    }
    throw new Refusal(answer.status, problem);
  }
}

/** Puts questions, each by its path and words (viz/server/questions). */
export class Asker {
  constructor(private readonly source: Source) {}

  async json<T>(path: string, words?: Words): Promise<T> {
    return JSON.parse(await this.text(path, words)) as T;
  }
  async packed<T>(path: string, words?: Words): Promise<T> {
    return unpack<T>(await this.source.ask(target(path, words)));
  }
  async text(path: string, words?: Words): Promise<string> {
    return new TextDecoder().decode(await this.source.ask(target(path, words)));
  }
}
