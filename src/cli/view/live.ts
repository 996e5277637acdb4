import type { NodeState, Phase } from "../../shared/state.ts";
import { linesOf } from "./lines.ts";

/** The part of a terminal the live view uses. */
export interface Screen {
  readonly columns: number;
  readonly colour: boolean;
  write(text: string): void;
}

const ESCAPE = "\u001b[";
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
export function frame(
  state: NodeState,
  now: number,
  screen: Pick<Screen, "columns" | "colour">,
): readonly string[] {
  const width = Math.max(20, Math.min(screen.columns, 100));
  const { title, sentence, remedy, facts, warnings } = linesOf(state);
  const mark = marks[state.phase];
  const paint = (text: string, code: number): string =>
    screen.colour ? `${ESCAPE}${code}m${text}${ESCAPE}0m` : text;
  const surfacePending = state.phase === "connected" && state.surface.status === "pending";
  const shape = surfacePending ? "◑" : mark.shape;
  const label = Math.max(0, ...facts.map((fact) => fact.label.length)) + 2;
  const elapsed = ` ${duration(now - state.since)}`;
  return [
    "",
    `  ${paint(`${shape} ${title}`, surfacePending ? 33 : mark.colour)}${paint(elapsed, 90)}`,
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

/** Breaks at spaces; a word longer than the line is cut so that the terminal does not wrap by itself. */
export function wrap(text: string, width: number): readonly string[] {
  const room = Math.max(8, width);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    let rest = word;
    if (line !== "" && line.length + 1 + rest.length <= room) {
      line += ` ${rest}`;
      continue;
    }
    if (line !== "") lines.push(line);
    while (rest.length > room) {
      lines.push(rest.slice(0, room));
      rest = rest.slice(room);
    }
    line = rest;
  }
  lines.push(line);
  return lines;
}

/** Draws the newest state, and below it what is asked, in place. */
export function liveView(
  screen: Screen,
  now: () => number,
  below: () => readonly string[],
): { show(state: NodeState): void; draw(): void } {
  let height = 0;
  let shown: NodeState | null = null;
  function draw(): void {
    if (shown === null) return;
    const lines = [...frame(shown, now(), screen), ...below()];
    const up = height === 0 ? "" : `${ESCAPE}${height}A\r${ESCAPE}J`;
    screen.write(`${up}${lines.join("\n")}\n`);
    height = lines.length;
  }
  return {
    show(state) {
      shown = state;
      draw();
    },
    draw,
  };
}
