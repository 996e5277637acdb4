import { watchNetwork } from "../core/device/network-watch.ts";
import type { QuestionQueue } from "../core/exec/question/question.ts";
import { parseTlsFingerprint } from "../core/gateway/certificate.ts";
import { createLastStateKeeper } from "../core/instance/last-state.ts";
import { intentOf, replyTo } from "../core/instance/message.ts";
import { addressReason } from "../core/node/address-detail.ts";
import { assembleNode } from "../core/node/assemble.ts";
import { startingState } from "../core/node/before-node.ts";
import type { Node } from "../core/node/node.ts";
import { failure, type Result, success } from "../core/result.ts";
import { chooseGateway } from "../core/settings/choose-gateway.ts";
import { moveLeavings } from "../core/settings/move-leavings.ts";
import type { Settings } from "../core/settings/settings.ts";
import type { SharedCredential } from "../shared/intent.ts";
import type { NodeState } from "../shared/state.ts";
import { sourcesHere } from "./capabilities.ts";
import { claimPlace } from "./claim-place.ts";
import { blockedSentence, type Ended, refuse } from "./ended.ts";
import { takeSharedCredential } from "./environment.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { openOutput, started, type Tell } from "./output.ts";
import { type OpenPlace, stateDirOf } from "./place.ts";
import { watchProgram } from "./replaced.ts";
import type { RunArguments } from "./run-arguments.ts";
import { ask } from "./terminal.ts";
import { openView } from "./view/open.ts";

/** `clawtray run`: resolves when the person or the system ends it. */
export async function run(options: RunArguments, appVersion: string): Promise<Ended> {
  const secret = takeSharedCredential(process.env);
  if (!secret.ok) return refuse(secret.failure);
  const stateDir = stateDirOf(options);
  const startedAt = Date.now();
  moveLeavings(stateDir);
  const output = openOutput(options, stateDir, secretsOf(secret.value));
  output.tell?.(startedAt, started(appVersion));
  let running: Node | null = null;
  const claimed = await claimPlace(options, output.tell, {
    stateDir,
    describe: () => ({ pid: process.pid, version: appVersion, startedAt, state: startingState() }),
    async takeWish(wish) {
      return replyTo(await running?.intend(intentOf(wish)));
    },
    // Without settings the next start would not know that there was an identity.
    onFolderLost: () => running?.saveAgain(),
  });
  if (!claimed.ok) return claimed.failure;
  const { claim, place } = claimed.value;
  const prepared = await prepareSettings(place, options);
  if (!prepared.ok) {
    await claim.release();
    return refuse(prepared.failure);
  }
  const { log } = output;
  const { node, questions } = assembleNode({
    appVersion,
    stateDir,
    vault: place.open.vault,
    settings: place.settings,
    log,
    sharedCredential: () => secret.value,
    sources: await sourcesHere(),
  });
  running = node;
  const lastState = createLastStateKeeper(stateDir);
  const stopWatching = watchNetwork((what) => node.worldChanged(what));
  const code = await show(node, questions, { options, place, tell: output.tell }, (state) => {
    claim.publish(state);
    lastState.keep({ at: Date.now(), state });
  });
  log.log("info", "ending", { ranMs: Date.now() - startedAt });
  stopWatching();
  await node.close();
  await lastState.settled();
  await claim.release();
  output.tell?.(Date.now(), "Ended.");
  return { code, busy: place.open.busy() };
}

const secretsOf = (credential: SharedCredential | null): readonly string[] => {
  if (credential === null) return [];
  if (credential.kind === "token") return [credential.token];
  return credential.kind === "password" ? [credential.password] : [credential.bootstrapToken];
};

