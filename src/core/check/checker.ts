import type { CheckInput, CheckReport } from "../../shared/bridge.ts";
import type { EdgeHeader } from "../../shared/edge-header.ts";
import type { SharedCredential } from "../../shared/intent.ts";
import { type CheckWorld, runCheck } from "./check.ts";

/** Runs one live check at a time; a newer one ends the older. */
export interface Checker {
  /** Resolves with the finished report; every step along the way is reported. */
  check(input: CheckInput, report: (report: CheckReport) => void): Promise<CheckReport>;
  /** Ends whatever is running. */
  stop(): void;
}

/** What the page must not decide or see. */
export interface CheckSecrets {
  /** The draft's. */
  credential(): SharedCredential | null;
  /** For what stands in front of the gateway at an address. */
  edgeHeaders(address: string): Promise<readonly EdgeHeader[]>;
}

/** Builds the checker. */
export function createChecker(world: CheckWorld, secrets: CheckSecrets): Checker {
  let running = new AbortController();
  let serial = 0;
  return {
    async check(input, report) {
      running.abort();
      running = new AbortController();
      serial += 1;
      const run = { input, serial, signal: running.signal, report };
      const credential = input.credentialKind === "none" ? null : secrets.credential();
      const edgeHeaders = await secrets.edgeHeaders(input.address);
      return runCheck({ ...run, credential, world: { ...world, edgeHeaders } });
    },
    stop: () => running.abort(),
  };
}
