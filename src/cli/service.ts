import { spawn } from "node:child_process";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { GivenSecrets } from "../core/environment/own-environment.ts";
import { askInstance } from "../core/instance/instance.ts";
import type { ServiceFailure, ServiceSpec } from "../core/service/service.ts";
import { unitRefusal } from "../core/service/unit-file.ts";
import { openSettings } from "../core/settings/open.ts";
import { systemWords } from "../shared/words/system-words.ts";
import { ALLOW_ANOTHER_GATEWAY } from "./answering-options.ts";
import { type Ended, refuse } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { logs } from "./logs.ts";
import { logFolderOf } from "./output.ts";
import { lastingProgram, ownProgram } from "./own-program.ts";
import { prepareService } from "./prepare-service.ts";
import { print } from "./print.ts";
import type { ServiceArguments } from "./service-arguments.ts";
import { systemSshSentences, warnOfServiceSsh } from "./service-ssh.ts";
import { type Target as AnyTarget, targetOf } from "./service-target.ts";
import { makeAccount, makeStateFolder, systemAccount } from "./system-account.ts";

const done: Ended = { code: exitCode.ok, busy: false };
const say = (line: string): void => print(`${line}\n`);

/** How long a service that was just started may take to report its state, ms. */
const FIRST_WORD = 10_000;

type Target = AnyTarget<ServiceArguments>;
type InstallAction = Extract<ServiceArguments["action"], { readonly kind: "install" }>;

/** `clawtray service`. */
export async function service(
  options: ServiceArguments,
  appVersion: string,
  given: GivenSecrets,
): Promise<Ended> {
  const target = targetOf(options);
  if (target === null) return noManager();
  const { action } = options;
  const slip = whoRuns(target);
  if (slip !== null && !(action.kind === "install" && action.print)) return refuse(slip);
  switch (action.kind) {
    case "install":
      return install(target, action, appVersion, given);
    case "uninstall": {
      const removed = await target.manager.uninstall();
      if (!removed.ok) return failed(target, removed.failure);
      say(`The service was removed. The identity of this computer stays in ${target.stateDir}.`);
      return done;
    }
    case "restart": {
      const restarted = await target.manager.restart();
      if (!restarted.ok) return failed(target, restarted.failure);
      return started(target);
    }
    case "status":
      return status(target);
    case "logs":
      return showLogs(target, action.lines, action.follow);
  }
}

/** Says why no service is possible here, before anything is done for it; null when it can be tried. */
export function whyNoService(options: ServiceArguments): Ended | null {
  const target = targetOf(options);
  if (target === null) return noManager();
  const slip = whoRuns(target);
  return slip === null ? null : refuse(slip);
}

const noManager = (): Ended =>
  refuse(
    `Clawtray knows no service manager for ${process.platform}. Keep this running instead: clawtray run`,
    exitCode.failed,
  );

/** Why this person cannot do this, or null. */
function whoRuns({ options, world }: Target): string | null {
  const verb = options.action.kind;
  const reading = verb === "status" || verb === "logs";
  if (options.system && !reading && options.root === null && world.uid !== null && world.uid !== 0)
    return `This needs an administrator: ${systemWords(process.platform).asAdministrator(`clawtray service ${verb} --system`)}`;
  if (!options.system && world.uid === 0 && (world.env.SUDO_USER ?? "") !== "" && options.root === null)
    return "Under sudo this would be root's service. Leave out sudo for your own, or add --system for the whole computer.";
  return null;
}

async function install(
  target: Target,
  action: InstallAction,
  appVersion: string,
  given: GivenSecrets,
): Promise<Ended> {
  const { options, manager, name } = target;
  const program = action.print
    ? { ok: true as const, value: ownProgram() }
    : lastingProgram(ownProgram(), { system: options.system });
  if (!program.ok) return refuse(program.failure, exitCode.failed);
  const spec = specOf(target, program.value, action);
  if (action.print) {
    const unit = manager.unit(spec);
    if (!unit.ok) return failed(target, unit.failure);
    process.stdout.write(unit.value);
    return done;
  }
  // Reported before an account is created or a gateway is stored.
  const refusal = unitRefusal(manager.path);
  if (refusal !== null) return failed(target, refusal);
  const local = options.root === null;
  if (options.system && local) {
    const slip =
      (await makeAccount(spec, target.world)) ??
      (await makeStateFolder(process.platform, target.stateDir, target.world));
    if (slip !== null) return refuse(slip, exitCode.failed);
  }
  if (!options.system) {
    const refused = await prepareService(
      options,
      { address: action.gateway, allowAnotherGateway: action.allowAnotherGateway },
      appVersion,
      given,
    );
    if (refused !== null) return refused;
    await warnOfServiceSsh(storedGateway(target.stateDir) ?? "", target.world);
  }
  const installed = await manager.install(spec, { start: local });
  if (!installed.ok) return failed(target, installed.failure);
  say(`Installed: ${manager.path}`);
  if (!local) {
    say(`Nothing was started. On that computer, run: systemctl enable --now ${name}`);
    return done;
  }
  await sayWhenItRuns(target);
  if (options.system)
    for (const sentence of systemSshSentences(action.gateway, spec.account, target.stateDir)) say(sentence);
  return started(target);
}

function storedGateway(stateDir: string): string | null {
  const settings = openSettings(stateDir);
  return settings.ok ? (settings.value.read().gateway?.url ?? null) : null;
}

