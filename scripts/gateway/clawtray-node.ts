import { resolve } from "node:path";
import type { NodeState } from "../../src/shared/state.ts";
import { cleanEnvironment } from "./environment.ts";
import { makeThrowAwayFolder } from "./folder.ts";
import { type ProcessExit, startProcessTree } from "./process-tree.ts";

/** The built program under test. */
export const clawtrayCli = resolve(import.meta.dirname, "../../out/cli/index.js");

export interface StampedState {
  /** When the node says it entered this state, ms since the epoch. */
  readonly at: number;
  readonly state: NodeState;
}

/** One line of `clawtray run --json`; with several connections the state of each as well. */
interface Line extends StampedState {
  readonly connections?: readonly { readonly name: string; readonly state: NodeState }[];
}

export interface ClawtrayNodeOptions {
  /** Omitted for one that has been connected before. */
  readonly gatewayUrl?: string;
  readonly stateFolder: string;
  readonly keyStore: "keychain" | "file";
  /** The gateway's shared secret; omitted once the node has a token of its own. */
  readonly sharedToken?: string;
  /** Further environment variables, such as the session bus of a keychain. */
  readonly environment?: NodeJS.ProcessEnv;
  /** More parameters for `run`. */
  readonly extraParameters?: readonly string[];
  readonly onState?: (stamped: StampedState) => void;
}

/** The states of one connection. */
export interface FollowedStates {
  /** Every state so far, oldest first. */
  readonly states: readonly StampedState[];
  /** Resolves with the first state, from the `after`-th on, that `accepts`; rejects with what was seen instead. */
  waitFor<S extends NodeState>(
    what: string,
    accepts: (state: NodeState) => state is S,
    options?: { readonly timeoutMs?: number; readonly after?: number },
  ): Promise<StampedState & { readonly state: S }>;
}

/** A running node; its states are those of its first connection. */
export interface ClawtrayNode extends FollowedStates {
  readonly pid: number;
  /** The states of the connection of this name, of several. */
  connection(name: string): FollowedStates;
  stdout(): string;
  stderr(): string;
  /** SIGTERM, as a service manager would. */
  stop(): Promise<ProcessExit>;
  readonly exited: Promise<ProcessExit>;
}

/** Starts `clawtray run --json` and reads its states. */
export async function startClawtrayNode(options: ClawtrayNodeOptions): Promise<ClawtrayNode> {
  const lines: Line[] = [];
  const watchers = new Set<() => void>();
  let stdout = "";
  let stderr = "";
  let unread = "";
  let hasEnded = false;

  const takeLine = (line: string) => {
    const said: Line = JSON.parse(line);
    lines.push(said);
    options.onState?.(said);
  };
  // Apart from the state folder: what runs in there is asked about, whatever the rules say.
  const home = makeThrowAwayFolder("home");
  const tree = await startProcessTree(process.execPath, [clawtrayCli, ...runParameters(options)], {
    environment: nodeEnvironment(options, home.path),
    onStdout(text) {
      stdout += text;
      const lines = (unread + text).split("\n");
      unread = lines.pop() ?? "";
      for (const line of lines) if (line.trim() !== "") takeLine(line);
      for (const watcher of watchers) watcher();
    },
    onStderr(text) {
      stderr += text;
    },
  });
  void tree.exited.then(() => {
    hasEnded = true;
    void home.remove();
    for (const watcher of watchers) watcher();
  });

  const ofFirst = (): readonly StampedState[] => lines;
  const ofConnection = (name: string) => (): readonly StampedState[] =>
    lines.flatMap(({ at, connections = [] }) =>
      connections.filter((each) => each.name === name).map(({ state }) => ({ at, state })),
    );

  function describe(read: () => readonly StampedState[]): string {
    const seen = read()
      .slice(-8)
      .map(({ state }) => `  ${summarise(state)}`);
    return [`states seen, newest last:`, ...seen, hasEnded ? "the node has ended" : "", stderr.slice(-2_000)]
      .filter((line) => line !== "")
      .join("\n");
  }

  const follow = (read: () => readonly StampedState[]): FollowedStates => ({
    get states() {
      return read();
    },
    waitFor<S extends NodeState>(
      what: string,
      accepts: (state: NodeState) => state is S,
      { timeoutMs = 30_000, after = 0 }: { readonly timeoutMs?: number; readonly after?: number } = {},
    ) {
      return new Promise<StampedState & { readonly state: S }>((resolveWait, rejectWait) => {
        const fail = () =>
          settle(() => rejectWait(new Error(`the node did not become ${what}; ${describe(read)}`)));
        const timer = setTimeout(fail, timeoutMs);
        const settle = (finish: () => void) => {
          clearTimeout(timer);
          watchers.delete(look);
          finish();
        };
        const look = () => {
          for (const { at, state } of read().slice(after)) {
            if (accepts(state)) return settle(() => resolveWait({ at, state }));
          }
          if (hasEnded) fail();
        };
        watchers.add(look);
        look();
      });
    },
  });
  const first = follow(ofFirst);

  return {
    pid: tree.pid,
    get states() {
      return first.states;
    },
    waitFor: first.waitFor,
    connection: (name) => follow(ofConnection(name)),
    exited: tree.exited,
    stdout: () => stdout,
    stderr: () => stderr,
    stop: () => tree.stop(5_000),
  };
}

/** A state in one line, for people. */
export function summarise(state: NodeState): string {
  switch (state.phase) {
    case "awaiting-approval":
      return `awaiting-approval, request ${state.requestId}`;
    case "connected":
      return `connected, surface ${state.surface.status}`;
    case "waiting":
    case "blocked":
      return `${state.phase}, ${state.reason}`;
    default:
      return state.phase;
  }
}

function runParameters(options: ClawtrayNodeOptions): string[] {
  return [
    "run",
    "--json",
    ...(options.gatewayUrl === undefined ? [] : ["--gateway", options.gatewayUrl]),
    ...["--state-dir", options.stateFolder],
    ...["--key-store", options.keyStore],
    ...(options.extraParameters ?? []),
  ];
}

function nodeEnvironment(options: ClawtrayNodeOptions, home: string): NodeJS.ProcessEnv {
  return cleanEnvironment({
    HOME: home,
    ...(options.sharedToken === undefined ? {} : { OPENCLAW_GATEWAY_TOKEN: options.sharedToken }),
    ...options.environment,
  });
}
