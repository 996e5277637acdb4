import { useEffect, useState } from "preact/hooks";
import type { AppSnapshot, Bridge } from "../../shared/bridge.ts";

/** Main's newest snapshot; null until the first has come, "failed" when main could not provide it. */
export function useSnapshot(bridge: Bridge): AppSnapshot | "failed" | null {
  const [snapshot, setSnapshot] = useState<AppSnapshot | "failed" | null>(null);
  useEffect(() => {
    let listening = true;
    const stop = bridge.onSnapshot((next) => setSnapshot(next));
    // An event that overtook the answer is newer.
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
