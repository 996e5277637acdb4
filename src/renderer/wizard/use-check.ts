import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Bridge, CheckInput, CheckReport } from "../../shared/bridge.ts";

export type CheckState =
  | { readonly status: "idle" }
  | { readonly status: "running"; readonly report: CheckReport | null }
  | { readonly status: "finished"; readonly report: CheckReport }
  /** Main could not do the check at all. */
  | { readonly status: "broken" };

/** A live check by main; a newer one, or `reset`, makes an older one's reports void. */
export function useCheck(bridge: Bridge) {
  const [state, setState] = useState<CheckState>({ status: "idle" });
  const run = useRef(0);
  const lastSerial = useRef(-1);

  useEffect(
    () =>
      bridge.onCheck((report) => {
        if (report.serial <= lastSerial.current) return;
        setState((current) => (current.status === "running" ? { status: "running", report } : current));
      }),
    [bridge],
  );

  const start = useCallback(
    async (input: CheckInput): Promise<CheckReport | null> => {
      run.current += 1;
      const mine = run.current;
      setState({ status: "running", report: null });
      const report = await bridge.check(input).catch(() => null);
      if (report !== null) lastSerial.current = Math.max(lastSerial.current, report.serial);
      if (run.current !== mine) return null;
      setState(report === null ? { status: "broken" } : { status: "finished", report });
      return report;
    },
    [bridge],
  );

  const reset = useCallback(() => {
    run.current += 1;
    setState({ status: "idle" });
  }, []);

  /** Whoever waits for it need not: main lets go of the connection as well. */
  const cancel = useCallback(async () => {
    reset();
    await bridge.request({ kind: "cancel-check" });
  }, [bridge, reset]);

  return { state, start, reset, cancel };
}

/** Every step passed, or was not needed. */
export function hasPassed(report: CheckReport): boolean {
  return report.steps.every((step) => step.status === "passed" || step.status === "skipped");
}
