import type { NodeState, Phase } from "../../shared/state.ts";
import { linesOf } from "./lines.ts";
import { wrap } from "./wrap.ts";

/** What a frame must know of the terminal. */
export interface Shape {
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
}

/** Text in a colour of the terminal (its SGR number), or plain where there is none. */
export function painter(colour: boolean): (text: string, code: number) => string {
  return (text, code) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
}

/** Told by shape as well as by colour. */
const marks: Record<Phase, { readonly shape: string; readonly colour: number }> = {
  unconfigured: { shape: "○", colour: 90 },
  connecting: { shape: "◌", colour: 36 },
  "awaiting-approval": { shape: "◐", colour: 33 },
  connected: { shape: "●", colour: 32 },
  waiting: { shape: "◔", colour: 36 },
  paused: { shape: "‖", colour: 90 },
  blocked: { shape: "✖", colour: 31 },
};

/** The view as lines that fit the terminal. Pure. */
export function frame(state: NodeState, now: number, shape: Shape): readonly string[] {
  const width = Math.max(20, Math.min(shape.columns, 100));
  const { title, sentence, remedy, facts, warnings } = linesOf(state);
  const paint = painter(shape.colour);
  const label = Math.max(0, ...facts.map((fact) => fact.label.length)) + 2;
  const elapsed = ` ${duration(now - state.since)}`;
  return [
    "",
    `  ${titleOf(state, title, paint)}${paint(elapsed, 90)}`,
    ...wrap(sentence, width - 4).map((line) => `    ${line}`),
    ...(facts.length === 0 ? [] : [""]),
    ...facts.flatMap((fact) =>
      wrap(fact.value, width - 4 - label).map(
        (line, index) => `    ${paint((index === 0 ? fact.label : "").padEnd(label), 90)}${line}`,
      ),
    ),
    ...(remedy === null ? [] : ["", ...wrap(remedy, width - 4).map((line) => `    ${line}`)]),
    ...warnings.flatMap((warning) =>
      wrap(`Note: ${warning}`, width - 4).map((line) => `    ${paint(line, 33)}`),
    ),
    "",
    `  ${paint(keysFor(state.phase), 90)}`,
  ];
}

function titleOf(state: NodeState, title: string, paint: ReturnType<typeof painter>): string {
  const pending = state.phase === "connected" && state.surface.status === "pending";
  const mark = pending ? { shape: "◑", colour: 33 } : marks[state.phase];
  return paint(`${mark.shape} ${title}`, mark.colour);
}

/** The state in one line, above a question. Pure. */
export function statusLine(state: NodeState, shape: Shape): string {
  const { title } = linesOf(state);
  return `  ${titleOf(state, title, painter(shape.colour))}`;
}

function keysFor(phase: Phase): string {
  if (phase === "paused") return "p resume   q quit";
  if (phase === "blocked") return "r try again   t enter token   q quit";
  return "r reconnect   p pause   q quit";
}

/** Minutes and seconds are enough for a terminal. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}
