import { watchNetwork } from "../core/device/network-watch.ts";
import type { GivenSecrets } from "../core/environment/own-environment.ts";
import { moveLeavings } from "../core/settings/move-leavings.ts";
import type { SharedCredential } from "../shared/intent.ts";
import { failure, type Result } from "../shared/result.ts";
import { sourcesHere } from "./capabilities.ts";
import { chooseConnection } from "./choose-connection.ts";
import { chooseTarget } from "./choose-target.ts";
import { takeEdgeHeaders } from "./edge-headers.ts";
import { type Ended, refuse } from "./ended.ts";
import { takeSharedCredential } from "./environment.ts";
import { exitCode } from "./exit-code.ts";
import { keepAwakeWhile } from "./keep-awake.ts";
import { type Output, openOutput, started } from "./output.ts";
import { rootDirOf } from "./place.ts";
import { printError } from "./print.ts";
import type { RunArguments } from "./run-arguments.ts";
import { service, whyNoService } from "./service.ts";
import type { ServiceArguments } from "./service-arguments.ts";
import { type Shown, showRun } from "./show-run.ts";
import { type Started, startConnections } from "./start-connections.ts";
import { readTokenFile } from "./token-file.ts";
import { whatStays } from "./view/left.ts";

/** `clawtray run` and `clawtray connect`: resolves when the person or the system ends it. */
export async function run(asked: RunArguments, appVersion: string, given: GivenSecrets): Promise<Ended> {
  const secret = await takeCredential(asked, given);
  if (!secret.ok) return refuse(secret.failure);
  const edge = await takeEdgeHeaders(given, asked.edge);
  if (!edge.ok) return refuse(edge.failure);
  const slip = asked.thenService ? whyNoService(serviceToInstall(asked)) : null;
  if (slip !== null) return slip;
  const target = await chooseTarget(asked);
  if (!target.ok) return target.failure;
  const chosen = await chooseConnection(asked, target.value, appVersion);
  if (!chosen.ok) return chosen.failure;
  const { options } = chosen.value;
  const startedAt = Date.now();
  const root = rootDirOf(options);
  moveLeavings(root);
  let credential = secret.value;
  const output = openOutput(options, root, () => [
    ...secretsOf(credential),
    ...edge.value.headers.map(({ value }) => value),
  ]);
  output.tell?.(startedAt, started(appVersion));
  const connections = await startConnections({
    options,
    chosen: chosen.value,
    target: target.value,
    edge: edge.value,
    output,
    appVersion,
    startedAt,
    sources: await sourcesHere(),
    credential: () => credential,
    useCredential: (pasted) => {
      credential = pasted;
    },
  });
  if (!connections.ok) {
    await chosen.value.undo();
    return connections.failure;
  }
  return ending(
    connections.value,
    await watchAndShow(connections.value, options, output),
    options,
    appVersion,
  );
}

async function watchAndShow(
  { serving, main }: Started,
  options: RunArguments,
  output: Output,
): Promise<Shown> {
  const startedAt = performance.now();
  const stopWatching = watchNetwork((what) => {
    for (const { opened } of serving.all()) opened?.node.worldChanged(what);
  });
  const awake = options.keepAwake === "off" ? null : keepAwakeWhile(serving, options.keepAwake);
  if (options.keepAwake !== "off" && awake === null)
    printError("This computer has no program that keeps it awake, so it sleeps as it is set to.\n");
  const shown = await showRun(serving, main.id, options, output.tell);
  output.log.log("info", "ending", { ranMs: Math.round(performance.now() - startedAt) });
  stopWatching();
  awake?.stop();
  await serving.close();
  output.tell?.(Date.now(), "Ended.");
  return shown;
}

function ending(
  { busy }: Started,
  shown: Shown,
  options: RunArguments,
  appVersion: string,
): Ended | Promise<Ended> {
  if (!options.thenService) {
    const left =
      options.json || options.service || shown.state === null
        ? null
        : whatStays(shown.state, options.stateDir);
    if (left !== null) printError(`${left}\n`);
    return { code: shown.code, busy: busy() };
  }
  return shown.state?.phase === "connected"
    ? service(serviceToInstall(options), appVersion, NOTHING_GIVEN)
    : refuse(
        "The service was not installed: the gateway has not approved this computer yet. Run this again once it is approved.",
        shown.code === exitCode.ok ? exitCode.failed : shown.code,
      );
}

const NOTHING_GIVEN: GivenSecrets = { values: {}, visible: null };

/** From the environment, or from where `--token-file` says; with both it would be unclear which is meant. */
async function takeCredential(
  { tokenFile }: RunArguments,
  given: GivenSecrets,
): Promise<Result<SharedCredential | null, string>> {
  const secret = takeSharedCredential(process.env, given);
  if (!secret.ok || tokenFile === null) return secret;
  if (secret.value !== null)
    return failure(
      "A token or password was given twice: with --token-file and in the environment. Leave one out.",
    );
  const read = await readTokenFile(tokenFile);
  return read.ok && read.value === null ? failure("No token was given, and nothing was changed.") : read;
}

/** The service of the place that was connected. */
const serviceToInstall = ({ stateDir, keyStore, json }: RunArguments): ServiceArguments => ({
  stateDir,
  // It runs them all.
  connection: null,
  keyStore,
  json,
  system: false,
  root: null,
  action: { kind: "install", gateway: null, allowAnotherGateway: false, print: false },
});

const secretsOf = (credential: SharedCredential | null): readonly string[] => {
  if (credential === null) return [];
  if (credential.kind === "token") return [credential.token];
  return credential.kind === "password" ? [credential.password] : [credential.bootstrapToken];
};
