import type { Remedy } from "../../shared/remedies.ts";
import { type Standing, standingOf } from "../../shared/standing.ts";
import type { NodeState } from "../../shared/state.ts";
import { isolate } from "../../shared/text/isolate.ts";
import { linesOf, remediesOf, type StateLines } from "./lines.ts";
import { cellsOf, wrap } from "./wrap.ts";
import { wrapLines } from "./wrap-lines.ts";

/** What a frame must know about the terminal. */
export interface Shape {
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
}

/** What the view must know besides. */
interface LiveShape extends Shape {
  /** True where keys can be pressed. */
  readonly keys: boolean;
}

/** Text in a colour of the terminal (its SGR number), or plain when there is none. */
export function painter({ colour }: { readonly colour: boolean }): (text: string, code: number) => string {
  return (text, code) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
}

/** Distinguished by shape as well as by colour. */
const marks: Record<Standing, { readonly shape: string; readonly colour: number }> = {
  unconfigured: { shape: "○", colour: 90 },
  connecting: { shape: "◌", colour: 36 },
  "awaiting-approval": { shape: "◐", colour: 33 },
  "awaiting-surface": { shape: "◑", colour: 33 },
  connected: { shape: "●", colour: 32 },
  waiting: { shape: "◔", colour: 36 },
  paused: { shape: "‖", colour: 90 },
  blocked: { shape: "✖", colour: 31 },
};

/** What may be dropped when the terminal is too low, the least needed first. */
const dispensable: readonly ((lines: StateLines) => StateLines)[] = [
  (lines) => lines,
  (lines) => ({ ...lines, facts: lines.facts.filter(({ label }) => !/^(Gateway|Through)$/.test(label)) }),
  (lines) => ({ ...lines, warnings: [] }),
  // The facts then say what is to be done.
  (lines) =>
    lines.facts.some(({ label }) => /^(To |Certificate$)/.test(label)) ? { ...lines, remedy: null } : lines,
  (lines) => (lines.remedy === null ? lines : { ...lines, facts: [] }),
];

/**
 * The view as lines that fit the terminal: when it is low, empty lines go first, and then what is needed least. Pure.
 */
export function frame(state: NodeState, now: number, shape: LiveShape): readonly string[] {
  // The cursor is below the last line.
  const room = Math.max(4, shape.rows - 1);
  let lines = linesOf(state, shape);
  const whole = drawn(state, lines, now, shape);
  if (whole.length <= room) return whole;
  let tight = whole;
  for (const leaveOut of dispensable) {
    lines = leaveOut(lines);
    tight = drawn(state, lines, now, shape).filter((line) => line !== "");
    if (tight.length <= room) return tight;
  }
  return [...tight.slice(0, room - 1), ...tight.slice(-1)];
}

function drawn(
  state: NodeState,
  { title, sentence, remedy, facts, warnings }: StateLines,
  now: number,
  shape: LiveShape,
): readonly string[] {
  const width = Math.max(20, Math.min(shape.columns, 100));
  const paint = painter({ colour: shape.colour });
  const label = Math.max(0, ...facts.map((fact) => fact.label.length)) + 2;
  const elapsed = ` ${duration(now - state.since)}`;
  return [
    "",
    `  ${titleOf(state, title, paint)}${paint(elapsed, 90)}`,
    ...wrapText(sentence, width - 4).map((line) => `    ${line}`),
    ...(facts.length === 0 ? [] : [""]),
    ...facts.flatMap((fact) =>
      // Two columns to the left of the rest: a whole fingerprint then fits an 80-column terminal.
      wrap(fact.value, width - 3 - label).map(
        (line, index) => `  ${paint((index === 0 ? fact.label : "").padEnd(label), 90)}${line}`,
      ),
    ),
    ...(remedy === null ? [] : ["", ...wrapText(remedy, width - 4).map((line) => `    ${line}`)]),
    ...warnings.flatMap((warning) =>
      wrapText(`Note: ${warning}`, width - 4).map((line) => `    ${paint(line, 33)}`),
    ),
    "",
    `  ${paint(shape.keys ? keysFor(state) : "Ctrl+C quits", 90)}`,
  ];
}

/** At words, and inside a command to copy only where it is longer than a line. */
const wrapText = (text: string, width: number): readonly string[] =>
  wrapLines(text, width)
    .split("\n")
    .flatMap((line) => (cellsOf(line) <= width ? [line] : wrap(line, width)));

function titleOf(state: NodeState, title: string, paint: ReturnType<typeof painter>): string {
  const mark = marks[standingOf(state)];
  return paint(`${mark.shape} ${title}`, mark.colour);
}

/** The state in one line, above a question. Pure. */
export function statusLine(state: NodeState, shape: Shape): string {
  const { title } = linesOf(state);
  return `  ${titleOf(state, title, painter({ colour: shape.colour }))}`;
}

/** A connection among several. */
export interface ShownConnection {
  readonly name: string;
  readonly state: NodeState;
}

/** The one that most needs a person. Pure. */
export function worstOf(all: readonly ShownConnection[]): number {
  const order: readonly Standing[] = ["blocked", "awaiting-approval", "awaiting-surface", "unconfigured"];
  for (const standing of order) {
    const found = all.findIndex(({ state }) => standingOf(state) === standing);
    if (found >= 0) return found;
  }
  return 0;
}

/** Several connections: one line each, and below them the one that was chosen. Pure. */
export function severalFrame(
  all: readonly ShownConnection[],
  chosen: number,
  now: number,
  shape: LiveShape,
): readonly string[] {
  const paint = painter({ colour: shape.colour });
  const width = Math.max(...all.map(({ name }) => name.length));
  const list = all.map(({ name, state }, index) => {
    const place = index === chosen ? "›" : " ";
    const line = `${name.padEnd(width)}  ${titleOf(state, linesOf(state).title, paint)}`;
    return `${place} ${index + 1} ${isolate(line)}${paint(` ${duration(now - state.since)}`, 90)}`;
  });
  const state = all[chosen]?.state;
  if (state === undefined) return list;
  const below = frame(state, now, { ...shape, rows: Math.max(6, shape.rows - list.length - 1) });
  if (!shape.keys) return ["", ...list, ...below];
  const keys = `${keysFor(state)}   tab next   P pause or resume all`;
  return ["", ...list, ...below.slice(0, -1), `  ${paint(keys, 90)}`];
}

const KEYS: Partial<Record<Remedy, string>> = {
  "try-again": "r try again",
  "enter-credential": "t enter token",
  "accept-certificate": "a accept certificate",
};

/** The keys that do something about this state. */
function keysFor(state: NodeState): string {
  if (state.phase === "paused") return "p resume   q quit";
  if (state.phase !== "blocked") return "r reconnect   p pause   q quit";
  return [...remediesOf(state).flatMap((remedy) => KEYS[remedy] ?? []), "q quit"].join("   ");
}

/** Minutes and seconds are enough for a terminal. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}