function specOf(
  { options, world, stateDir, name }: Target,
  program: readonly string[],
  { gateway, allowAnotherGateway: allowed }: InstallAction,
): ServiceSpec {
  const words = [...program, "run", "--service"];
  if (options.stateDir !== null || options.system) words.push("--state-dir", stateDir);
  const keyStore = options.keyStore ?? (options.system ? "file" : null);
  if (keyStore !== null) words.push("--key-store", keyStore);
  // A person's settings hold it; the computer's service has none yet when it is installed.
  if (options.system && gateway !== null)
    words.push("--gateway", gateway, ...(allowed ? [ALLOW_ANOTHER_GATEWAY] : []));
  return {
    scope: options.system ? "system" : "user",
    name,
    program: words,
    searchPath: options.system ? null : (world.env.PATH ?? null),
    account: options.system ? systemAccount(process.platform, world.env) : null,
    stateDir: options.system && process.platform === "linux" ? stateDir : null,
    logFile: join(logFolderOf(stateDir), "service-errors.log"),
  };
}

/** When it will run, and how to make it run longer. */
async function sayWhenItRuns({ options, world, manager }: Target): Promise<void> {
  if (options.system) return say("It starts when the computer does.");
  if (manager.manager !== "systemd") return say("It starts when you log in and stops when you log out.");
  const { username } = userInfo();
  const linger = await world.run("loginctl", ["show-user", username, "--property=Linger", "--value"]);
  if (linger.stdout.trim() === "yes")
    return say("It starts when the computer does, even if you are not logged in (linger).");
  say("It starts when you log in and stops when you log out.");
  say(`To keep it running while you are logged out: sudo loginctl enable-linger ${username}`);
}

/** Waits until the node answers and says how it is doing. */
async function started(target: Target): Promise<Ended> {
  const { stateDir, options } = target;
  if (options.system) {
    say(`See: clawtray service status --system. Its rules: ${asAccount(target, "approvals")}`);
    return done;
  }
  const until = Date.now() + FIRST_WORD;
  while (Date.now() < until) {
    const answer = await askInstance(stateDir, 1_000);
    if (answer.kind === "snapshot") {
      say(`It is running, process ${answer.snapshot.pid}. To see its state: clawtray status`);
      return done;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return refuse("It was started but does not answer yet. See: clawtray service logs", exitCode.failed);
}

const asAccount = ({ stateDir, world }: Target, command: string): string =>
  systemWords(process.platform).asAccount(
    `clawtray ${command} --state-dir ${stateDir}`,
    systemAccount(process.platform, world.env),
  );

async function status({ options, manager, stateDir }: Target): Promise<Ended> {
  const found = await manager.status();
  const running = found.installed && found.running;
  const code = running ? exitCode.ok : exitCode.notRunning;
  if (options.json) {
    say(
      JSON.stringify({
        manager: manager.manager,
        scope: options.system ? "system" : "user",
        stateDir,
        ...found,
      }),
    );
    return { code, busy: false };
  }
  const system = options.system ? " --system" : "";
  if (!found.installed) say(`Not installed. Install it: clawtray service install${system}`);
  else {
    const pid = found.pid === null ? "" : `, process ${found.pid}`;
    say(`${running ? "Running" : "Not running"}${pid} (${manager.manager}: ${found.detail})`);
    say(`Starts automatically: ${found.enabled ? "yes" : "no"}`);
    const { unit } = systemWords(process.platform);
    say(`${unit.charAt(0).toUpperCase()}${unit.slice(1)}: ${found.path}`);
    if (!running) say(`See why: clawtray service logs${system}. Start it: clawtray service restart${system}`);
  }
  return { code, busy: false };
}

function showLogs({ options, manager, stateDir }: Target, lines: number, follow: boolean): Promise<Ended> {
  const [program, ...words] = manager.logCommand(lines, { follow }) ?? [];
  if (program === undefined || options.json) return logs({ ...options, stateDir, lines, follow });
  return new Promise((resolve) => {
    const child = spawn(program, words, { stdio: "inherit" });
    child.once("error", () => resolve(logs({ ...options, stateDir, lines, follow })));
    child.once("close", (code) => resolve({ code: code === 0 ? exitCode.ok : exitCode.failed, busy: false }));
  });
}

function failed({ options, manager }: Target, problem: ServiceFailure): Ended {
  const system = options.system ? " --system" : "";
  return refuse(sentenceOf(problem, manager.manager, system), exitCode.failed);
}

function sentenceOf(problem: ServiceFailure, manager: string, system: string): string {
  switch (problem.kind) {
    case "no-manager":
      return `${manager} does not answer here (${problem.detail}). Use whatever starts your programs to keep this running: clawtray run --service`;
    case "not-permitted":
      return `Not permitted (${problem.detail}).${system === "" ? "" : ` This needs an administrator: ${systemWords(process.platform).asAdministrator("the same command")}`}`;
    case "not-ours":
      return `${problem.path} was not written by clawtray and is left alone. Remove it first, or choose another --state-dir.`;
    case "newer":
      return `${problem.path} was written by a newer version of clawtray and is left as it is. Use the newer version again.`;
    case "not-installed":
      return `The service is not installed. Install it: clawtray service install${system}`;
    case "unusable-words":
      return `A ${systemWords(process.platform).unit} cannot hold this: ${problem.detail}`;
    case "failed":
      return `The service manager refused (${problem.detail}).`;
  }
}
