import { useEffect, useState } from "preact/hooks";
import type { AppSnapshot, Bridge } from "../../shared/bridge.ts";

/** The newest snapshot of main; null until the first has come, "failed" when main could not give it. */
export function useSnapshot(bridge: Bridge): AppSnapshot | "failed" | null {
  const [snapshot, setSnapshot] = useState<AppSnapshot | "failed" | null>(null);
  useEffect(() => {
    let listening = true;
    const stop = bridge.onSnapshot((next) => setSnapshot(next));
    // An event that overtook the answer is the newer one.
    void bridge
      .snapshot()
      .catch(() => "failed" as const)
      .then((first) => {
        if (listening) setSnapshot((current) => current ?? first);
      });
    return () => {
      listening = false;
      stop();
    };
  }, [bridge]);
  return snapshot;
}
