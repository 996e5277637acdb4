import { systemClock } from "../core/clock.ts";
import { desktopNotifier } from "../core/commands/notify-send.ts";
import type { CommandSources } from "../core/commands/offers.ts";
import { askInstance, askWish } from "../core/instance/instance.ts";
import { listCapabilities } from "../core/node/assemble.ts";
import { type Result, success } from "../core/result.ts";
import { openSettings } from "../core/settings/open.ts";
import type { SettingsFailure } from "../core/settings/settings.ts";
import type { CapabilityName, CapabilityStatus } from "../shared/capability.ts";
import { commandsSetting, fill, translateDetail } from "../shared/words/describe.ts";
import { capabilitySwitches as words } from "../shared/words/en/capability-switches.ts";
import { english } from "../shared/words/english.ts";
import type { CapabilityArguments } from "./capability-arguments.ts";
import { changeStored } from "./change-stored.ts";
import { type Ended, refuse, refuseSettings, tellRecovery } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { stateDirOf } from "./place.ts";

/** How long a running node may take to answer, ms. */
const PATIENCE = 2_000;

const needs: Readonly<Partial<Record<CapabilityName, string>>> = words.needs;

/** What the CLI's own node can do beyond plain Node. */
export async function sourcesHere(): Promise<CommandSources> {
  return { notifier: await desktopNotifier(process.env, process.platform) };
}

/** `clawtray capabilities`: lists them, or turns one on or off, in the running node where one runs. */
export async function capabilities(options: CapabilityArguments, appVersion: string): Promise<Ended> {
  return options.change === null
    ? list(options, appVersion)
    : change(options, options.change.capability, options.change.on, appVersion);
}

async function list(options: CapabilityArguments, appVersion: string): Promise<Ended> {
  const stateDir = stateDirOf(options);
  const answer = await askInstance(stateDir, PATIENCE);
  const running = answer.kind === "snapshot" && answer.snapshot.state.capabilities.length > 0;
  const listed = running ? success(answer.snapshot.state.capabilities) : await stored(stateDir, appVersion);
  if (!listed.ok) return refuseSettings(listed.failure);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ running, capabilities: listed.value })}\n`
      : listed.value.map(lineOf).join(""),
  );
  return { code: exitCode.ok, busy: false };
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

function lineOf({ name, on, available, commands }: CapabilityStatus): string {
  const what = available ? commands.join(", ") : words.notAvailable;
  return `${name.padEnd(10)}${(on ? words.on : words.off).padEnd(5)}${what}\n`;
}

async function change(
  options: CapabilityArguments,
  capability: CapabilityName,
  on: boolean,
  appVersion: string,
): Promise<Ended> {
  const stateDir = stateDirOf(options);
  const asked = await askWish(stateDir, { wish: "set-capability", capability, on }, PATIENCE);
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

/** The running node has taken it, and the disk has not. */
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
  if (options.json) return list(options, appVersion);
  const stateDir = stateDirOf(options);
  const answer = await askInstance(stateDir, PATIENCE);
  const listed =
    answer.kind === "snapshot"
      ? success(answer.snapshot.state.capabilities)
      : await stored(stateDir, appVersion);
  const available =
    (listed.ok ? listed.value : []).find(({ name }) => name === capability)?.available ?? false;
  const sentence = !on ? words.turnedOff : available ? words.turnedOn : words.turnedOnNotAvailable;
  process.stdout.write(`${fill(sentence, { name: capability })}\n`);
  const setting = commandsSetting(
    answer.kind === "snapshot" ? (answer.snapshot.state.gateway?.version ?? null) : null,
  );
  const hint = !on ? undefined : available ? fill(words.needsApproval, { setting }) : needs[capability];
  if (hint !== undefined) process.stdout.write(`${hint}\n`);
  return { code: exitCode.ok, busy: false };
}
