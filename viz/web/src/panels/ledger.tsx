// SPDX-FileCopyrightText: 2026 The tilscape authors
// SPDX-License-Identifier: Apache-2.0

// An account over time: where what was given is, by which ways it has gone, and what is unaccounted for.

import { useState } from "preact/hooks";
import type { Panel } from "../panel";
import { onScreen } from "../runs";
import { clock, shortNumber } from "../words";
import type { Viewer } from "../viewer";

type Shares = (number | null)[]; // of what came in until each day; null: nothing had

interface Part {
  name: string;
  role: "stored" | "gone";
  shares: Shares;
}

interface Account {
  name: string;
  unit: string;
  days: number[];
  start: number;
  given: number;
  parts: Part[]; // stored, then gone
  unaccounted: Shares;
  worst: { day: number; share: number };
  rounding: boolean; // and nothing else
}

declare module "../store" {
  interface State {
    ledgers: Account[][]; // by run
  }
}

async function load(viewer: Viewer): Promise<void> {
  viewer.state.ledgers = await Promise.all(viewer.runs.map(async (run, i) =>
    run.stage === "open" ? viewer.ask.json<Account[]>(`runs/${i}/ledger`).catch((): Account[] => []) : []));
  viewer.changed();
}

const choices = (viewer: Viewer) => onScreen(viewer).flatMap(({ run, i }) =>
  (viewer.state.ledgers[i] ?? []).map((account) => ({ account, title: run.title })));

function Ledger({ viewer }: { viewer: Viewer }) {
  const [chosen, setChosen] = useState(0);
  const [hovered, setHovered] = useState<number | null>(null);
  const all = choices(viewer);
  const number = Math.min(chosen, all.length - 1);
  const { account } = all[number]!;
  const several = new Set(all.map(({ title }) => title)).size > 1;
  const record = Math.min(hovered ?? before(account.days, viewer.view.time / 1440), account.days.length - 1);
  const drawn = partsDrawn(account.parts);
  const colour = (i: number) => (drawn[i]!.others ? "#8a8a8a" : viewer.categories[i % viewer.categories.length] ?? "#0072b2");
  return (
    <div class="ledger">
      <select aria-label="Account" value={number} onChange={(event) => setChosen(Number(event.currentTarget.value))}>
        {all.map((each, i) => <option key={i} value={i}>{several ? `${each.title}: ` : ""}{each.account.name} [{each.account.unit}]</option>)}
      </select>
      <Stack viewer={viewer} account={account} drawn={drawn} colour={colour} record={record} hover={setHovered} />
      <table aria-label="Shares">
        <caption class="quiet">{clock(account.days[record]! * 1440)}, shares of what was {account.start ? "there and " : ""}given</caption>
        <tbody>
          {drawn.map((part, i) => (
            <tr key={part.name}>
              <th scope="row"><b class={part.role} style={{ background: colour(i) }} />{part.name}{part.role === "gone" && <span class="quiet"> gone</span>}</th>
              <td>{percent(part.shares[record])}</td>
            </tr>
          ))}
          <tr><th scope="row">unaccounted</th><td>{percent(account.unaccounted[record])}</td></tr>
        </tbody>
      </table>
      <Unaccounted account={account} record={record} />
      {!account.rounding && <p class="problem" role="alert">On {clock(account.worst.day * 1440)} a share of {shortNumber(account.worst.share)} is unaccounted for: that is not rounding.</p>}
    </div>
  );
}

function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? "–" : `${shortNumber(100 * share)} %`;
}

/** The last record that is not behind a day. */
function before(days: number[], day: number): number {
  return Math.max(0, days.findLastIndex((each) => each <= day + 1e-9));
}

interface DrawnPart extends Part {
  others?: boolean;
}

/** More colours than this are told apart by nobody. */
const mostParts = 7;

/** The largest, in their order; the others as one. */
function partsDrawn(parts: Part[]): DrawnPart[] {
  if (parts.length <= mostParts) return parts;
  const size = ({ shares }: Part) => Math.max(...shares.map((share) => Math.abs(share ?? 0)));
  const large = new Set([...parts].sort((a, b) => size(b) - size(a)).slice(0, mostParts - 1));
  const small = parts.filter((part) => !large.has(part));
  const sum = small[0]!.shares.map((first, i) => first === null ? null : small.reduce((all, { shares }) => all + (shares[i] ?? 0), 0));
  return [...parts.filter((part) => large.has(part)), { name: `${small.length} others`, role: "stored", shares: sum, others: true }];
}

