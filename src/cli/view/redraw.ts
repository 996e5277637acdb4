const ESCAPE = "\u001b[";

/** Where lines are drawn over each other. */
export interface DrawingSurface {
  readonly rows: number;
  write(text: string): void;
}

/** Draws lines in place of those it drew before. */
export interface Redraw {
  /** `subject`: what the lines are about, where nothing of another subject may stand above them. */
  draw(lines: readonly string[], subject?: string): void;
  /** The screen holds something else now: the next drawing begins below it. */
  begin(): void;
  /** Clears the screen first: after a change of its size nothing is where it was. */
  clear(): void;
}

/**
 * Writes only from the first line that changed. What has scrolled out of the screen cannot be
 * drawn over: it stays as it is, unless the shape or the subject changed, and then everything is written anew.
 */
export function createRedraw(surface: DrawingSurface): Redraw {
  let drawn: readonly string[] = [];
  let about = "";
  return {
    draw(lines, subject = "") {
      const scrolledOut = Math.max(0, drawn.length - Math.max(1, surface.rows - 1));
      const other = subject !== about && scrolledOut > 0;
      about = subject;
      let same = 0;
      while (!other && same < drawn.length && same < lines.length && drawn[same] === lines[same]) same++;
      if (!other && same === drawn.length && same === lines.length) return;
      const reachable = Math.max(same, scrolledOut);
      const stays = same >= scrolledOut || (drawn.length === lines.length && !other);
      const from = stays ? reachable : 0;
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
