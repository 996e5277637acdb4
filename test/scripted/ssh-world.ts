import { delimiter } from "node:path";
import { onTestFinished } from "vitest";
import { parseSshTarget } from "../../src/core/ssh/address.ts";
import { systemClock } from "../../src/core/time/clock.ts";
import { lacking } from "../support/lacking.ts";
import { type SshdOptions, startSshd, type TestSshd } from "../support/sshd.ts";
import { connectTo, failureOf } from "./harness.ts";
import { Computer } from "./node-world.ts";

export const PASSPHRASE = "recognisable-passphrase-41d0";
export const TOKEN = "recognisable-shared-token-5c1e";

/** The `ssh` of this sshd is the one that is found, here and in what is started from here. */
export async function sshdHere(options: SshdOptions = {}): Promise<TestSshd> {
  const sshd = await startSshd(options);
  setHere({ PATH: `${sshd.bin}${delimiter}${process.env.PATH}` });
  return sshd;
}

/** Variables of this process, and of what it starts, for one test. */
export function setHere(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) {
    const before = process.env[name];
    process.env[name] = value;
    onTestFinished(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
  }
}

/** On the real clock: what an ssh takes is no faster for a test. */
export function realComputer(): Computer {
  const computer = new Computer();
  computer.clock = systemClock;
  return computer;
}

export const startedAt = (url: string) => {
  const started = realComputer().start(url, { kind: "token", token: TOKEN });
  return { node: started.node, until: started.until.bind(started) };
};

export const sshFailureOf = async (url: string, change = {}) => {
  const failure = await failureOf(connectTo(url, change));
  if (failure.kind !== "ssh") throw new Error(`another failure: ${JSON.stringify(failure)}`);
  return failure;
};

export const targetOf = (url: string) => {
  const target = parseSshTarget(url.replace("ssh://", ""));
  if (!target.ok) throw new Error(url);
  return target.value;
};

export const lacks = lacking("ssh", "sshd");
