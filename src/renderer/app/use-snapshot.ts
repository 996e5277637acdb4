import { useEffect, useState } from "preact/hooks";
import type { AppSnapshot, Bridge } from "../../shared/bridge.ts";
import { grown, type TurnsGrowth } from "../../shared/turns-growth.ts";

type Known = AppSnapshot | "failed" | null;

/** Main's newest snapshot; null until the first has come, "failed" when main could not provide it. */
export function useSnapshot(bridge: Bridge): Known {
  const [snapshot, setSnapshot] = useState<Known>(null);
  useEffect(() => {
    let listening = true;
    let known: Known = null;
    const set = (next: Known) => {
      if (!listening) return;
      known = next;
      setSnapshot(next);
    };
    const readAnew = () =>
      bridge
        .snapshot()
        .then(set)
        .catch(() => {});
    function grow(growth: TurnsGrowth): void {
      // The first snapshot, which is on its way, may be older.
      if (known === null || known === "failed") return void readAnew();
      const turns = grown(known.turns ?? [], growth);
      if (turns === "behind") void readAnew();
      else if (turns !== known.turns) set({ ...known, turns });
    }
    const stops = [
      bridge.onSnapshot((next) => set(withTurns(next, known))),
      bridge.onTurnsGrown(grow),
      () => {
        listening = false;
      },
    ];
    // An event that overtook the answer is newer.
    void bridge
      .snapshot()
      .catch(() => "failed" as const)
      .then((first) => {
        if (known === null) set(first);
      });
    return () => {
      for (const stop of stops) stop();
    };
  }, [bridge]);
  return snapshot;
}

/** A later snapshot leaves out what was said where that is as before. */
function withTurns(next: AppSnapshot, known: Known): AppSnapshot {
  if (next.turns !== undefined || known === null || known === "failed" || known.turns === undefined)
    return next;
  return { ...next, turns: known.turns };
}
