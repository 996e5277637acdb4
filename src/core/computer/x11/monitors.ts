import type { ComputerDisplay } from "../driver.ts";
import { words } from "./requests.ts";
import type { XScreen } from "./setup.ts";
import { RequestRefused, type XConnection } from "./wire.ts";

/** Source: the X Resize, Rotate and Reflect Extension, "RRGetMonitors", of version 1.5. */
const request = { queryVersion: 0, getMonitors: 42 } as const;

/** The displays of a screen; the screen itself where the server knows of none. `randr` is the number of RANDR. */
export async function displaysOf(
  x: XConnection,
  randr: number | null,
  screen: XScreen,
): Promise<readonly ComputerDisplay[]> {
  const all = randr === null ? [] : await monitors(x, randr, screen.root);
  if (all.length > 0) return all;
  return [{ index: 0, x: 0, y: 0, width: screen.width, height: screen.height, primary: true }];
}

/** For how long what was found out about the displays is not asked again, in milliseconds. */
const LATELY = 25;

/**
 * The displays, and as they were a moment ago: whoever asks for an action looks at them just before it, and a change that
 * comes in between could as well have come after it.
 */
export function followDisplays(x: XConnection, randr: number | null, screen: XScreen) {
  let last: { readonly at: number; readonly found: readonly ComputerDisplay[] } | null = null;
  const displays = async () => {
    const found = await displaysOf(x, randr, screen);
    last = { at: performance.now(), found };
    return found;
  };
  const lately = async () => (last && performance.now() - last.at < LATELY ? last.found : displays());
  return { displays, lately };
}

/** Empty when none is connected or the server is older. */
async function monitors(x: XConnection, opcode: number, root: number): Promise<ComputerDisplay[]> {
  // Asked at once, because every action looks at the displays; an older server refuses the second.
  const [version, answer] = await Promise.all([
    x.ask(opcode, request.queryVersion, words(1, 5)),
    x.ask(opcode, request.getMonitors, Buffer.concat([words(root), Buffer.from([1])])).catch(nullIfRefused),
  ]);
  const isOlder = version.readUInt32LE(8) === 1 && version.readUInt32LE(12) < 5;
  return isOlder || answer === null ? [] : readMonitors(answer);
}

function nullIfRefused(error: unknown): null {
  if (error instanceof RequestRefused) return null;
  throw error;
}

/** The primary one first, as `screen.snapshot` counts them; without one it is the first. Pure. */
export function readMonitors(answer: Buffer): ComputerDisplay[] {
  const found: Omit<ComputerDisplay, "index">[] = [];
  let at = 32;
  for (let left = answer.readUInt32LE(12); left > 0; left -= 1) {
    found.push({
      primary: answer.readUInt8(at + 4) !== 0,
      x: answer.readInt16LE(at + 8),
      y: answer.readInt16LE(at + 10),
      width: answer.readUInt16LE(at + 12),
      height: answer.readUInt16LE(at + 14),
    });
    at += 24 + answer.readUInt16LE(at + 6) * 4;
  }
  const ordered = [...found.filter(({ primary }) => primary), ...found.filter(({ primary }) => !primary)];
  return ordered.map((display, index) => ({ ...display, index, primary: index === 0 }));
}