/** Puts what was asked for on the command line into the settings, before anything starts. */
async function prepareSettings(place: OpenPlace, options: RunArguments): Promise<Result<void, string>> {
  const before = place.settings.read();
  let change: Partial<Settings> = { keyStore: place.keyStore };
  if (options.displayName !== null) change = { ...change, displayName: options.displayName };
  const address = options.gateway ?? (before.gateway === null ? await askAddress(options) : null);
  const tlsFingerprint = options.tlsFingerprint === null ? null : parseTlsFingerprint(options.tlsFingerprint);
  if (options.tlsFingerprint !== null && tlsFingerprint === null)
    return failure(
      "--tls-fingerprint is the SHA-256 of a certificate: 64 hex digits, with or without colons.",
    );
  const wanted = address ?? (tlsFingerprint === null ? null : (before.gateway?.url ?? null));
  if (wanted !== null) {
    const chosen = chooseGateway(before, {
      address: wanted,
      allowInsecure:
        options.allowInsecure || (options.gateway === null && (before.gateway?.allowInsecure ?? false)),
      ...(tlsFingerprint === null ? {} : { tlsFingerprint }),
    });
    if (!chosen.ok) {
      const { reason, detail } = addressReason(chosen.failure);
      return failure(blockedSentence(reason, detail));
    }
    change = { ...change, ...chosen.value };
  }
  // The node says so itself when it cannot be saved, and tries again.
  await place.settings.update(change);
  return success(undefined);
}

function askAddress(options: RunArguments): Promise<string | null> {
  if (options.json || !process.stdout.isTTY) return Promise.resolve(null);
  return ask("Where is the gateway? (host, host:port, ws://... or wss://...) ", { hidden: false });
}

interface Shown {
  readonly options: RunArguments;
  readonly place: OpenPlace;
  readonly tell: Tell | null;
}

/** Shows every state until a signal, a key or a state ends the program. */
function show(
  node: Node,
  questions: QuestionQueue,
  { options, place, tell }: Shown,
  publish: (state: NodeState) => void,
): Promise<ExitCode> {
  return new Promise((resolve) => {
    const view = openView(
      { json: options.json, tell },
      {
        reconnect: () => void node.intend({ kind: "reconnect" }),
        togglePause: () => void node.intend({ kind: node.state().phase === "paused" ? "resume" : "pause" }),
        giveToken: (token) => {
          const url = place.settings.read().gateway?.url;
          if (url !== undefined)
            void node.intend({ kind: "configure", address: url, credential: { kind: "token", token } });
        },
        quit: () => finish(exitCode.ok),
      },
      questions,
    );
    const take = (state: NodeState): void => {
      publish(state);
      view.show(state);
      if (state.phase === "blocked" && options.exitWhenBlocked) finish(exitCode.blocked);
      // Nobody can choose a gateway here: say how, and end.
      if (state.phase === "unconfigured" && state.deviceId !== null && !view.interactive) {
        process.stderr.write("clawtray: Say where the gateway is: clawtray run --gateway HOST\n");
        finish(exitCode.usage);
      }
    };
    const unsubscribe = node.subscribe(take);
    const end = (): void => finish(exitCode.ok);
    /** Something changed: looked at now, and nothing is dropped for it. */
    const lookNow = (): void => node.worldChanged();
    const stopWatching = watchForUpgrade(node, tell, () => finish(exitCode.replaced));
    let finished = false;
    function finish(code: ExitCode): void {
      if (finished) return;
      finished = true;
      stopWatching();
      unsubscribe();
      view.end();
      resolve(code);
    }
    onlyListener("SIGINT", end);
    onlyListener("SIGTERM", end);
    onlyListener("SIGHUP", lookNow);
    process.stdout.on("error", end);
    // Whoever read our log is gone; the node is not.
    process.stderr.on("error", () => {});
    take(node.state());
  });
}

/** A service makes room for a newer version of itself as soon as nothing runs. */
function watchForUpgrade(node: Node, tell: Tell | null, replaced: () => void): () => void {
  const program = process.argv[1];
  if (tell === null || program === undefined) return () => {};
  return watchProgram(
    program,
    () => node.busy(),
    () => {
      tell(Date.now(), "Another version took the place of this program; it is started now.");
      replaced();
    },
  );
}

/**
 * The settings library brings one that listens to every signal and then sends it to this process
 * again (when-exit 2.1): each would come twice. What it tidies up at exit it still does. The
 * listener stays to the end, so that an impatient second signal does not cut the closing short.
 */
function onlyListener(signal: NodeJS.Signals, listener: () => void): void {
  process.removeAllListeners(signal);
  process.on(signal, listener);
}
