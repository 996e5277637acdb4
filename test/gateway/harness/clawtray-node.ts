import { resolve } from "node:path";
import type { NodeState } from "../../../src/shared/state.ts";
import { cleanEnvironment } from "./environment.ts";
import { makeThrowAwayFolder } from "./folder.ts";
import { type ProcessExit, startProcessTree } from "./process-tree.ts";

/** The built program under test. */
export const clawtrayCli = resolve(import.meta.dirname, "../../../out/cli/index.js");

export interface StampedState {
  /** When the node says it entered this state, ms since the epoch. */
  readonly at: number;
  readonly state: NodeState;
}

export interface ClawtrayNodeOptions {
  readonly gatewayUrl: string;
  readonly stateFolder: string;
  readonly keyStore: "keychain" | "file";
  /** The gateway's shared secret; left out once the node has a token of its own. */
  readonly sharedToken?: string;
  /** More of the environment, such as the session bus of a keychain. */
  readonly environment?: NodeJS.ProcessEnv;
  /** More parameters for `run`. */
  readonly extraParameters?: readonly string[];
  readonly onState?: (stamped: StampedState) => void;
}

export interface ClawtrayNode {
  readonly pid: number;
  /** Every state so far, oldest first. */
  readonly states: readonly StampedState[];
  /** Resolves with the first state, from the `after`-th on, that `accepts`; rejects with what was seen instead. */
  waitFor<S extends NodeState>(
    what: string,
    accepts: (state: NodeState) => state is S,
    options?: { readonly timeoutMs?: number; readonly after?: number },
  ): Promise<StampedState & { readonly state: S }>;
  stdout(): string;
  stderr(): string;
  /** SIGTERM, as a service manager would. */
  stop(): Promise<ProcessExit>;
  readonly exited: Promise<ProcessExit>;
}

/** Starts `clawtray run --json` and reads its states. */
export async function startClawtrayNode(options: ClawtrayNodeOptions): Promise<ClawtrayNode> {
  const states: StampedState[] = [];
  const watchers = new Set<() => void>();
  let stdout = "";
  let stderr = "";
  let unread = "";
  let hasEnded = false;

  const takeLine = (line: string) => {
    const stamped: StampedState = JSON.parse(line);
    states.push(stamped);
    options.onState?.(stamped);
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

  function describe(): string {
    const seen = states.slice(-8).map(({ state }) => `  ${summarise(state)}`);
    return [`states seen, newest last:`, ...seen, hasEnded ? "the node has ended" : "", stderr.slice(-2_000)]
      .filter((line) => line !== "")
      .join("\n");
  }

  return {
    pid: tree.pid,
    states,
    exited: tree.exited,
    stdout: () => stdout,
    stderr: () => stderr,
    stop: () => tree.stop(5_000),
    waitFor<S extends NodeState>(
      what: string,
      accepts: (state: NodeState) => state is S,
      { timeoutMs = 30_000, after = 0 }: { readonly timeoutMs?: number; readonly after?: number } = {},
    ) {
      return new Promise<StampedState & { readonly state: S }>((resolveWait, rejectWait) => {
        const fail = () =>
          settle(() => rejectWait(new Error(`the node did not become ${what}; ${describe()}`)));
        const timer = setTimeout(fail, timeoutMs);
        const settle = (finish: () => void) => {
          clearTimeout(timer);
          watchers.delete(look);
          finish();
        };
        const look = () => {
          for (const { at, state } of states.slice(after)) {
            if (accepts(state)) return settle(() => resolveWait({ at, state }));
          }
          if (hasEnded) fail();
        };
        watchers.add(look);
        look();
      });
    },
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
    ...["--gateway", options.gatewayUrl],
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
