// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// Numbers and times as the page writes them.

/** To as many digits as an address needs. */
export function round(value: number): number {
  return Number(value.toPrecision(5));
}

/** "day 7 06:00"; "day 0 00:00:42" when it is no whole minute (viz/sheet.cpp). */
export function clock(minutes: number): string {
  const total = Math.round(minutes * 60000), minute = Math.floor(total / 60000), rest = total % 60000;
  const two = (n: number) => String(n).padStart(2, "0");
  const text = `day ${Math.floor(minute / 1440)} ${two(Math.floor((minute % 1440) / 60))}:${two(minute % 60)}`;
  if (!rest) return text;
  const milliseconds = rest % 1000;
  return `${text}:${two(Math.floor(rest / 1000))}${milliseconds ? `.${String(milliseconds).padStart(3, "0")}` : ""}`;
}

export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-3)) return value.toExponential(1);
  return size >= 1000 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(3)));
}

/** A name and two bounds of its numbers, as an address has them. */
export interface Bounds {
  name: string;
  low: number;
  high: number;
}

export function boundsOf(text: string): Bounds | null {
  const [name, low, high] = text.split(":");
  return name && low && high && Number.isFinite(Number(low)) && Number.isFinite(Number(high)) && Number(low) <= Number(high)
    ? { name, low: Number(low), high: Number(high) }
    : null;
}

/** A text or number as YAML takes it: JSON is YAML. */
export function yaml(it: unknown): string {
  return JSON.stringify(it);
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