const width = 240, high = 120, low = 34;

interface StackWords {
  viewer: Viewer;
  account: Account;
  drawn: DrawnPart[];
  colour: (part: number) => string;
  record: number;
  hover: (record: number | null) => void;
}

/** What is below nothing (more has come from outside than has gone there) is stacked downwards. */
function Stack({ viewer, account, drawn, colour, record, hover }: StackWords) {
  const { days } = account;
  const x = placeOf(days);
  const up = days.map(() => 0), down = days.map(() => 0);
  const bands = drawn.map(({ shares }) => shares.map((share, i) => {
    if (share === null) return null;
    const sums = share < 0 ? down : up, from = sums[i]!;
    return [from, (sums[i] = from + share)] as const;
  }));
  const top = Math.max(1, ...up), bottom = Math.min(0, ...down);
  const y = (share: number) => 2 + ((high - 4) * (top - share)) / (top - bottom);
  const at = (event: MouseEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const day = days[0]! + ((event.clientX - box.left) / box.width) * (days.at(-1)! - days[0]!);
    return nearest(days, day);
  };
  return (
    <svg class="all" viewBox={`0 0 ${width} ${high}`} role="img" aria-label={`${account.name} over time`} onMouseMove={(event) => hover(at(event))}
      onMouseLeave={() => hover(null)} onClick={(event) => viewer.clock.seek(days[at(event)]! * 1440)}>
      {bands.map((band, i) => <path key={i} class={drawn[i]!.role} d={outline(band, days.map(x), y)} fill={colour(i)} />)}
      <line class="whole" x1={0} x2={width} y1={y(1)} y2={y(1)} />
      <line class="now" x1={x(days[record]!)} x2={x(days[record]!)} y1={0} y2={high} />
    </svg>
  );
}

function nearest(days: number[], day: number): number {
  const left = before(days, day), right = Math.min(left + 1, days.length - 1);
  return days[right]! - day < day - days[left]! ? right : left;
}

function placeOf(days: number[]): (day: number) => number {
  const first = days[0]!, length = days.at(-1)! - first || 1;
  return (day) => (width * (day - first)) / length;
}

type Band = (readonly [number, number] | null)[];

/** There and back again, a piece for each stretch of days that has numbers. */
function outline(band: Band, x: number[], y: (share: number) => number): string {
  const pieces: string[] = [];
  for (let begin = 0; begin < band.length; ++begin) {
    if (!band[begin]) continue;
    let end = begin;
    while (band[end + 1]) ++end;
    const along = (edge: 0 | 1) => band.slice(begin, end + 1).map((pair, i) => `${x[begin + i]!.toFixed(1)} ${y(pair![edge]).toFixed(2)}`);
    pieces.push(`M${[...along(1), ...along(0).reverse()].join("L")}Z`);
    begin = end;
  }
  return pieces.join("");
}

/** On a scale of its own: on that of the others nobody would see it. */
function Unaccounted({ account, record }: { account: Account; record: number }) {
  const x = placeOf(account.days);
  const top = Math.max(1e-300, ...account.unaccounted.map((share) => Math.abs(share ?? 0)));
  const y = (share: number) => low / 2 - ((low / 2 - 3) * share) / top;
  const line = account.days.flatMap((day, i) => {
    const share = account.unaccounted[i];
    return share === null || share === undefined ? [] : [`${x(day).toFixed(1)},${y(share).toFixed(1)}`];
  });
  return (
    <svg viewBox={`0 0 ${width} ${low}`} role="img" aria-label="Unaccounted over time">
      <line class="whole" x1={0} x2={width} y1={low / 2} y2={low / 2} />
      <polyline points={line.join(" ")} />
      <line class="now" x1={x(account.days[record]!)} x2={x(account.days[record]!)} y1={0} y2={low} />
      <text x={2} y={9}>unaccounted, ±{top > 1e-300 ? percent(top) : "0 %"}</text>
    </svg>
  );
}

const panel: Panel = {
  order: 34,
  place: "left",
  title: "Account",
  there: (viewer) => choices(viewer).length > 0,
  Body: Ledger,
  state: () => ({ ledgers: [] }),
  load: (viewer) => void load(viewer), // pictures do not wait for it
  probe: (viewer) => ({ ledger: (run: number) => structuredClone(viewer.state.ledgers[run]) }),
};

export default panel;
