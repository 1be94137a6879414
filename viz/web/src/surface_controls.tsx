// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

import { shortNumber } from "./view";
import type { Viewer } from "./viewer";

/** Which substance has its surface drawn, and at which level. */
export function SurfaceControls({ viewer, substances }: { viewer: Viewer; substances: string[] }) {
  const { level } = viewer.view;
  const set = (value: number) => {
    if (level && Number.isFinite(value)) viewer.change({ level: { ...level, value } });
  };
  const [low, high] = viewer.range(level?.name ?? "");
  return (
    <section>
      <h2>Surface of a substance</h2>
      <select aria-label="Surface of" value={level?.name ?? ""} onChange={(event) => void viewer.chooseLevel(event.currentTarget.value)}>
        <option value="">none</option>
        {substances.map((name) => <option key={name} value={name}>{name}</option>)}
      </select>
      {level && (
        <div class="range">
          at <input type="text" inputMode="decimal" aria-label="Level" value={shortNumber(level.value).replaceAll(",", "")}
            onChange={(event) => set(Number(event.currentTarget.value))} />
          <input type="range" aria-label="Level between the least and the greatest" min={low} max={high} step={(high - low) / 200}
            value={level.value} onChange={(event) => set(Number(event.currentTarget.value))} />
        </div>
      )}
    </section>
  );
}
