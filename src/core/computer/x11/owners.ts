import {
  atom,
  childAt,
  inputFocus,
  type PointerAt,
  property,
  queryPointer,
  shownByItself,
  tree,
  words,
} from "./requests.ts";
import { RequestRefused, type XConnection } from "./wire.ts";

/** A point of the root window. */
type Place = Pick<PointerAt, "x" | "y">;

/** Finds out to which program a window belongs. */
export interface Owners {
  /** The processes that what is at this point of the root window belongs to. */
  at(place: Place): Promise<readonly number[]>;
  /** Those that what has the focus does. */
  ofFocus(): Promise<readonly number[]>;
  /** Those that windows do which are shown without a window manager, as menus and lock screens are. */
  ofUnmanaged(): Promise<readonly number[]>;
}

/** Source: the X-Resource Extension 1.2, "XResQueryClientIds", and its mask for the process. */
const QUERY_CLIENT_IDS = 4;
const LOCAL_PROCESS = 2;
/** Windows lie in windows, but nobody's more than this. */
const MAX_DEPTH = 32;
/** A window manager puts its frame, at most two windows, around a program's. */
const FRAME_DEPTH = 3;
const MAX_CHILDREN = 64;

/**
 * Two sources, because either may be missing: the program's own word (EWMH, `_NET_WM_PID`), for which the window, what is
 * around it and what a window manager's frame is around are asked; and the server, which knows the process of each
 * connection (`resources` is the number of X-Resource), for the windows that menus and tooltips are.
 */
export async function findOwners(x: XConnection, root: number, resources: number | null): Promise<Owners> {
  const [pidName, leaderName] = await Promise.all([atom(x, "_NET_WM_PID"), atom(x, "WM_CLIENT_LEADER")]);

  async function connectionPid(window: number): Promise<readonly number[]> {
    if (resources === null) return [];
    const answer = await unlessGone(
      x.ask(resources, QUERY_CLIENT_IDS, words(1, window, LOCAL_PROCESS)),
      null,
    );
    // Of each identity: the client, its kind, how many bytes follow, and these.
    return answer && answer.readUInt32LE(8) > 0 && answer.length >= 48 ? [answer.readUInt32LE(44)] : [];
  }

  async function told(window: number): Promise<readonly number[]> {
    const [pids, [leader]] = await Promise.all([
      unlessGone(property(x, window, pidName), []),
      unlessGone(property(x, window, leaderName), []),
    ]);
    return pids.length > 0 || !leader ? pids : unlessGone(property(x, leader, pidName), []);
  }

  type Ask = (window: number) => Promise<readonly number[]>;
  const pidsOf = async (windows: readonly number[], ask: Ask) => (await Promise.all(windows.map(ask))).flat();

  /** The processes of the windows inside these, among which is the program that a frame is around. */
  async function pidsInside(windows: readonly number[], depth: number): Promise<readonly number[]> {
    const inside = await Promise.all(windows.map((window) => unlessGone(tree(x, window), null)));
    const children = inside.flatMap((one) => one?.children ?? []).slice(0, MAX_CHILDREN);
    if (children.length === 0) return [];
    return (
      await Promise.all([
        pidsOf(children, told),
        pidsOf(children, connectionPid),
        depth > 1 ? pidsInside(children, depth - 1) : [],
      ])
    ).flat();
  }

  /** `path` is from a child of the root inwards. */
  async function ownersOf(
    path: readonly number[],
    askTold: Ask = told,
    askConnection: Ask = connectionPid,
  ): Promise<readonly number[]> {
    const [said, connected] = await Promise.all([pidsOf(path, askTold), pidsOf(path, askConnection)]);
    const inside = said.length > 0 ? [] : await pidsInside(path.slice(0, 1), FRAME_DEPTH);
    return [...said, ...connected, ...inside];
  }

  /** From a child of the root inwards, as it was the last time: most places are in the window of the one before. */
  let lastPath: readonly number[] = [];

  async function at(place: Place): Promise<readonly number[]> {
    const guess = lastPath;
    const [askTold, askConnection] = [askedAbout(guess, told), askedAbout(guess, connectionPid)];
    const path = await pathAt(x, root, place, guess);
    lastPath = path;
    return ownersOf(path, askTold, askConnection);
  }

  return {
    at,
    async ofUnmanaged() {
      const { children } = await tree(x, root);
      const are = await Promise.all(children.map((window) => unlessGone(shownByItself(x, window), false)));
      const shown = children.filter((_, index) => are[index]);
      return (await Promise.all([pidsOf(shown, told), pidsOf(shown, connectionPid)])).flat();
    },
    async ofFocus() {
      const focused = await inputFocus(x);
      if (focused === 0) return [];
      if (focused === 1 || focused === root) return at(await queryPointer(x, root));
      const path: number[] = [];
      for (let window = focused; window !== 0 && window !== root && path.length < MAX_DEPTH; ) {
        path.unshift(window);
        window = (await unlessGone(tree(x, window), null))?.parent ?? 0;
      }
      return ownersOf(path);
    },
  };
}

/** Asks about these windows now, and about any other when it is its turn. */
function askedAbout<Answer>(
  windows: readonly number[],
  ask: (window: number) => Promise<Answer>,
): (window: number) => Promise<Answer> {
  const asked = new Map(windows.map((window) => [window, ask(window)]));
  // Not all of them need be wanted.
  for (const answer of asked.values()) answer.catch(() => {});
  return (window) => asked.get(window) ?? ask(window);
}

/**
 * The windows at this place, from a child of the root inwards. One answer leads to the next question, but `guess` is asked
 * about all at once.
 */
async function pathAt(
  x: XConnection,
  root: number,
  place: Place,
  guess: readonly number[],
): Promise<readonly number[]> {
  const inside = (window: number) => unlessGone(childAt(x, root, window, place), 0);
  const answers = await Promise.all([root, ...guess].map(inside));
  const path: number[] = [];
  for (const [depth, window] of answers.entries()) {
    if (window === 0) return path;
    path.push(window);
    // Here it is another one, whose insides nobody was asked about.
    if (window !== guess[depth]) break;
  }
  while (path.length < MAX_DEPTH) {
    const window = await inside(path.at(-1) ?? root);
    if (window === 0) break;
    path.push(window);
  }
  return path;
}

/** A window may go while it is being asked about. */
function unlessGone<Value>(asked: Promise<Value>, otherwise: Value): Promise<Value> {
  return asked.catch((error: unknown) => {
    if (error instanceof RequestRefused) return otherwise;
    throw error;
  });
}
