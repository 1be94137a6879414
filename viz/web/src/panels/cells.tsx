// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// The cells: which types and states are shown, and the cells themselves.

import type { AgentType, Cells, Run } from "../answers";
import { cellWords } from "../cell_words";
import { cellColours } from "../cell_colours";
import { axisOf, isFlat } from "../cut";
import { Kept } from "../kept";
import type { LegendEntry } from "../legend";
import { layer, type Panel } from "../panel";
import type { Pane } from "../panes";
import { numberOf, onScreen, typesOf } from "../runs";
import type { View } from "../store";
import type { Viewer } from "../viewer";

declare module "../store" {
  interface View {
    hide: string[]; // agent types
    hideStates: string[]; // "type.state"
  }
  interface State {
    keptCells: Kept<Cells>;
  }
}

const keptFrames = 40;

const none: Cells = {
  time_min: 0, scale: 1, counts: [], matching: [], place: new Uint16Array(), kind: new Uint8Array(), row: new Uint32Array(),
};

const toggled = (list: string[], name: string) => (list.includes(name) ? list.filter((each) => each !== name) : [...list, name]);

function AgentTree({ viewer }: { viewer: Viewer }) {
  const { view } = viewer;
  const fixed = viewer.fixed !== undefined;
  const runs = onScreen(viewer);
  const agents = new Map<string, AgentType>();
  for (const { run } of runs) for (const agent of run.agents) if (!agents.has(agent.name)) agents.set(agent.name, agent);
  const count = (type: string, state?: string) =>
    runs.map(({ run, i }) => {
      const t = run.agents.findIndex((agent) => agent.name === type);
      const counts = viewer.panes.find((pane) => pane.run === i)?.shown.cells?.counts[t];
      if (!counts) return "–";
      const { states } = run.agents[t]!;
      const s = states.findIndex((each) => each.name === state);
      if (state !== undefined) return (counts[s] ?? 0).toLocaleString("en-US");
      const sum = (alive: boolean) => counts.reduce((all, n, i) => (states[i]!.alive === alive ? all + n : all), 0);
      return sum(true).toLocaleString("en-US") + (sum(false) ? ` + ${sum(false).toLocaleString("en-US")} dead` : "");
    }).join(" | ");
  return (
    <ul class="tree">
      {[...agents.values()].map((agent) => (
        <li key={agent.name}>
          <Box shown={!view.hide.includes(agent.name)} disabled={fixed} colour={agent.colour} text={agent.name} count={count(agent.name)}
            toggle={() => viewer.change({ hide: toggled(view.hide, agent.name) })} />
          {agent.states.length > 1 && (
            <ul>
              {agent.states.map((state) => {
                const name = `${agent.name}.${state.name}`;
                return (
                  <li key={name}>
                    <Box shown={!view.hideStates.includes(name)} disabled={fixed || view.hide.includes(agent.name)} colour={state.colour}
                      text={state.name} count={count(agent.name, state.name)}
                      toggle={() => viewer.change({ hideStates: toggled(view.hideStates, name) })} />
                  </li>
                );
              })}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

interface BoxProps { shown: boolean; disabled: boolean; colour: string; text: string; count: string; toggle: () => void }

function Box({ shown, disabled, colour, text, count, toggle }: BoxProps) {
  return (
    <label>
      <input type="checkbox" checked={shown} disabled={disabled} onChange={toggle} />
      <b style={{ background: colour }} />
      <span class="word">{text}</span>
      <span class="count">{count}</span>
    </label>
  );
}

/** Types and states go by number in the question. */
function hiddenWords(view: View, run: Run) {
  const types = new Map(run.agents.map((agent, i) => [agent.name, i]));
  const states = view.hideStates.flatMap((name) => {
    const [type, state] = name.split(".");
    const t = types.get(type!);
    const s = t === undefined ? -1 : run.agents[t]!.states.findIndex((each) => each.name === state);
    return s < 0 ? [] : [`${t}.${s}`];
  });
  return { hide: view.hide.map((name) => types.get(name)).filter((i) => i !== undefined).join(","), hide_states: states.join(",") };
}

function legend({ view }: Viewer, pane: Pane, run: Run): LegendEntry[] {
  const numbers = numberOf(view.color, run);
  const entries: LegendEntry[] = [];
  run.agents.forEach((agent, type) => {
    if (view.hide.includes(agent.name)) return;
    const counts = pane.shown.cells?.counts[type] ?? [];
    const sum = (alive: boolean) =>
      agent.states.reduce((all, state, i) => all + (state.alive === alive ? (counts[i] ?? 0) : 0), 0);
    if (view.color === "state") {
      agent.states.forEach((state, i) => {
        if (counts[i] && !view.hideStates.includes(`${agent.name}.${state.name}`))
          entries.push({ colour: state.colour, text: `${agent.name} ${state.name}  ${counts[i].toLocaleString("en-US")}` });
      });
      return;
    }
    const numbered = numbers && (numbers.substance || agent.columns.some((column) => column.name === view.color));
    const alive = agent.states.every((state) => state.alive) ? "" : " alive";
    if (!numbered) entries.push({ colour: numbers ? "#cdcbc6" : agent.colour, text: `${agent.name}${alive}  ${sum(true).toLocaleString("en-US")}` });
    if (sum(false)) entries.push({ colour: agent.dead_colour, text: `${agent.name} dead  ${sum(false).toLocaleString("en-US")}` });
  });
  return entries;
}

const list = (words: URLSearchParams, name: string) => words.get(name)?.split(",").filter(Boolean);

const cells: Panel = {
  order: 20,
  place: "left",
  title: "Cells",
  there: ({ view }) => !view.share,
  Body: AgentTree,
  keys: [{
    keys: [..."123456789"], shown: "1 – 9", what: "show or hide a type of cell",
    act: (viewer, key) => {
      const name = typesOf(viewer)[Number(key) - 1];
      if (name) viewer.change({ hide: toggled(viewer.view.hide, name) });
    },
  }],
  view: {
    start: () => ({ hide: [], hideStates: [] }),
    write: ({ hide, hideStates }, words) => {
      if (hide.length) words.set("hide", hide.join(","));
      if (hideStates.length) words.set("hide_states", hideStates.join(","));
    },
    read: (words, start) => ({ hide: list(words, "hide") ?? start.hide, hideStates: list(words, "hide_states") ?? start.hideStates }),
    file: ({ hide, hideStates }) => (hide.length + hideStates.length ? [`hide: ${JSON.stringify([...hide, ...hideStates])}`] : []),
  },
  state: () => ({ keptCells: new Kept<Cells>(keptFrames) }),
  cells: (view, run) => ({ words: hiddenWords(view, run) }),
  legend,
  layer: layer<Cells>({
    ahead: true,
    ask: (viewer, pane, frame, view) => {
      const words = cellWords(view, viewer.runs[pane.run]!);
      return viewer.state.keptCells.get(JSON.stringify([pane.run, frame, words]),
        () => viewer.ask.packed<Cells>(`runs/${pane.run}/frames/${frame}/cells`, words));
    },
    show: (viewer, pane, answer) => {
      const run = viewer.runs[pane.run]!, { view } = viewer;
      const shown = (pane.shown.cells = answer ?? none);
      const numbers = numberOf(view.color, run) !== null;
      pane.scene?.setCells(shown, cellColours(viewer, run, shown), isFlat(view, run), axisOf(view, run), numbers ? 0.65 : 1);
    },
  }),
  probe: (viewer, pane) => ({
    counts: (run: number) => structuredClone(pane(run).shown.cells?.counts),
    matching: (run: number) => structuredClone(pane(run).shown.cells?.matching),
    shown: (run: number) => pane(run).shown.cells?.row.length ?? 0,
    kind: (run: number, index: number) => [...pane(run).shown.cells!.kind.slice(4 * index, 4 * index + 2)],
    /** Where a cell is on the screen [pixels of the page]. */
    place: (run: number, index: number) => {
      const scene = pane(run).scene!;
      const { x, y } = scene.project(viewer.view.camera, index), box = scene.canvas.getBoundingClientRect();
      return { x: box.left + x, y: box.top + y };
    },
  }),
};

export default cells;
