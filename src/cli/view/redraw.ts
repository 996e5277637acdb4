const ESCAPE = "\u001b[";

/** Where lines are drawn over each other. */
export interface DrawingSurface {
  readonly rows: number;
  write(text: string): void;
}

/** Draws lines in place of those it drew before. */
export interface Redraw {
  /** `subject`: what the lines are about, when nothing of another subject may be above them. */
  draw(lines: readonly string[], subject?: string): void;
  /** The screen shows something else now: the next drawing begins below it. */
  begin(): void;
  /** Clears the screen first: after a resize nothing is where it was. */
  clear(): void;
}

/**
 * Writes only the lines that changed: a terminal gives up what a person has selected as soon as something is written
 * over it. What has scrolled out of the screen cannot be drawn over: it stays as it is unless the shape or the
 * subject changed; then everything is written again.
 */
export function createRedraw(surface: DrawingSurface): Redraw {
  let drawn: readonly string[] = [];
  let about = "";
  return {
    draw(lines, subject = "") {
      const scrolledOut = Math.max(0, drawn.length - Math.max(1, surface.rows - 1));
      const other = subject !== about && scrolledOut > 0;
      about = subject;
      if (!other && drawn.length === lines.length) {
        const changed = lines.flatMap((line, at) =>
          at < scrolledOut || line === drawn[at] ? [] : inPlace(line, lines.length - at),
        );
        if (changed.length > 0) surface.write(changed.join(""));
        drawn = lines;
        return;
      }
      let same = 0;
      while (!other && same < drawn.length && same < lines.length && drawn[same] === lines[same]) same++;
      const reachable = Math.max(same, scrolledOut);
      const from = same >= scrolledOut && !other ? reachable : 0;
      const up = drawn.length - reachable;
      const fresh = lines.slice(from);
      const back = drawn.length === 0 ? "" : `${up === 0 ? "" : `${ESCAPE}${up}A`}\r${ESCAPE}J`;
      surface.write(`${back}${fresh.join("\n")}${fresh.length === 0 ? "" : "\n"}`);
      drawn = lines;
    },
    begin() {
      drawn = [];
    },
    clear() {
      drawn = [];
      surface.write(`${ESCAPE}2J${ESCAPE}H`);
    },
  };
}

/** One line, `up` lines above the cursor, which comes back to where it was. */
const inPlace = (line: string, up: number): string => `${ESCAPE}${up}A\r${ESCAPE}K${line}\r${ESCAPE}${up}B`;
