import type { NodeState } from "../shared/state.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { giving } from "./giving.ts";
import type { Tell } from "./output.ts";
import { printError } from "./print.ts";
import { watchProgram } from "./replaced.ts";
import type { RunArguments } from "./run-arguments.ts";
import type { Served, Serving } from "./serving.ts";
import { openView, type ViewActions } from "./view/open.ts";

/** How a run ended: its exit code, and the last state of the connection it was started for. */
export interface Shown {
  readonly code: ExitCode;
  readonly state: NodeState | null;
}

/**
 * Shows every state until a signal, a key or a state ends the program. With several connections a state ends it only
 * where all are in such a one: what one meets does not stop the others. `main` is the one it was started for.
 */
export function showRun(
  serving: Serving,
  main: string,
  options: RunArguments,
  tell: Tell | null,
): Promise<Shown> {
  return new Promise((resolve) => {
    const view = openView(
      { json: options.json, tell },
      actionsOn(serving, () => finish(exitCode.ok)),
      serving,
    );
    const take = (changed: Served): void => {
      view.show(changed);
      const all = serving.all();
      if (options.exitWhenBlocked && all.every(({ state }) => state.phase === "blocked"))
        finish(exitCode.blocked);
      if (options.thenService && stateOf(serving, main)?.phase === "connected") finish(exitCode.ok);
      // Nobody can choose a gateway here: say how, and end.
      if (all.every(isWithoutGateway) && !view.interactive) {
        printError("clawtray: Specify the gateway: clawtray run --gateway HOST\n");
        finish(exitCode.usage);
      }
    };
    const unsubscribe = serving.subscribe(take);
    const end = (): void => finish(exitCode.ok);
    /** Something changed: looked at now, and nothing is dropped for it. */
    const lookNow = (): void => {
      for (const { opened } of serving.all()) opened?.node.worldChanged();
    };
    const stopWatching = watchForUpgrade(serving, tell, () => finish(exitCode.replaced));
    let finished = false;
    function finish(code: ExitCode): void {
      if (finished) return;
      finished = true;
      stopWatching();
      unsubscribe();
      view.end();
      resolve({ code, state: stateOf(serving, main) });
    }
    onlyListener("SIGINT", end);
    onlyListener("SIGTERM", end);
    if (process.platform === "win32") {
      // The console is being closed, or Ctrl+Break was pressed: Windows ends this process within seconds.
      onlyListener("SIGHUP", end);
      onlyListener("SIGBREAK", end);
    } else onlyListener("SIGHUP", lookNow);
    process.stdout.on("error", end);
    // The reader of our log is gone; the node is not.
    process.stderr.on("error", () => {});
    for (const served of serving.all()) take(served);
  });
}

const stateOf = (serving: Serving, id: string): NodeState | null =>
  serving.all().find(({ connection }) => connection.id === id)?.state ?? null;

const isWithoutGateway = ({ state }: Served): boolean =>
  state.phase === "unconfigured" && state.deviceId !== null;

/** What a key does, to one connection or to all. */
function actionsOn(serving: Serving, quit: () => void): ViewActions {
  const setPaused = ({ opened }: Served, paused: boolean): void =>
    void opened?.node.intend({ kind: paused ? "pause" : "resume" });
  return {
    reconnect: ({ opened }) => void opened?.node.intend({ kind: "reconnect" }),
    togglePause: (served) => setPaused(served, served.state.phase !== "paused"),
    togglePauseOfAll: () => {
      const paused = serving.all().some(({ state }) => state.phase !== "paused");
      for (const served of serving.all()) setPaused(served, paused);
    },
    giveSecret: ({ opened }, text) =>
      opened === null ? null : giving(opened.node, opened.folder).giveSecret(text),
    acceptCertificate: ({ opened }, fingerprint) => {
      if (opened !== null) giving(opened.node, opened.folder).acceptCertificate(fingerprint);
    },
    quit,
  };
}

/** A service makes room for a newer version of itself as soon as nothing runs. */
function watchForUpgrade(serving: Serving, tell: Tell | null, replaced: () => void): () => void {
  const program = process.argv[1];
  if (tell === null || program === undefined) return () => {};
  return watchProgram(
    program,
    () => serving.all().some(({ opened }) => opened?.node.busy() ?? false),
    () => {
      tell(Date.now(), "This program was replaced by another version, which is starting now.");
      replaced();
    },
  );
}

/**
 * The settings library brings one that listens to every signal and then sends it to this process
 * again (when-exit 2.1): each would come twice. What it tidies up at exit it still does. The
 * listener stays to the end, so that an impatient second signal does not cut the closing short.
 */
export function onlyListener(signal: NodeJS.Signals, listener: () => void): void {
  process.removeAllListeners(signal);
  process.on(signal, listener);
}
