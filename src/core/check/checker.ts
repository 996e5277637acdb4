import type { CheckInput, CheckReport } from "../../shared/bridge.ts";
import type { SharedCredential } from "../../shared/intent.ts";
import { type CheckWorld, runCheck } from "./check.ts";

/** Runs one live check at a time; a newer one ends the older. */
export interface Checker {
  /** Resolves with the finished report; every step on the way is reported. */
  check(input: CheckInput, report: (report: CheckReport) => void): Promise<CheckReport>;
  /** Ends whatever runs. */
  stop(): void;
}

/** Builds the checker. `credential` hands out the draft's secret, which never comes from the page. */
export function createChecker(world: CheckWorld, credential: () => SharedCredential | null): Checker {
  let running = new AbortController();
  let serial = 0;
  return {
    check(input, report) {
      running.abort();
      running = new AbortController();
      serial += 1;
      const shared = input.credentialKind === "none" ? null : credential();
      return runCheck({ input, credential: shared, serial, signal: running.signal, report, world });
    },
    stop: () => running.abort(),
  };
}
