import { desktopNotifier } from "../core/commands/notify-send.ts";
import type { CommandSources } from "../core/commands/offers.ts";
import { askInstance, sendToInstance } from "../core/instance/instance.ts";
import { geoclueHere } from "../core/location/geoclue.ts";
import { listCapabilities } from "../core/node/assemble.ts";
import { connectingState } from "../core/node/before-node.ts";
import { terminalPresence } from "../core/presence/terminal-source.ts";
import { openSettings } from "../core/settings/open.ts";
import type { SettingsFailure } from "../core/settings/settings.ts";
import { systemClock } from "../core/time/clock.ts";
import type { CapabilityName, CapabilityStatus } from "../shared/capability.ts";
import {
  type CapabilityState,
  capabilityState,
  NO_PERMISSIONS,
  type NodePlatform,
} from "../shared/capability-state.ts";
import { type Result, success } from "../shared/result.ts";
import type { NodeState } from "../shared/state.ts";
import { commandsSetting, fill, translateDetail } from "../shared/words/describe.ts";
import { describeCapability } from "../shared/words/describe-capability.ts";
import { capabilityStates } from "../shared/words/en/capability-states.ts";
import { capabilitySwitches as words } from "../shared/words/en/capability-switches.ts";
import type { CapabilityArguments } from "./capability-arguments.ts";
import { changeStored } from "./change-stored.ts";
import { type Look, lookAtEach, tellMeant } from "./each-connection.ts";
import { blockedSentence, type Ended, refuse, refuseSettings, tellRecovery } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { stateDirOf } from "./place.ts";
import { print, printJson } from "./print.ts";
import { terminalToolSources } from "./tool-sources.ts";
import { english } from "./words.ts";

const needs: Readonly<Partial<Record<CapabilityName, string>>> = words.needs;

/** What the CLI's own node can do beyond plain Node. */
export async function sourcesHere(): Promise<CommandSources> {
  const { env, platform } = process;
  const [notifier, presence, location] = await Promise.all([
    desktopNotifier(env, platform),
    terminalPresence(env, platform),
    geoclueHere(env, platform, () => systemClock.now()),
  ]);
  const tools = terminalToolSources(env, platform);
  return {
    notifier,
    tools,
    ...(presence === null ? {} : { presence }),
    ...(location === null ? {} : { location }),
  };
}

/** `clawtray capabilities`: lists them, or turns one on or off, in the running node if there is one. */
export async function capabilities(options: CapabilityArguments, appVersion: string): Promise<Ended> {
  if (options.change === null) return lookAtEach(options, (of) => list(of, appVersion));
  tellMeant(options);
  return change(options, options.change.capability, options.change.on, appVersion);
}

async function list(options: CapabilityArguments, appVersion: string): Promise<Look | Ended> {
  const stateDir = stateDirOf(options);
  const instance = await askInstance(stateDir);
  if (instance.kind === "unproven")
    return refuse(blockedSentence({ reason: "control-pipe-taken", detail: {} }), exitCode.failed);
  const running = instance.kind === "snapshot" && instance.snapshot.state.capabilities.length > 0;
  const listed = running ? success(instance.snapshot.state.capabilities) : await stored(stateDir, appVersion);
  if (!listed.ok) return refuseSettings(listed.failure);
  const node = running ? instance.snapshot.state : notRunning;
  const all = listed.value.map((status) => ({ status, state: stateOf(status, node) }));
  const capabilities = all.map(({ status, state }) => ({ ...status, ...state }));
  const lines = all.map(({ status, state }) => lineOf(status, state, node));
  return { code: exitCode.ok, busy: false, value: { running, capabilities }, text: lines.join("") };
}

/** What the settings say, with what this program could do here. */
async function stored(
  stateDir: string,
  appVersion: string,
): Promise<Result<readonly CapabilityStatus[], SettingsFailure>> {
  const settings = openSettings(stateDir, () => systemClock.now());
  if (!settings.ok) return settings;
  tellRecovery(settings.value);
  return success(listCapabilities(stateDir, settings.value, await sourcesHere(), appVersion));
}

/** A node that is not running is connected to nothing. */
const notRunning = connectingState(0);

/** The system's permissions are the desktop app's: its settings show what they are. */
const stateOf = (status: CapabilityStatus, node: NodeState): CapabilityState =>
  capabilityState({ status, node, platform: nodePlatform(), permissions: NO_PERMISSIONS });

const nodePlatform = (): NodePlatform =>
  process.platform === "win32" || process.platform === "darwin" ? process.platform : "linux";

/** One line, and below it what stands between a capability that is on and its use. */
function lineOf(
  { name, on, available, commands }: CapabilityStatus,
  state: CapabilityState,
  node: NodeState,
): string {
  const offered = commands.length > 0 ? commands.join(", ") : words.told;
  const what = available ? offered : words.notAvailable;
  const line = `${name.padEnd(10)}${(on ? words.on : words.off).padEnd(5)}${what}\n`;
  if (state.state === "off" || state.state === "not-available") return line;
  const { sentence, hint } = describeCapability(state, node, capabilityStates);
  return [
    line,
    ...[sentence, hint].filter((text) => text !== null).map((text) => `${"".padEnd(15)}${text}\n`),
  ].join("");
}

async function change(
  options: CapabilityArguments,
  capability: CapabilityName,
  on: boolean,
  appVersion: string,
): Promise<Ended> {
  const stateDir = stateDirOf(options);
  const asked = await sendToInstance(stateDir, { request: "set-capability", capability, on });
  if (asked.reply === "unproven")
    return refuse(blockedSentence({ reason: "control-pipe-taken", detail: {} }), exitCode.failed);
  if (asked.reply === "silent" || asked.reply === "not-done")
    return refuse(words.notTaken, exitCode.alreadyRunning);
  if (asked.reply === "not-saved") return refuse(notSaved(capability, on, asked.detail), exitCode.failed);
  if (asked.reply === "none") {
    const refused = await changeStored(stateDir, appVersion, ({ capabilities: before }) => ({
      capabilities: { ...before, [capability]: on },
    }));
    if (refused !== null) return refused;
  }
  return told(options, capability, on, appVersion);
}

/** The running node accepted it, but it could not be saved. */
function notSaved(capability: CapabilityName, on: boolean, detail: Readonly<Record<string, string>>): string {
  const values = { ...translateDetail(detail, english), name: capability, switch: on ? "on" : "off" };
  return fill(on ? words.onNotSaved : words.offNotSaved, values);
}

async function told(
  options: CapabilityArguments,
  capability: CapabilityName,
  on: boolean,
  appVersion: string,
): Promise<Ended> {
  if (options.json) {
    const listed = await list(options, appVersion);
    if ("value" in listed) printJson(listed.value);
    return listed;
  }
  const stateDir = stateDirOf(options);
  const answer = await askInstance(stateDir);
  const listed =
    answer.kind === "snapshot"
      ? success(answer.snapshot.state.capabilities)
      : await stored(stateDir, appVersion);
  const available =
    (listed.ok ? listed.value : []).find(({ name }) => name === capability)?.available ?? false;
  const sentence = !on ? words.turnedOff : available ? words.turnedOn : words.turnedOnNotAvailable;
  print(`${fill(sentence, { name: capability })}\n`);
  const setting = commandsSetting(
    answer.kind === "snapshot" ? (answer.snapshot.state.gateway?.version ?? null) : null,
  );
  const hint = !on ? undefined : available ? fill(words.needsApproval, { setting }) : needs[capability];
  if (hint !== undefined) print(`${hint}\n`);
  return { code: exitCode.ok, busy: false };
}
