// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// From which number to which the colours go.

import { useState } from "preact/hooks";
import { shortNumber } from "./words";
import type { Viewer } from "./viewer";

export function RangeOf({ viewer, name }: { viewer: Viewer; name: string }) {
  const [low, high] = viewer.ranges.of(name);
  const { ranges } = viewer.view;
  const [problem, setProblem] = useState("");
  const refuse = () => setProblem("A range goes from a number to a larger one.");
  const set = (range: [number, number]) => {
    if (!(range[0] < range[1])) return refuse();
    setProblem("");
    viewer.change({ ranges: { ...ranges, [name]: range } });
  };
  const reset = () => {
    setProblem("");
    viewer.change({ ranges: Object.fromEntries(Object.entries(ranges).filter(([other]) => other !== name)) });
  };
  const number = (label: string, value: number, change: (value: number) => void) => (
    <input type="text" inputMode="decimal" aria-label={`${label} of the colours of ${name}`} value={shortNumber(value).replaceAll(",", "")}
      onChange={(event) => {
        const text = event.currentTarget.value.trim(), typed = Number(text);
        if (text && Number.isFinite(typed)) change(typed);
        else refuse();
      }} />
  );
  return (
    <div class="range">
      {number("Low end", low, (value) => set([value, high]))} to {number("High end", high, (value) => set([low, value]))}
      {name in ranges && <button title="Back to the range over the whole run" onClick={reset}>reset</button>}
      {problem && <p class="problem" role="alert">{problem}</p>}
    </div>
  );
}
